"""What a member's copy of everything says of practices: the notes they kept, to read and to take back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from tenants import taking_along
from tenants.errors import Invalid
from tenants.members.models import Member
from tenants.organizations.access import organization
from wellbeing.practices import access, service
from wellbeing.practices.kept import Kept, from_record, to_record

FORMAT = "wellbeing-practices-1"
FILE = "notes.json"
MOST = 50_000


def write(member: Member) -> Iterator[tuple[str, str]]:
    """The notes as JSON, and the same to read; nothing where nothing was kept."""
    opened = [(row.id, kept) for row, kept in service.read(access.notes_of(member)).notes]
    if not opened:
        return
    notes = [{"id": str(note_id)} | to_record(kept) for note_id, kept in opened]
    yield FILE, json.dumps({"format": FORMAT, "notes": notes}, ensure_ascii=False, indent=2)
    zone = member.time_zone or organization().time_zone
    title = _("What you kept after practices")
    yield "notes.md", "\n".join([f"# {title}\n", *(_page(kept, zone) for _id, kept in opened)])


def read(member: Member, files: Mapping[str, str]) -> None:
    """Take notes back from a copy; the first flaw is named, and then nothing is taken in."""
    if FILE not in files:
        return
    notes = [_entry(number, one) for number, one in enumerate(_listed(files[FILE]), 1)]
    if notes:
        service.keep_again(member_id=member.id, notes=notes)


def _listed(content: str) -> list[Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise Invalid(_("%(file)s is not the JSON of such a copy.", file=FILE), code="copy_unreadable") from None
    listed = told.get("notes") if isinstance(told, dict) and told.get("format") == FORMAT else None
    if not isinstance(listed, list) or len(listed) > MOST:
        raise Invalid(_("%(file)s is not the JSON of such a copy.", file=FILE), code="copy_unreadable")
    return listed


def _entry(number: int, told: Any) -> tuple[UUID, Kept]:
    try:
        note_id, kept = UUID(told["id"]), from_record(told)
    except (AttributeError, KeyError, TypeError, ValueError):
        kept = None
    if kept is None or kept.empty:
        raise Invalid(
            _(
                "%(file)s, entry %(number)s: something in it does not fit. Nothing was taken in.",
                file=FILE,
                number=number,
            ),
            code="copy_flawed",
        )
    return note_id, kept


def _page(kept: Kept, zone: str) -> str:
    lines = [f"## {kept.title}", f"*{format_date(kept.kept_at.astimezone(ZoneInfo(zone)).date(), 'full')}*"]
    lines += [f"**{one.label}**\n\n{one.words}" for one in kept.fields if one.words]
    return "\n\n".join([*lines, kept.note]).rstrip() + "\n"


taking_along.declare(taking_along.Part("practices", frozenset({"practice_note"}), write, read))
