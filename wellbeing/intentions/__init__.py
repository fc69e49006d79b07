"""What a member makes for themself alone; strictest rule: even its kind, and any day it names, is sealed."""
