"""Feedback framed in warmth and respect; strictest rule: one sealed copy per reader, and nobody else reads a line."""
