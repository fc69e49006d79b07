"""What a member's copy of everything tells of feedback: what they received, and their own words.

Of a note that they wrote it tells the words alone and not to whom they went: no file lists people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from tenants import clock
from tenants.members.models import Member
from tenants.notices.hours import zone_of
from tenants.taking_along import Files, Part, declare
from wellbeing.feedback import access, catalog, drafting, exporting
from wellbeing.feedback.letter import ANSWERS, Kind
from wellbeing.feedback.places import Opened
from wellbeing.feedback.wording import moment_in


def _write(member: Member) -> Files:
    zone, reading = zone_of(member), access.everything_of(member)
    notes = [one for one in reading.opened if one.letter.kind is Kind.NOTE]
    received = [one for one in notes if one.row.author_id != member.id]
    if received:
        threads = [
            (note.letter, [one.letter for one in reversed(reading.opened) if _answers(one, note)]) for note in received
        ]
        yield "received.json", exporting.as_json(threads, exported_at=clock.now())
        yield "received.md", exporting.as_markdown(threads, zone=zone)
    own = [
        one
        for one in reading.opened
        if one.row.author_id == member.id
        and (
            one.letter.kind is Kind.REQUEST
            or (one.letter.kind is Kind.NOTE and not access.is_closed(member, one.letter))
        )
    ]
    written = [_record(one) for one in own] + _drafts(member)
    if written:
        told = {"format": "wellbeing-own-words-1", "written": written}
        yield "written.json", json.dumps(told, ensure_ascii=False, indent=2)
        yield "written.md", _to_read(written, own, zone)


def _answers(one: Opened, note: Opened) -> bool:
    return one.row.note_id == note.row.note_id and one.letter.kind in ANSWERS


def _record(one: Opened) -> dict[str, Any]:
    return {
        "kind": one.letter.kind.value,
        "at": one.letter.at.isoformat(),
        "template": one.letter.template_name or None,
        "words": one.letter.words,
        "sections": [{"title": part.title, "text": part.text} for part in one.letter.parts],
    }


def _drafts(member: Member) -> list[dict[str, Any]]:
    opened, _sealed = drafting.open_drafts(access.drafts_of(member))
    found = []
    for one in opened:
        names = catalog.version_for(one.draft.template, one.draft.version).words(one.draft.language).sections
        sections = [
            {"title": names[key].title if key in names else key, "text": text}
            for key, text in one.draft.words.items()
            if text.strip()
        ]
        found.append({"kind": "draft", "at": one.draft.kept_at.isoformat(), "words": "", "sections": sections})
    return found


def _to_read(written: Iterable[dict[str, Any]], own: Iterable[Opened], zone: str) -> str:
    moments = {one.letter.at.isoformat(): moment_in(one.letter.at, zone) for one in own}
    title, meant = _("What you wrote yourself"), _("To whom it went stands only on the pages, never in a file.")
    labels = {"note": _("Feedback"), "request": _("You asked for feedback"), "draft": _("Draft")}
    pages = [f"# {title}\n\n{meant}\n"]
    for one in written:
        lines = [f"## {labels[one['kind']]} · {moments.get(one['at'], one['at'][:10])}\n"]
        for part in one["sections"]:
            lines += [f"### {_plain(part['title'])}\n", f"{_plain(part['text'])}\n"]
        if one["words"]:
            lines.append(f"{_plain(one['words'])}\n")
        pages.append("\n".join(lines))
    return "\n".join(pages)


def _plain(words: str) -> str:
    return words.replace("<", "&lt;")


declare(Part("feedback", frozenset({"feedback_copy", "feedback_draft"}), _write))
