"""The topics of peer coaching that ship, in four languages, each with the guide that fits it; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its key, its name in each language, and the guide for it."""

    key: str
    names: Mapping[str, str]
    guide: str

    def name(self, language: str) -> str:
        """The name in a language, else in English."""
        return self.names.get(language) or self.names["en"]


@cache
def shipped() -> tuple[Topic, ...]:
    """Every shipped topic in the order of the file."""
    kept = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return tuple(
        Topic(key, {name: text for name, text in one.items() if name != "guide"}, one["guide"])
        for key, one in kept.items()
    )


def guide_for(keys: Sequence[str]) -> str:
    """The guide of the first shipped topic among these; empty when none has one."""
    known = {one.key: one.guide for one in shipped()}
    return next((known[key] for key in keys if key in known), "")
