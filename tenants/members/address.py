"""E-mail addresses as this house writes them: ASCII, lower case, one spelling per person."""

from __future__ import annotations

import re

LONGEST = 254

_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_LOCAL})@(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")


def normalize(text: str) -> str | None:
    """Return the one spelling of an address, or None when it is not one that mail can be sent to."""
    address = text.strip().lower()
    match = _ADDRESS.fullmatch(address)
    if match is None or len(address) > LONGEST or len(match["local"]) > 64:
        return None
    return address
