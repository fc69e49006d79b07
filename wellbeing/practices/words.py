"""A practice and what was kept after it, between what a form sends and what a page shows, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from tenants.members.my_way import ANCHORS, TOPICS, MyWay
from wellbeing.practices import choosing
from wellbeing.practices.kept import Filled, Kept
from wellbeing.practices.practice import Practice, anchor_for, anchors_for, seconds_for, touched
from wellbeing.practices.schemas import WORDS

MINUTE = 60


def card(practice: Practice, language: str) -> dict[str, Any]:
    """A practice as the list shows it and the API says it."""
    said = practice.words(language)
    return {
        "slug": practice.slug,
        "language": practice.language_near(language),
        "title": said.title,
        "summary": said.summary,
        "minutes": practice.minutes,
        "length": length(practice.minutes),
        "need": choosing.need_of(practice),
        "note": said.note,
        "own": practice.own,
    }


def grouped(practices: Iterable[Practice], language: str) -> list[dict[str, Any]]:
    """The list under what somebody may need; needs for which there is nothing are left out."""
    cards = [card(one, language) for one in practices]
    groups = [
        {"need": need, "label": label, "cards": [one for one in cards if one["need"] == need]}
        for need, label in choosing.NEED_LABELS.items()
    ]
    return [group for group in groups if group["cards"]]


def player(practice: Practice, language: str, way: MyWay, wanted: str | None) -> dict[str, Any]:
    """Everything that the page of one practice says."""
    said, anchor = practice.words(language), anchor_for(practice, way, wanted)
    steps = [
        {
            "number": number,
            "title": step.title,
            "paragraphs": step.said(anchor),
            "seconds": seconds_for(step, way),
            "duration": duration(seconds_for(step, way)),
            "skippable": step.skippable,
            "first_fields": number == min((one.step for one in practice.fields), default=0),
            "fields": [
                {"name": f"{WORDS}{one.id}", "id": one.id, "label": said.labels[one.id], "rows": one.rows}
                for one in practice.fields
                if one.step == number
            ],
        }
        for number, step in enumerate(said.steps, 1)
    ]
    return card(practice, language) | {
        "steps": steps,
        "closing": said.closing,
        "evidence": said.evidence,
        "source": practice.source,
        "anchor": anchor,
        "anchors": [(one, ANCHORS[one]) for one in anchors_for(practice, way)],
        "touched": [TOPICS[topic] for topic in touched(practice, way) if topic in TOPICS],
    }


def as_fields(practice: Practice, language: str, way: MyWay, wanted: str | None) -> dict[str, Any]:
    """What the API says of one practice."""
    shown = player(practice, language, way, wanted)
    fields = [{"step": step["number"]} | field for step in shown["steps"] for field in step["fields"]]
    return shown | {"anchors": [anchor for anchor, _label in shown["anchors"]], "fields": fields}


def length(minutes: int) -> str:
    """How long a practice takes."""
    return str(ngettext("one minute", "%(num)s minutes", minutes))


def duration(seconds: int) -> str:
    """About how long a step takes; nobody is held to it."""
    if seconds < MINUTE * 5 // 6:
        return str(_("about %(seconds)s seconds", seconds=round(seconds / 5) * 5))
    return str(ngettext("about a minute", "about %(num)s minutes", max(1, round(seconds / MINUTE))))


def kept_from(given: Mapping[str, Any], practice: Practice, language: str, kept_at: datetime) -> Kept:
    """A note from loaded fields; it keeps the title and the labels in the words in which they were read."""
    said = practice.words(language)
    filled = tuple(Filled(one.id, said.labels[one.id], given["words"].get(one.id, "")) for one in practice.fields)
    return Kept(kept_at, practice.slug, said.title, filled, given["note"])


def unknown(given: Mapping[str, Any], known: Iterable[str]) -> list[str]:
    """Fields that a note has words for and that its practice does not have."""
    return sorted(set(given["words"]) - set(known))


def shown(kept: Kept, zone: str) -> dict[str, Any]:
    """What a page about one note needs."""
    return {
        "kept": kept,
        "kept_on": day(kept.kept_at, zone),
        "revised_on": day(kept.revised_at, zone) if kept.revised_at else "",
        "rows": [{"name": f"{WORDS}{one.id}", "label": one.label, "words": one.words} for one in kept.fields],
    }


def note_fields(note_id: UUID, revision: int, kept: Kept) -> dict[str, Any]:
    """What the API says of a note."""
    return {
        "id": note_id,
        "revision": revision,
        "practice": kept.slug,
        "title": kept.title,
        "kept_at": kept.kept_at,
        "revised_at": kept.revised_at,
        "words": kept.fields,
        "note": kept.note,
    }


def day(moment: datetime, zone: str) -> str:
    """A day as the reader's language writes it, with the weekday."""
    return str(format_date(moment.astimezone(ZoneInfo(zone)).date(), "full"))
