"""Days off: on which days nobody is at work, everywhere or in one country, and what these days are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from tenants.organizations.countries import country_at

EVERYBODY = ""
"""In place of a country: a day off for everybody."""
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class DayOff:
    """One day off as somebody brings it: an ISO 3166 country, or '' for everybody."""

    country: str
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class DaysOff:
    """An organization's days off with their names, by ISO 3166 country; those of everybody stand under ''."""

    by_country: Mapping[str, Mapping[date, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, date, str]]) -> Self:
        """From rows of country, day and name."""
        found: dict[str, dict[date, str]] = {}
        for country, day, name in rows:
            found.setdefault(country, {})[day] = name
        return cls(found)

    def for_country(self, country: str) -> dict[date, str]:
        """What people in a country have off, in order; where both name a day, the country's name goes first."""
        both = {**self.by_country.get(EVERYBODY, {}), **self.by_country.get(country, {})}
        return dict(sorted(both.items()))

    def for_zone(self, zone: str | None, *, home: str) -> dict[date, str]:
        """What a member has off: by the country of their time zone, else of the organization's (`home`)."""
        return self.for_country(country_at(zone, home=home))
