"""Sign-in: identities, invitations, sessions and resets; a link is mailed only, and stored only as its hash."""
