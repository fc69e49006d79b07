"""The pieces of a report as frozen values: charts, tables, results in words, and whom it is about."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from uuid import UUID

from reports.documents.fonts import drawable
from reports.releases.comparison import Change


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with the words that stand for it; ``narrow`` is the same for a phone where it differs."""

    title: str
    svg: str
    alternative: str
    narrow: str = ""

    @property
    def address(self) -> str:
        """The chart as a `data:` address for an image, with no sign that the bundled font lacks."""
        return "data:image/svg+xml;base64," + base64.b64encode(drawable(self.svg).encode()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Result:
    """One scale said in words; ``group`` and ``instead`` say whose result it is when it is not the unit's own."""

    title: str
    group: str
    value: str
    is_shown: bool
    instead: str
    size: str
    change: str
    measure: str
    direction: str
    note: str
    share: str
    spread: str
    difference: Change
    before: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell of a table; ``beside`` is what is shown instead of a hidden figure.

    ``give`` says how far chance alone could move it, ``shade`` from 0 to 4 how deep its ground is in a table of units.
    """

    text: str
    is_hidden: bool = False
    beside: str = ""
    give: str = ""
    shade: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: the group, item or wave, how deep it stands, and its cells.

    ``instead`` is what is shown in place of all of them at once, where they are hidden for the same group.
    """

    name: str
    depth: int
    cells: tuple[Cell, ...]
    unit_id: UUID | None = None
    instead: str = ""

    @property
    def is_hidden(self) -> bool:
        """Whether all its cells say the one sentence, with nothing beside it or the same group's results."""
        hidden = len(self.cells) > 1 and all(cell.is_hidden for cell in self.cells)
        return hidden and (bool(self.instead) or not any(cell.beside for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, the heading of its first column and the headings of the others."""

    caption: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report with charts and the table behind them; ``said`` are sentences below, one a line."""

    charts: tuple[Chart, ...]
    table: Table | None
    title: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """What goes most with an outcome, the strongest first."""

    outcome: str
    names: tuple[str, ...]


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

    @property
    def unit_name(self) -> str:
        """The last part of the unit's path, or the organization's name."""
        return self.unit_path.rsplit(" / ", 1)[-1] if self.unit_id else self.organization
