"""The invented entries of a demo member, as reflections with moments in the past."""

from __future__ import annotations

import random
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from wellbeing.journal import prompts
from wellbeing.journal.forms import FREE
from wellbeing.journal.mood import Energy, Mood, Pleasantness
from wellbeing.journal.reflection import Reflection

SOURCE = Path(__file__).with_name("journals.toml")


def reflections(key: str, now: datetime) -> list[Reflection]:
    """The entries of a company's demo member, in the order they were written."""
    with SOURCE.open("rb") as source:
        rows = tomllib.load(source)[key]
    rng = random.Random(key)  # noqa: S311 - invented times of day
    return [_reflection(row, now - timedelta(days=row["day"], minutes=rng.randrange(20, 400))) for row in rows]


def _reflection(row: dict[str, Any], written_at: datetime) -> Reflection:
    asked = prompts.find(row.get("prompt"))
    return Reflection(
        written_at=written_at,
        body=row.get("body", ""),
        form=row.get("form", FREE),
        fields=row.get("fields", {}),
        tags=tuple(row.get("tags", ())),
        effort=row.get("effort", ""),
        kindness=row.get("kindness", ""),
        mood=Mood(
            energy=Energy(row["energy"]) if "energy" in row else None,
            pleasantness=Pleasantness(row["pleasantness"]) if "pleasantness" in row else None,
            word=row.get("word", ""),
        ),
        prompt_id=asked.id if asked else None,
        prompt=asked.text if asked else "",
    )
