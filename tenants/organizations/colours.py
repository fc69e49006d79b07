"""The organization's own colour: six hexadecimal digits, taken only when it can be read on paper; pure.

Contrast is that of WCAG 2.2, 1.4.3 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

from __future__ import annotations

import re

PAPER = "#fffdfa"
ENOUGH = 4.5
"""Contrast with the paper that texts of every size need."""

_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})\Z")


def normal(text: str) -> str | None:
    """A typed colour as ``#rrggbb`` in small letters, an empty text for none; None when it is no colour."""
    tidy = text.strip()
    if not tidy:
        return ""
    found = _COLOUR.match(tidy)
    return f"#{found[1].lower()}" if found else None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ``#rrggbb``, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def can_be_read(colour: str) -> bool:
    """Whether texts in this colour can be read on the paper of reports."""
    return contrast(colour, PAPER) >= ENOUGH


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
