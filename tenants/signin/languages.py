"""The languages that a member may choose among, each in its own name."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Code and own name of each language of the organization."""
    return [(code, _own_name(code)) for code in codes]


def _own_name(code: str) -> str:
    locale = Locale.parse(code)
    name = locale.get_display_name(locale) or code
    return name[:1].upper() + name[1:]
