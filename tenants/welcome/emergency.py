"""Emergency numbers by country, each with its source and the day it was read; reads `emergency.toml`, nothing else."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("emergency.toml")


@dataclass(frozen=True)
class Line:
    """One number. `kind` is "emergency" or "listening"; `text` says whether it also takes texts."""

    number: str
    kind: str
    text: bool = False

    @property
    def dialled(self) -> str:
        """The number as a telephone link wants it."""
        return self.number.replace(" ", "")


@dataclass(frozen=True)
class Place:
    """Countries that share their numbers, as ISO 3166 codes; where and when these were read, until when they hold."""

    countries: tuple[str, ...]
    together: str
    lines: tuple[Line, ...]
    source: str
    verified_on: date
    good_until: date


@dataclass(frozen=True)
class Numbers:
    """Every place known."""

    places: tuple[Place, ...]

    def of(self, country: str) -> Place | None:
        """The numbers of a country, or None when no source was read for it."""
        return next((place for place in self.places if country in place.countries), None)


@cache
def numbers() -> Numbers:
    """The file, read once."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    places = tuple(
        Place(
            countries=tuple(entry["countries"]),
            together=entry.get("together", ""),
            lines=tuple(Line(**line) for line in entry["lines"]),
            source=entry["source"],
            verified_on=entry["verified_on"],
            good_until=entry["good_until"],
        )
        for entry in told["place"]
    )
    return Numbers(places=places)
