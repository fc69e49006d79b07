"""What people do: journal and check-ins side by side; it never imports the reports built on it."""
