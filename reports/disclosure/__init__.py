"""Disclosure control: groups and values in, published figures out; pure, and nothing under the threshold leaves."""
