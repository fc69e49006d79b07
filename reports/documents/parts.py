"""The parts of a report: results, questions, units and breakdowns, each as charts with the table behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from reports.documents import naming, wording
from reports.documents.dots import PHONE, Row, dots
from reports.documents.groups import (
    BREAKDOWNS,
    Listed,
    earlier,
    figure_in,
    is_own,
    key_of,
    lead,
    parts_of,
    units_below,
)
from reports.documents.pieces import Cell, Chart, Line, Part, Subject, Table
from reports.releases.comparison import margin
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave

ROWS_A_CHART = 20
SHADES = 5
"""Grounds of a table of units, from pale to deep: one for each fifth of the scale."""


def row(label: str, one: ReleasedScale, group: Figure | None, waves: Sequence[ReleasedWave], depth: int = 0) -> Row:
    """A group's line in a dot chart."""
    figure = figure_in(one, group)
    before = earlier(one, group, waves)[1]
    shown = figure is not None and figure.is_shown
    return Row(
        label=label,
        value=figure.value if figure else None,
        text=wording.value_text(one.scale, figure),
        margin=margin(one.scale, figure) if figure and not figure.bound else None,
        before=before.value if shown and before is not None and not before.bound else None,
        depth=depth,
    )


def cell(one: ReleasedScale, figure: Figure | None, organization: str) -> Cell:
    """A group's cell in a table; beside a hidden unit stands what is shown instead."""
    text = wording.value_text(one.scale, figure)
    if figure is None or figure.is_shown:
        return Cell(text, is_hidden=figure is None)
    is_unit = figure.kind == "org" and figure.unit_id is not None and not figure.is_merged
    instead = one.instead_of(figure.unit_id) if is_unit and figure.unit_id else None
    return Cell(text, is_hidden=True, beside=wording.instead_text(one.scale, instead, organization))


def _plain(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def standing(
    scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave], level: float | None
) -> Part:
    """Every scale of the subject (or of the group shown instead) in one chart, and the same in numbers."""
    if not scores:
        return Part((), None)
    leads = [lead(one, subject.unit_id) for one in scores]
    rows = [row(one.scale.title, one, group, waves) for one, group in zip(scores, leads, strict=True)]
    title = _lead_name(leads, subject)
    if title == subject.name:
        title = _("Where %(name)s stands", name=title)
    lines = []
    for one, group in zip(scores, leads, strict=True):
        own = cell(one, one.of_unit(subject.unit_id), subject.organization)
        behind = Cell(wording.size_text(group))
        if group is not None and not is_own(group, subject.unit_id):
            behind = Cell(wording.lead_size_text(group, subject.organization))
        whole = () if subject.unit_id is None else (cell(one, one.of_unit(None), subject.organization),)
        lines.append(Line(one.scale.title, 0, (own, *whole, behind)))
    whole_column = () if subject.unit_id is None else (_("Whole organization"),)
    columns = (subject.name, *whole_column, _("Answers behind it"))
    return Part(
        (chart(title, rows, level),),
        Table(_("The same in numbers"), _("Scale"), columns, tuple(lines)),
    )


def _lead_name(leads: Sequence[Figure | None], subject: Subject) -> str:
    """The name over a chart; where scales have different groups in place of the unit, the first is named."""
    for group in leads:
        if group is not None and not is_own(group, subject.unit_id):
            return wording.lead_name(group, subject.organization)
    return subject.name


