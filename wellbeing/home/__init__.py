"""The page a member starts from; strictest rule: it never shows private text, only that there is some."""
