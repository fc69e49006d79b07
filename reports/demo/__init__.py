"""Two invented companies with a year of history, made through the same service verbs as the pages use."""
