"""What a member's copy of everything tells of learning notes: their own, drafts too, and the words of answers.

From whom an answer came stands only on the page, never in a file: no file lists people.
"""

from __future__ import annotations

import json
from typing import Any

from flask_babel import gettext as _

from tenants.members.models import Member
from tenants.notices.hours import zone_of
from tenants.taking_along import Files, Part, declare
from wellbeing.learning_notes import access, drafting, wording
from wellbeing.learning_notes.story import Story


def _write(member: Member) -> Files:
    opened, _sealed = drafting.open_drafts(access.drafts_of(member))
    notes = [
        *(("draft", one.draft.kept_at, one.draft.story) for one in opened),
        *(("waiting", one.goes_at, access.story_of(one)) for one in access.waiting_of(member)),
        *(("published", one.published_at or one.goes_at, access.story_of(one)) for one in access.own_notes_of(member)),
    ]
    answers = [
        {
            "kind": "written" if one.row.author_id == member.id else "received",
            "at": one.answer.at.isoformat(),
            "words": one.answer.words,
        }
        for one in access.answers_of(member).opened
    ]
    if not notes and not answers:
        return
    told = [{"state": state, "at": at.isoformat(), "language": say.language, **say.parts} for state, at, say in notes]
    record = {"format": "wellbeing-learning-notes-1", "notes": told, "answers": answers}
    yield "learning-notes.json", json.dumps(record, ensure_ascii=False, indent=2)
    zone = zone_of(member)
    written = [_note(state, wording.day_in(at, zone), say) for state, at, say in notes]
    title, meant = _("Learning notes"), _("From whom an answer came stands only on the page, never in a file.")
    yield "learning-notes.md", "\n".join([f"# {title}\n\n{meant}\n", *written, *map(_answer, answers)])


def _note(state: str, day: str, story: Story) -> str:
    states = {"draft": _("Draft"), "waiting": _("Waits to go out"), "published": _("Published")}
    parts = "".join(
        f"### {wording.TITLES[part]}\n\n{_plain(words)}\n\n" for part, words in story.parts.items() if words
    )
    return f"## {states[state]} · {day}\n\n{parts}"


def _answer(answer: dict[str, Any]) -> str:
    title = _("Your answer to a note") if answer["kind"] == "written" else _("An answer to a note of yours")
    return f"## {title} · {answer['at'][:10]}\n\n{_plain(answer['words'])}\n"


def _plain(words: str) -> str:
    return words.replace("<", "&lt;")


declare(Part("learning-notes", frozenset({"learning_draft", "learning_note", "learning_answer"}), _write))
