"""What opens without a connection: pages that are the same for everybody, put on a shelf; never a signed-in page."""
