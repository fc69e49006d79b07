"""What stands against a launch, and what HR should know, as values for templates: each with where it is mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from wellbeing.programs import hr_wording, obstacles
from wellbeing.programs.flaws import Flaw
from wellbeing.programs.models import Program
from wellbeing.programs.stored import DRAFT, UNDER_WAY

MENDED_AT = {
    "help_missing": "organizations.help_contacts",
    "few_people": "members.upload.choose",
    "link_off": "checkins.instruments",
    "utc": "organizations.settings_page",
}
"""Where else HR mends what stands against a launch."""
IN_THE_FRAME = frozenset(
    {
        "no_language",
        "no_start",
        "start_past",
        "start_far",
        "few_everyone",
        "few_supervisors",
        "few_leaders",
        "sensitive_audience",
        "unspoken",
    }
)
"""What HR mends where audience, days and languages of a draft are chosen."""


def still_worth_knowing(row: Program, found: obstacles.Found, fixed: int) -> list[Flaw]:
    """The notes of a draft; of one under way without what HR has agreed to and what is past; of an ended one none."""
    if row.state == DRAFT:
        return list(found.notes)
    ahead = [note for note in found.notes if note.week is None or note.week > fixed]
    return [note for note in ahead if note not in found.to_be_said] if row.state in UNDER_WAY else []


def told(row: Program, found: Iterable[Flaw]) -> list[dict[str, Any]]:
    """Obstacles or notes in words, each with where it is mended: a week in a language, or another page."""
    return [
        {
            "place": hr_wording.place(flaw),
            "sentence": hr_wording.sentence(flaw),
            "week": flaw.week,
            "step": flaw.step,
            "language": _language_of(flaw),
            "mend": _mended_at(row, flaw),
        }
        for flaw in found
    ]


def _language_of(flaw: Flaw) -> str | None:
    """The first language in which something is missing."""
    missing = flaw.values.get("languages")
    return str(missing[0]) if isinstance(missing, tuple) and missing else None


def _mended_at(row: Program, flaw: Flaw) -> str:
    if flaw.code in MENDED_AT:
        return url_for(MENDED_AT[flaw.code])
    if row.state == DRAFT and flaw.code == "no_weeks":
        return url_for("programs.hr_program", program_id=row.id, _anchor="f-to")
    if row.state == DRAFT and flaw.code in IN_THE_FRAME:
        return url_for("programs.hr_frame", program_id=row.id)
    if row.state == DRAFT and flaw.code == "text_missing" and flaw.week is None:
        return url_for("programs.hr_words", program_id=row.id, language=_language_of(flaw))
    return ""


def step_flaws(found: Iterable[Flaw], number: int) -> tuple[list[str], Mapping[str, list[str]]]:
    """What is said at a week itself, and at each of its steps."""
    of_week, of_steps = [], defaultdict(list)
    for flaw in found:
        if flaw.week == number and flaw.step:
            of_steps[flaw.step].append(hr_wording.sentence(flaw))
        elif flaw.week == number:
            of_week.append(hr_wording.sentence(flaw))
    return of_week, of_steps
