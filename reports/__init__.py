"""What leaders see: figures pass disclosure control once, and every page, PDF and CSV reads the stored figure."""
