"""What a report says, as plain values: words, charts and tables from stored figures; pages and PDF only lay it out."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from reports.documents import charts, wording
from reports.releases.comparison import Change, change, margin
from reports.releases.statistics import (
    Figure,
    InstrumentLabel,
    ReleasedScale,
    ReleasedWave,
    Scale,
    in_chart_order,
)
from wellbeing.checkins.scoring import on_hundred

ROWS_A_CHART = 20
DEEPEST = 3
"""How many levels below its unit a report lists; deeper units have reports of their own."""


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


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything between title and glossary of one report."""

    kind: str
    subject: Subject
    wave: ReleasedWave
    scales: tuple[ReleasedScale, ...]
    rate: str
    results: tuple[Result, ...]
    level: str
    standing: Part
    items: Part
    units: Part
    trends: tuple[Part, ...]
    instruments: tuple[InstrumentLabel, ...]


def report_view(kind: str, subject: Subject, waves: Sequence[ReleasedWave]) -> ReportView:
    """The view of the last of ``waves`` (oldest first) for a kind and a subject; earlier ones give the comparison.

    Raises ValueError when the wave has no figures of that kind.
    """
    wave, history = waves[-1], tuple(waves)
    scales = wave.of_kind(kind)
    if not scales:
        raise ValueError(f"the wave has no figures of kind {kind}")
    scores = tuple(one for one in scales if one.scale.measure == "score")
    rate, level = wave.participation(), _level(scores)
    return ReportView(
        kind=kind,
        subject=subject,
        wave=wave,
        scales=scales,
        rate=wording.rate_sentence(rate.scale if rate else None, rate.of_unit(subject.unit_id) if rate else None),
        results=tuple(_result(one, scales, subject, history) for one in scores),
        level="" if level is None else f"{level:g}",
        standing=_standing(scores, subject, history, level),
        items=_items(scales, subject, history),
        units=_units(scores, subject, history),
        trends=tuple(_trend(one, subject, history) for one in scores) if len(history) > 1 else (),
        instruments=_instruments(scales, wave),
    )


def earlier(one: ReleasedScale, unit_id: UUID | None, waves: Sequence[ReleasedWave]) -> tuple[str, Figure | None]:
    """Name and figure of the latest earlier wave with the same scale in the same version, if there is one."""
    for wave in reversed(waves[:-1]):
        same = _same(one, waves[-1], wave)
        figure = same.of_unit(unit_id) if same else None
        if figure is not None:
            return wave.name, figure
    return "", None


def changed(one: ReleasedScale, unit_id: UUID | None, waves: Sequence[ReleasedWave]) -> tuple[str, Change]:
    """The earlier wave's name and how the unit's figure differs from it."""
    name, before = earlier(one, unit_id, waves)
    return name, change(one.scale, before, one.of_unit(unit_id))


def _same(one: ReleasedScale, now: ReleasedWave, then: ReleasedWave) -> ReleasedScale | None:
    if _version(now, one.scale.instrument) != _version(then, one.scale.instrument):
        return None
    wanted = (one.scale.instrument, one.scale.name)
    return next((old for old in then.scales if (old.scale.instrument, old.scale.name) == wanted), None)


def _version(wave: ReleasedWave, instrument: str) -> int | None:
    return next((one.version for one in wave.instruments if one.key == instrument), None)


def _instruments(scales: Sequence[ReleasedScale], wave: ReleasedWave) -> tuple[InstrumentLabel, ...]:
    keys = {one.scale.instrument for one in scales}
    return tuple(one for one in wave.instruments if one.key in keys)


def _result(
    one: ReleasedScale, scales: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]
) -> Result:
    scale, figure = one.scale, one.of_unit(subject.unit_id)
    name, difference = changed(one, subject.unit_id, waves)
    return Result(
        title=scale.title,
        value=wording.value_text(scale, figure),
        is_shown=figure is not None and figure.is_shown,
        size=wording.size_text(figure),
        change=wording.change_text(difference, name) if figure is not None and figure.is_shown else "",
        measure=wording.measure_text(scale),
        direction=wording.direction_text(scale),
        note=scale.note,
        share=_share(scale, scales, subject),
    )


def _share(scale: Scale, scales: Sequence[ReleasedScale], subject: Subject) -> str:
    for one in scales:
        if one.scale.measure == "share" and one.scale.of == scale.name and one.scale.instrument == scale.instrument:
            figure = one.of_unit(subject.unit_id)
            if figure is not None and figure.is_shown:
                level = f"{one.scale.share_from:g}"
                text = wording.value_text(one.scale, figure)
                return str(_("%(share)s of the people who answered are at %(level)s or more.", share=text, level=level))
    return ""


def _row(
    label: str, one: ReleasedScale, unit_id: UUID | None, waves: Sequence[ReleasedWave], depth: int = 0
) -> charts.Row:
    figure = one.of_unit(unit_id)
    before = earlier(one, unit_id, waves)[1]
    shown = figure is not None and figure.is_shown
    return charts.Row(
        label=label,
        value=figure.value if figure else None,
        text=wording.value_text(one.scale, figure),
        margin=margin(one.scale, figure) if figure and not figure.bound else None,
        before=before.value if shown and before is not None and not before.bound else None,
        depth=depth,
    )


