"""The languages that a member may choose among, each in its own name, and choosing one."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale

from tenants.members.models import Member
from tenants.organizations.access import organization


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Code and own name of each language of the organization."""
    return [(code, _own_name(code)) for code in codes]


def speak(member: Member, *, language: str) -> None:
    """Speak to a member in a language that the organization offers, else in the one of the organization."""
    member.language = language if language in organization().languages else None


def _own_name(code: str) -> str:
    locale = Locale.parse(code)
    name = locale.get_display_name(locale) or code
    return name[:1].upper() + name[1:]