def items(scales: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    """Every question of the subject (or of the group shown instead), by scale."""
    asked = [one for one in scales if one.scale.measure == "item"]
    titles = {one.scale.name: one.scale.title for one in scales if one.scale.measure == "score"}
    drawn = []
    for part in dict.fromkeys(one.scale.of for one in asked):
        own = [one for one in asked if one.scale.of == part]
        leads = [lead(one, subject.unit_id) for one in own]
        rows = [row(one.scale.title, one, group, waves) for one, group in zip(own, leads, strict=True)]
        title, name = titles.get(part, part), _lead_name(leads, subject)
        if name != subject.name:
            title = _("%(title)s: %(name)s", title=title, name=name)
        drawn.append(chart(title, rows))
    lines = tuple(
        Line(one.scale.title, 0, (cell(one, one.of_unit(subject.unit_id), subject.organization),)) for one in asked
    )
    table = Table(_("Positive answers by question"), _("Question"), (_("Positive"),), lines) if asked else None
    return Part(tuple(drawn), table)


def units(scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    """Every listed unit on every scale, in chart order, siblings shown together below their parent."""
    scores = [one for one in scores if not one.scale.organization_only]
    listed = units_below(scores, subject)
    if len(listed) < 2:
        return Part((), None)
    names = [_unit_name(each, subject) for each in listed]
    first = scores[0]
    rows = [row(name, first, each.figure, waves, each.depth) for name, each in zip(names, listed, strict=True)]
    lines = tuple(_unit_line(name, each, scores, subject) for name, each in zip(names, listed, strict=True))
    columns = tuple(one.scale.title for one in scores)
    table = Table(_("Units in chart order"), _("Unit"), columns, lines)
    return Part(tuple(in_pieces(first.scale.title, rows)), table, said=wording.shades_text(scores))


def _unit_line(name: str, each: Listed, scores: Sequence[ReleasedScale], subject: Subject) -> Line:
    figures = [figure_in(one, each.figure) for one in scores]
    is_unit = each.figure.kind == "org" and not each.figure.is_merged
    return Line(
        name,
        each.depth,
        tuple(_shaded(one, figure, subject) for one, figure in zip(scores, figures, strict=True)),
        each.figure.unit_id if is_unit else None,
        instead=_all_instead(scores, figures, subject) if is_unit else "",
    )


def _shaded(one: ReleasedScale, figure: Figure | None, subject: Subject) -> Cell:
    """A cell of the table of units: the deeper its ground, the higher the number."""
    found = cell(one, figure, subject.organization)
    if figure is None or figure.value is None:
        return found
    width = None if figure.bound else margin(one.scale, figure)
    give = "" if width is None else wording.give_text(width)
    return replace(found, give=give, shade=min(SHADES - 1, figure.value * SHADES // 100))


def _all_instead(scores: Sequence[ReleasedScale], figures: Sequence[Figure | None], subject: Subject) -> str:
    """What is shown in place of a unit that is hidden on every scale, said once; empty where groups differ."""
    found: list[tuple[ReleasedScale, Figure]] = []
    for one, figure in zip(scores, figures, strict=True):
        if figure is None or figure.is_shown or figure.unit_id is None:
            return ""
        instead = one.instead_of(figure.unit_id)
        if instead is None or (found and key_of(instead) != key_of(found[0][1])):
            return ""
        found.append((one, instead))
    return wording.all_instead_text([(one.scale, figure) for one, figure in found], subject.organization)


def _unit_name(each: Listed, subject: Subject) -> str:
    if each.is_instead:
        return wording.lead_name(each.figure, subject.organization)
    return naming.row_text(each.figure, subject.organization)


def breakdowns(scores: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> tuple[Part, ...]:
    """The subject by location, tenure, job family and named groups; each only where something of it is shown.

    The first scale is drawn, the table has all of them; hidden parts stand in the table alone.
    """
    scores = [one for one in scores if not one.scale.organization_only]
    titles = {
        "location": (_("By location"), _("Location")),
        "tenure": (_("By time in the organization"), _("Time there")),
        "family": (_("By job family"), _("Job family")),
        "named": (_("By named group"), _("Group")),
    }
    found = []
    for by in BREAKDOWNS:
        groups = parts_of(scores, subject, by)
        if not groups:
            continue
        title, first = titles[by]
        names = [naming.part_text(group) for group in groups]
        rows = [row(name, scores[0], group, waves) for name, group in zip(names, groups, strict=True)]
        drawn = in_pieces(scores[0].scale.title, [each for each in rows if each.value is not None])
        lines = tuple(
            Line(name, 0, tuple(_shaded(one, figure_in(one, group), subject) for one in scores))
            for name, group in zip(names, groups, strict=True)
        )
        columns = tuple(one.scale.title for one in scores)
        found.append(
            Part(
                tuple(drawn), Table(_("The same in numbers"), first, columns, lines), title, wording.shades_text(scores)
            )
        )
    return tuple(found)


def in_pieces(title: str, rows: Sequence[Row]) -> list[Chart]:
    """A dot chart of many rows, cut where a page would."""
    drawn = []
    for start in range(0, len(rows), ROWS_A_CHART):
        some = rows[start : start + ROWS_A_CHART]
        name = title if start == 0 else _("%(title)s, continued", title=title)
        drawn.append(chart(name, some))
    return drawn


def chart(title: str, rows: Sequence[Row], marked_at: float | None = None) -> Chart:
    """A dot chart for a page, for a phone and in words."""
    narrow = dots(rows, marked_at=marked_at, width=PHONE)
    return Chart(title, dots(rows, marked_at=marked_at), said(title, rows), narrow)


def said(title: str, rows: Sequence[Row]) -> str:
    """A chart on 0-100 in words."""
    values = "; ".join(_("%(label)s: %(value)s", label=one.label, value=one.text) for one in rows)
    return str(_("%(title)s, on a scale from 0 to 100. %(values)s", title=title, values=values))
