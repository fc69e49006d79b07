"""The kinds of notices: each feature declares its own in its `kinds.py`, with words that never tell private things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tenants.permissions import Permission


class Choice(StrEnum):
    """How a member hears of a kind; a mail is always in the list too."""

    MAIL = "mail"
    IN_APP = "in_app"
    NEITHER = "neither"


Args = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `text` words one notice in the language in force. `link` gives the endpoint and its values, if there is a page for
    it. `told_by_mail` says whether the sentence may stand in a mail; else the mail says only that there is something.
    `needs` is the permission without which nobody gets this kind, so that nobody else is asked about it.
    `ends` gives the moment when a notice has no point any more.
    """

    name: str
    label: object
    text: Callable[[Args], str]
    link: Callable[[Args], tuple[str, dict[str, str]]] | None = None
    told_by_mail: bool = False
    needs: Permission | None = None
    ends: Callable[[Args], datetime] | None = None
    first_choice: Choice = Choice.MAIL


KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Add a kind; a name is declared once."""
    if kind.name in KINDS and KINDS[kind.name] is not kind:
        raise ValueError(f"the notice {kind.name} is declared twice")
    KINDS[kind.name] = kind
