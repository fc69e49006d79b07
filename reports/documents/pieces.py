"""The pieces of a report as frozen values: charts, tables, results in words, and whom it is about."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with the words that stand for it."""

    title: str
    svg: str
    alternative: str

    @property
    def address(self) -> str:
        """The chart as a `data:` address for an image."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Result:
    """One scale of the unit, said in words."""

    title: str
    value: str
    is_shown: bool
    size: str
    change: str
    measure: str
    direction: str
    note: str
    share: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: the unit, item or wave, how deep it stands, and the words of its cells."""

    name: str
    depth: int
    cells: tuple[str, ...]
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, the heading of its first column and the headings of the others."""

    caption: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report with charts and the table behind them."""

    charts: tuple[Chart, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a report is about: a unit with its subtree, or the organization (``unit_id`` None).

    ``only`` limits the units that are listed to those the reader may see; None lists all of them.
    """

    organization: str
    unit_id: UUID | None
    unit_path: str
    only: frozenset[UUID] | None = None

    @property
    def name(self) -> str:
        """The unit's path, or the organization's name."""
        return self.unit_path if self.unit_id else self.organization
