"""Notices to members, in the list on Home and by mail, under the rules of tact; choices are visible to nobody."""
