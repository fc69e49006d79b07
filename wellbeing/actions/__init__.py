"""What changes after a check-in, by unit ("You said, we did"); strictest rule: what changes, never who said what."""
