"""The one migration history of the database; it never imports models."""
