"""What a member made for themself, in their copy of everything, and taken back from one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid5

from flask_babel import format_date
from flask_babel import gettext as _

from tenants.members import own_way, private_space
from tenants.members.models import Member
from tenants.members.my_way import ANCHORS, PACES, TOPICS, MyWay, from_bytes, to_bytes
from tenants.taking_along import Part, declare, records_in, unreadable
from wellbeing.intentions import service
from wellbeing.intentions.access import intentions_of
from wellbeing.intentions.intention import Intention, Letter, Sentences, from_record, to_record
from wellbeing.intentions.wording import anchor, names

FORMAT = "wellbeing-intentions-1"
NAME = "intentions.json"
WAY_FORMAT = "wellbeing-my-way-1"
WAY_NAME = "my-way.json"


def write(member: Member) -> Iterator[tuple[str, str]]:
    """One file for programs and one to read, when there is something."""
    found = service.everything_of(member)
    if not found:
        return
    records = [{"id": str(one.row.id)} | to_record(one.said) for one in found]
    yield NAME, json.dumps({"format": FORMAT, "intentions": records}, ensure_ascii=False, indent=2)
    yield "intentions.md", "\n".join(_to_read(one.said) for one in found)


def read(member: Member, files: Mapping[str, str]) -> None:
    """Keep what is not there yet; a row keeps its name, so that a second time adds nothing."""
    if NAME not in files:
        return
    records = records_in(files[NAME], file=NAME, form=FORMAT, under="intentions", read=from_record)
    if not records:
        return
    space = private_space.writing_space(member.id)
    there = {row.id for row in intentions_of(member)}
    for row_id, said in records:
        if isinstance(said, Sentences):
            if service.sentences_of(member) is None:
                service.put(space, service.sentences_id(space), said)
        elif row_id not in there:  # a name of its own, for another member may hold the row that the file names
            service.put(space, uuid5(member.id, str(row_id)), said)


def _to_read(one: Intention) -> str:
    lines = [f"## {names()[one.kind]}\n", f"{format_date(one.begun_on, 'long')}\n"]
    for name in one.words:
        said = getattr(one, name)
        if isinstance(said, tuple):
            lines.extend(f"{number}. {line}" for number, line in enumerate(said, start=1))
        elif said:
            lines.append(f"{anchor(said) if name == 'anchor' else said}\n")
    if isinstance(one, Letter) and one.arrives_on:
        lines.append(_("Comes back on %(day)s", day=format_date(one.arrives_on, "long")))
    return "\n".join(lines) + "\n"


def write_way(member: Member) -> Iterator[tuple[str, str]]:
    """How the member wants to be met, when they chose something."""
    if not own_way.is_chosen(member.id):
        return
    way = own_way.way_of(member.id)
    told = {"format": WAY_FORMAT} | json.loads(to_bytes(way))
    yield WAY_NAME, json.dumps(told, ensure_ascii=False, indent=2)
    yield "my-way.md", _way_to_read(way)


def read_way(member: Member, files: Mapping[str, str]) -> None:
    """Keep it where the member has chosen nothing yet."""
    if WAY_NAME not in files:
        return
    try:
        told = json.loads(files[WAY_NAME])
        way = from_bytes(json.dumps(told).encode()) if told["format"] == WAY_FORMAT else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        way = None
    if way is None or not (isinstance(way.trends, bool) and isinstance(way.on_this_day, bool)):
        raise unreadable(WAY_NAME)
    if not own_way.is_chosen(member.id):
        own_way.keep(member_id=member.id, way=way)


def _way_to_read(way: MyWay) -> str:
    lists: list[tuple[str, Iterable[str], Mapping[str, Any]]] = [
        (_("Where my attention can rest"), way.anchors, ANCHORS),
        (_("Please leave me in peace with"), way.avoid, TOPICS),
        (_("My pace"), {way.pace}, PACES),
    ]
    title = _("My way")
    lines = [f"# {title}\n"]
    for label, chosen, known in lists:
        words = ", ".join(str(known[key]) for key in sorted(chosen))
        lines.append("- " + _("%(label)s: %(value)s", label=label, value=words or _("nothing chosen")))
    if not way.trends:
        lines.append("- " + _("Show me no trends over time"))
    if way.on_this_day:
        lines.append("- " + _("Show me now and then what I wrote on this day earlier"))
    return "\n".join(lines) + "\n"


declare(Part("intentions", frozenset({"intention"}), write, read))
declare(Part("my_way", frozenset({"my_way"}), write_way, read_way))
