"""What the choice of a prompt follows for one member: their day, their way, and their own last entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tenants import clock
from tenants.errors import KeysUnavailable
from tenants.members import own_way
from tenants.members.models import Member
from wellbeing.journal import access, service
from wellbeing.journal.forms import FREE
from wellbeing.journal.prompts import Asking
from wellbeing.journal.reflection import Place, Reflection

MONTHS = 2
ANSWERED = 20
FORMS = 3
A_WHILE = timedelta(days=14)

Teller = Callable[[Member], str | None]
_tellers: list[Teller] = []


def suggested_by(teller: Teller) -> None:
    """Let what a member follows suggest the prompt of their day, by its id; the journal need not know what it is."""
    _tellers.append(teller)


def lately(member: Member) -> list[Reflection]:
    """The member's last entries that this session can open, newest first: those of the last months they wrote in.

    Empty while keys are out of reach: a prompt and an empty page, or one that comes back, need no earlier words.
    """
    months = access.newest_months_of(member, MONTHS)
    try:
        opened = service.read(access.entries_of(member, months=months)) if months else None
    except KeysUnavailable:
        return []
    return [said for _entry, said in opened.entries] if opened else []


def asking_of(member: Member, *, place: Place, last: list[Reflection], step: str | None = None) -> Asking:
    """For whom a prompt is chosen; `step` is the prompt that a programme's step suggests, asked for if not given."""
    return Asking(
        day=clock.today(place.zone),
        first_day=place.first_day,
        way=own_way.careful_way_of(member.id),
        step=step or next((found for teller in _tellers if (found := teller(member))), None),
        answered=tuple(dict.fromkeys(said.prompt_id for said in last if said.prompt_id))[:ANSWERED],
        forms=tuple(said.form for said in last[:FORMS] if said.form != FREE),
    )


def has_been_away(newest: datetime | None) -> bool:
    """Whether the last entry is long enough ago for a word of welcome; never how long."""
    return newest is not None and clock.now() - newest >= A_WHILE
