"""The journal's part of a member's copy of everything: written to read and for programs, and taken back whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from marshmallow import ValidationError

from tenants import clock
from tenants.errors import Invalid
from tenants.http import sentences
from tenants.members.models import Member
from tenants.taking_along import Part, declare
from wellbeing.journal import access, exporting, service
from wellbeing.journal.models import JournalEntry
from wellbeing.journal.mood import Mood
from wellbeing.journal.reflection import Reflection, in_order
from wellbeing.journal.schemas import EntryBack

TO_READ, FOR_PROGRAMS = "journal.md", "journal.json"


def write(member: Member) -> Iterator[tuple[str, str]]:
    """Everything this session can open, in both forms."""
    opened = service.read(access.entries_of(member)).entries
    entries = [(entry.id, said) for entry, said in opened]
    yield TO_READ, exporting.as_markdown(entries, zone=service.place_of(member).zone)
    yield FOR_PROGRAMS, exporting.as_json(entries, exported_at=clock.now())


def read(member: Member, files: Mapping[str, str]) -> None:
    """Take entries back from the member's own copy; every one is checked before the first is kept."""
    if FOR_PROGRAMS not in files:
        return
    entries = [_entry(number, record) for number, record in enumerate(_records(files[FOR_PROGRAMS]), start=1)]
    if entries:
        service.take_back(member_id=member.id, entries=entries, zone=service.place_of(member).zone)


def _records(content: str) -> list[Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise _refusal(_("%(file)s cannot be read: it is not JSON.", file=FOR_PROGRAMS)) from None
    entries = told.get("entries") if isinstance(told, dict) else None
    if not isinstance(entries, list) or told.get("format") != exporting.FORMAT:
        raise _refusal(_("%(file)s is not a copy of a journal from here.", file=FOR_PROGRAMS))
    return entries


def _entry(number: int, record: Any) -> tuple[UUID, Reflection]:
    try:
        given = EntryBack().load(record)
    except ValidationError as error:
        told = [f"{name}: {text}" for name, texts in sentences(error.messages).items() for text in texts]
        raise _refused_entry(number, told[0]) from None
    said = Reflection(
        written_at=given["written_at"],
        revised_at=given["revised_at"],
        prompt_id=given["prompt_id"],
        prompt=given["prompt"],
        form=given["form"],
        body=given["body"],
        fields=in_order(given["answers"]),
        effort=given["effort"],
        kindness=given["kindness"],
        mood=Mood(**given["mood"]),
        tags=given["tags"],
        in_peace=given["in_peace"],
    )
    if said.empty:
        raise _refused_entry(number, _("It holds no words."))
    return given["id"], said


def _refused_entry(number: int, reason: str) -> Invalid:
    where = _("%(file)s, entry %(number)s: %(reason)s", file=FOR_PROGRAMS, number=number, reason=reason)
    return _refusal(where)


def _refusal(where: str) -> Invalid:
    nothing = _("Nothing was taken in.")
    return Invalid(f"{where} {nothing}", code="copy_broken")


declare(Part("journal", frozenset({JournalEntry.__tablename__}), write, read))
