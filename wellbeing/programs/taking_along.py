"""What a member did with their programmes, in their copy of everything, and taken back from one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from flask_babel import gettext as _

from tenants.members.models import Member
from tenants.taking_along import Part, declare, records_in
from wellbeing.programs import access, enrollment, mine, showing
from wellbeing.programs.content import Content
from wellbeing.programs.mine import Mine
from wellbeing.programs.place import MOST, Place, from_record, to_record
from wellbeing.programs.stored import content_of

FORMAT = "wellbeing-programs-1"
NAME = "programs.json"


def write(member: Member) -> Iterator[tuple[str, str]]:
    """One file for programs and one to read, when there is something."""
    places = enrollment.places_of(member.id)
    if not places:
        return
    known = {row.id: content_of(row) for row in access.programs()}
    records = [
        {"id": str(program_id), "name": showing.plain(known[program_id].name) if program_id in known else ""}
        | to_record(kept)
        for program_id, kept in places.items()
    ]
    yield NAME, json.dumps({"format": FORMAT, "programs": records}, ensure_ascii=False, indent=2)
    yield "programs.md", "\n".join(_to_read(known.get(program_id), kept) for program_id, kept in places.items())


def read(member: Member, files: Mapping[str, str]) -> None:
    """Keep what is not there yet, of programmes that are this member's now; a second time adds nothing.

    A file opens no programme for anybody: neither one that is for others nor a week that has not begun.
    """
    if NAME not in files:
        return
    records = records_in(files[NAME], file=NAME, form=FORMAT, under="programs", read=from_record, most=MOST)
    there = enrollment.places_of(member.id)
    reachable = {one.id: one for one in mine.programs_of(member, {})}
    wanted = {key: _fitting(reachable[key], kept) for key, kept in records if key in reachable and key not in there}
    if wanted:
        enrollment.keep(member_id=member.id, changes={key: _put(kept) for key, kept in wanted.items()})


def _put(kept: Place) -> Callable[[Place], Place]:
    return lambda there: there if there.begun else kept


def _fitting(one: Mine, kept: Place) -> Place:
    """What of a place holds here: steps that there are, and no first day before the programme's own or ahead of now."""
    steps = {step.id for _week, step in one.content.steps()}
    first = one.days.first_on
    if kept.first_on is not None and one.days.first_on <= kept.first_on <= one.today:
        first = kept.first_on
    return replace(
        kept,
        first_on=first,
        joined=kept.joined and one.row.sensitive,
        done=kept.done & steps,
        left_out=kept.left_out & steps,
        touched_on=min(kept.touched_on or one.today, one.today),
    )


def _to_read(content: Content | None, kept: Place) -> str:
    name = showing.plain(content.name) if content else _("A programme that is not here any more")
    lines = [f"## {name}\n"]
    if kept.joined:
        lines.append("- " + _("Joined for yourself alone"))
    if kept.aside:
        lines.append("- " + _("Laid aside"))
    steps = [(week, step) for week, step in content.steps() if kept.mark_of(step.id) != "open"] if content else []
    for week, step in steps:
        mark = _("Done") if kept.mark_of(step.id) == "done" else _("Left out")
        title, text = showing.plain(week.title), showing.plain(step.text)
        lines.append("- " + _("%(mark)s, in “%(week)s”: %(step)s", mark=mark, week=title, step=text))
    return "\n".join(lines) + "\n"


declare(Part("programs", frozenset({"enrollment"}), write, read))