def _level(scores: Sequence[ReleasedScale]) -> float | None:
    """The level on 0-100 from which people are counted, when it is one and the same for all scales."""
    levels = {_on_hundred(one.scale) for one in scores}
    return levels.pop() if len(levels) == 1 else None


def _on_hundred(scale: Scale) -> float | None:
    return None if scale.share_from is None else on_hundred(scale.share_from, low=scale.low, high=scale.high)


def _standing(
    scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave], level: float | None
) -> Part:
    if not scores:
        return Part((), None)
    rows = [_row(one.scale.title, one, subject.unit_id, waves) for one in scores]
    title = _("Where %(name)s stands", name=subject.name)
    lines = tuple(
        Line(
            one.scale.title,
            0,
            (
                wording.value_text(one.scale, one.of_unit(subject.unit_id)),
                wording.value_text(one.scale, one.of_unit(None)),
                wording.size_text(one.of_unit(subject.unit_id)),
            ),
        )
        for one in scores
    )
    columns: tuple[str, ...] = (subject.name, _("Whole organization"), _("Answers behind it"))
    if subject.unit_id is None:
        lines = tuple(Line(line.name, 0, (line.cells[0], line.cells[2])) for line in lines)
        columns = (columns[0], columns[2])
    return Part(
        (Chart(title, charts.dots(rows, marked_at=level), _said(title, rows)),),
        Table(_("The same in numbers"), _("Scale"), columns, lines),
    )


def _items(scales: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    items = [one for one in scales if one.scale.measure == "item"]
    titles = {one.scale.name: one.scale.title for one in scales if one.scale.measure == "score"}
    drawn = []
    for part in dict.fromkeys(one.scale.of for one in items):
        rows = [_row(one.scale.title, one, subject.unit_id, waves) for one in items if one.scale.of == part]
        title = titles.get(part, part)
        drawn.append(Chart(title, charts.dots(rows, labels_above=True), _said(title, rows)))
    lines = tuple(
        Line(one.scale.title, 0, (wording.value_text(one.scale, one.of_unit(subject.unit_id)),)) for one in items
    )
    table = Table(_("Positive answers by question"), _("Question"), (_("Positive"),), lines) if items else None
    return Part(tuple(drawn), table)


def units_below(scales: Sequence[ReleasedScale], subject: Subject) -> list[Figure]:
    """The organization, the subject and the units below it, in chart order, down to the deepest listed level."""
    inside = f"{subject.unit_path} / "
    own = 0 if subject.unit_id is None else subject.unit_path.count(" / ") + 1

    def is_listed(figure: Figure) -> bool:
        if figure.unit_id is None or figure.unit_id == subject.unit_id:
            return True
        if subject.only is not None and figure.unit_id not in subject.only:
            return False
        is_below = subject.unit_id is None or figure.unit_path.startswith(inside)
        return is_below and figure.depth - own <= DEEPEST

    return [figure for figure in in_chart_order(tuple(scales)) if is_listed(figure)]


def _units(scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    listed = units_below(scores, subject)
    if len(listed) < 2:
        return Part((), None)
    shallow = min(one.depth for one in listed if one.unit_id is not None) - 1
    depths = {one.unit_id: max(0, one.depth - shallow) for one in listed}
    names = {one.unit_id: one.unit_name if one.unit_id else subject.organization for one in listed}
    drawn = []
    for one in scores:
        rows = [_row(names[each.unit_id], one, each.unit_id, waves, depths[each.unit_id]) for each in listed]
        for start in range(0, len(rows), ROWS_A_CHART):
            some = rows[start : start + ROWS_A_CHART]
            title = one.scale.title if start == 0 else _("%(title)s, continued", title=one.scale.title)
            drawn.append(Chart(title, charts.dots(some), _said(title, some)))
    lines = tuple(
        Line(
            names[each.unit_id],
            depths[each.unit_id],
            tuple(wording.value_text(one.scale, one.of_unit(each.unit_id)) for one in scores),
            each.unit_id,
        )
        for each in listed
    )
    columns = tuple(one.scale.title for one in scores)
    return Part(tuple(drawn), Table(_("Units in chart order"), _("Unit"), columns, lines))


def _trend(one: ReleasedScale, subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    points, lines = [], []
    for wave in waves:
        same = _same(one, waves[-1], wave)
        if same is None:
            continue
        figure = same.of_unit(subject.unit_id)
        size = margin(one.scale, figure) if figure and not figure.bound else None
        points.append(charts.Point(wave.name, figure.value if figure else None, size))
        lines.append(Line(wave.name, 0, (wording.value_text(one.scale, figure), wording.size_text(figure))))
    title = one.scale.title
    said = "; ".join(f"{line.name}: {line.cells[0]}" for line in lines)
    columns = (_("Result"), _("Answers behind it"))
    table = Table(_("%(title)s, wave by wave", title=title), _("Wave"), columns, tuple(lines))
    alternative = _("%(title)s over the waves. %(values)s", title=title, values=said)
    return Part((Chart(title, charts.trend(points), alternative),), table)


def _said(title: str, rows: Sequence[charts.Row]) -> str:
    values = "; ".join(f"{row.label}: {row.text}" for row in rows)
    return str(_("%(title)s, on a scale from 0 to 100. %(values)s", title=title, values=values))
