"""Private reflections of one member; strictest rule: nothing but the month of an entry is ever stored in plain."""
