"""Releases: what was published at the close of each wave, once, append-only; everything shown later reads it."""
