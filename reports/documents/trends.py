"""How a group moved over the waves: one scale a part, with the mean of the last waves from shown figures."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from reports.documents import charts, wording
from reports.documents.groups import figure_in, is_own, lead
from reports.documents.parts import cell
from reports.documents.pieces import Cell, Chart, Line, Part, Subject, Table
from reports.releases.comparison import margin
from reports.releases.history import same_scale, window_of
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave

WINDOW = 4
"""Waves in a window: a year of quarters, a quarter of shorter rounds."""


def trend(one: ReleasedScale, subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    """One scale of the subject over the waves; of the group shown instead where the subject was never shown."""
    group = _followed(one, subject, waves)
    points, lines = [], []
    for wave in waves:
        same = same_scale(one, waves[-1], wave)
        if same is None:
            continue
        figure = figure_in(same, group)
        size = margin(one.scale, figure) if figure and not figure.bound else None
        points.append(charts.Point(wave.name, figure.value if figure else None, size))
        lines.append(Line(wave.name, 0, (cell(same, figure, subject.organization), Cell(wording.size_text(figure)))))
    title = one.scale.title
    if group is not None and not is_own(group, subject.unit_id):
        title = _("%(title)s: %(name)s", title=title, name=wording.lead_name(group, subject.organization))
    values = "; ".join(_("%(label)s: %(value)s", label=line.name, value=line.cells[0].text) for line in lines)
    columns = (_("Result"), _("Answers behind it"))
    table = Table(_("%(title)s, wave by wave", title=title), _("Wave"), columns, tuple(lines))
    alternative = _("%(title)s over the waves. %(values)s", title=title, values=values)
    chart = Chart(title, charts.trend(points), alternative)
    return Part((chart,), table, said=_window(one, group, waves))


def _followed(one: ReleasedScale, subject: Subject, waves: Sequence[ReleasedWave]) -> Figure | None:
    own = one.of_unit(subject.unit_id)
    for wave in waves:
        same = same_scale(one, waves[-1], wave)
        figure = figure_in(same, own) if same else None
        if figure is not None and figure.is_shown:
            return own
    return lead(one, subject.unit_id)


def _window(one: ReleasedScale, group: Figure | None, waves: Sequence[ReleasedWave]) -> str:
    """A unit's mean over the last waves in words; empty when fewer than two of them are shown as they stand."""
    if group is None or group.kind != "org" or group.is_merged:
        return ""
    last = [wave for wave in waves if same_scale(one, waves[-1], wave) is not None][-WINDOW:]
    figure = window_of(one, group.unit_id, last)
    if figure is None or figure.value is None:
        return ""
    return wording.window_text(_shown(one, group, last), len(last), wording.value_text(one.scale, figure))


def _shown(one: ReleasedScale, group: Figure, waves: Sequence[ReleasedWave]) -> int:
    figures = (figure_in(same, group) for wave in waves if (same := same_scale(one, waves[-1], wave)))
    return sum(figure is not None and figure.is_shown for figure in figures)
