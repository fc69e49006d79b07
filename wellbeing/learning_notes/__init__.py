"""A leader's voluntary story of a mistake, told to their own people; strictest rule: no count, no list of readers."""
