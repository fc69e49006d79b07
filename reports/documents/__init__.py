"""Documents: PDF, CSV and JSON of stored figures; nothing here computes a figure about people."""
