"""Erasing for good: written down outside the database first, then the keys, then the rows; repeated after a restore."""
