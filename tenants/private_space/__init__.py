"""The ways into a private space, apart from the account: whoever holds the mailbox still opens nothing."""
