"""The tests, mirroring the code's path."""
