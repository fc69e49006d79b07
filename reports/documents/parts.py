"""The parts of a report: results, questions, units and trends, each as charts with the table behind them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _

from reports.documents import charts, wording
from reports.documents.pieces import Chart, Line, Part, Subject, Table
from reports.releases.comparison import margin
from reports.releases.history import earlier, same_scale
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave, in_chart_order

ROWS_A_CHART = 20
DEEPEST = 3
"""How many levels below its unit a report lists; deeper units have reports of their own."""


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


def standing(
    scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave], level: float | None
) -> Part:
    """Every scale of the subject in one chart, and the same in numbers."""
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


def items(scales: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    """Every question of the subject, by scale."""
    asked = [one for one in scales if one.scale.measure == "item"]
    titles = {one.scale.name: one.scale.title for one in scales if one.scale.measure == "score"}
    drawn = []
    for part in dict.fromkeys(one.scale.of for one in asked):
        rows = [_row(one.scale.title, one, subject.unit_id, waves) for one in asked if one.scale.of == part]
        title = titles.get(part, part)
        drawn.append(Chart(title, charts.dots(rows, labels_above=True), _said(title, rows)))
    lines = tuple(
        Line(one.scale.title, 0, (wording.value_text(one.scale, one.of_unit(subject.unit_id)),)) for one in asked
    )
    table = Table(_("Positive answers by question"), _("Question"), (_("Positive"),), lines) if asked else None
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


def units(scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    """Every listed unit on every scale, in chart order."""
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


def trend(one: ReleasedScale, subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    """One scale of the subject over the waves."""
    points, lines = [], []
    for wave in waves:
        same = same_scale(one, waves[-1], wave)
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
