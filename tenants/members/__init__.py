"""Who belongs to an organization and in which part; nobody here learns how a member uses the product."""
