"""Changing keys: master keys and organizations' keys, in steps that a killed worker repeats, and no text is touched."""
