"""The customer: its settings, its tree of units and its help contacts; no rule here may weaken one for collected data."""
