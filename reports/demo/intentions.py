"""What a demo member has made for herself, with days in the past, and how it is put into her private space."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tenants.members import private_space
from wellbeing.intentions import service
from wellbeing.intentions.intention import Intention, Sentences, from_record

SOURCE = Path(__file__).with_name("intentions.toml")


def made(key: str, today: date) -> Iterator[Intention]:
    """What the demo member of a company made; nothing for a company that the file does not name."""
    with SOURCE.open("rb") as source:
        told: dict[str, Any] = tomllib.load(source).get(key, {})
    if not told:
        return
    yield Sentences(today - timedelta(days=60), tuple(told["sentences"]))
    for row in told["made"]:
        yield _one(row, today)


def keep(member_id: UUID, key: str, today: date) -> None:
    """Keep it sealed, through the same verbs as the pages."""
    space = private_space.writing_space(member_id)
    for one in made(key, today):
        service.put(space, service.sentences_id(space) if isinstance(one, Sentences) else uuid4(), one)


def _one(row: dict[str, Any], today: date) -> Intention:
    words = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
    begun_on = today - timedelta(days=row["day"])
    days = {"begun_on": begun_on.isoformat()}
    if "arrives" in row:
        days |= {
            "finished_on": begun_on.isoformat(),
            "arrives_on": (today - timedelta(days=row["arrives"])).isoformat(),
        }
    return from_record(words | days)
