"""The customer: its settings, its units and its help contacts; nothing weakens what collected answers were promised."""
