"""What the invented HR of a demo company wrote as a practice of its own, through the same verbs as the pages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from reports.demo.founding import Seeding
from wellbeing.practices import company
from wellbeing.practices.company_words import About, StepText, Told
from wellbeing.practices.practice import LANGUAGES

SOURCE = Path(__file__).with_name("practices.toml")


def write(here: Seeding) -> None:
    """Write each on its day in its languages, and publish it."""
    with SOURCE.open("rb") as source:
        rows = tomllib.load(source)[here.company.key]
    for row in rows:
        with here.at(row["day"]):
            _write_one(row)


def _write_one(row: dict[str, Any]) -> None:
    about = About(row["minutes"], row["need"], tuple(row["topics"]))
    first, *others = (language for language in LANGUAGES if language in row)
    made = company.write(about=about, language=first, told=_told(row[first]))
    for language in others:
        company.change(made, about=about, language=language, told=_told(row[language]), based_on=made.revision)
    company.publish(made)


def _told(said: dict[str, Any]) -> Told:
    steps = tuple(StepText(step["title"], step["text"]) for step in said["steps"])
    return Told(said["title"], said["summary"], said["note"], said["closing"], steps)
