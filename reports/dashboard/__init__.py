"""The page of a unit for leaders and HR: stored figures only, in chart order, never a ranking."""
