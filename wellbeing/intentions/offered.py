"""The sentences and opening thoughts that the pages offer, in four languages; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tenants.members.my_way import MyWay

SOURCE = Path(__file__).with_name("offered.toml")
DAYS = 7


@dataclass(frozen=True, slots=True)
class Offer:
    """One sentence to take over, or one thought to begin with, and what it touches."""

    id: str
    texts: Mapping[str, str]
    topics: tuple[str, ...]

    def said(self, language: str) -> str:
        """The words in a language, else in English."""
        return self.texts.get(language) or self.texts["en"]


def starters(way: MyWay) -> list[Offer]:
    """The sentences that may be offered to this member."""
    return [one for one in _kept("starter") if way.welcomes(one.topics)]


def openings(way: MyWay) -> list[Offer]:
    """One thought for each of the days over which a letter may grow."""
    return [one for one in _kept("opening") if way.welcomes(one.topics)][:DAYS]


@cache
def _kept(kind: str) -> tuple[Offer, ...]:
    rows: list[dict[str, Any]] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))[kind]
    return tuple(Offer(row.pop("id"), topics=tuple(row.pop("topics", ())), texts=row) for row in rows)
