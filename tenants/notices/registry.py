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
    `ends` gives the moment when a notice has no point any more, and `holds` says whether it still has one now.
    A kind that is not `by_mail` stands in the list alone, one that is not `listed` is a mail alone; such a pair has one
    choice, that of the kind named in `chosen_as`. What is `same_for_all` stands alone in its mail, whatever else waits,
    so that everybody gets the same words.
    """

    name: str
    label: object
    text: Callable[[Args], str]
    link: Callable[[Args], tuple[str, dict[str, str]]] | None = None
    told_by_mail: bool = False
    needs: Permission | None = None
    ends: Callable[[Args], datetime] | None = None
    holds: Callable[[Args], bool] | None = None
    by_mail: bool = True
    listed: bool = True
    chosen_as: str = ""
    same_for_all: bool = False
    first_choice: Choice = Choice.MAIL

    def still(self, args: Args) -> bool:
        """Whether a notice still has its point."""
        return self.holds is None or self.holds(args)


KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Add a kind; a name is declared once."""
    if kind.name in KINDS and KINDS[kind.name] is not kind:
        raise ValueError(f"the notice {kind.name} is declared twice")
    KINDS[kind.name] = kind
