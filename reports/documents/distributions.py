"""Distributions in a report: three bands in percent, as a bar, as words and as a table, only where they are stored."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from reports.documents import naming, wording
from reports.documents.groups import BREAKDOWNS, figure_in, is_own, key_of, lead, parts_of, units_below
from reports.documents.pieces import Cell, Chart, Line, Part, Subject, Table
from reports.documents.stacks import Stack, stacks
from reports.releases.statistics import Figure, ReleasedScale


def distribution(scores: Sequence[ReleasedScale], subject: Subject) -> Part:
    """How answers spread: a bar for each scale of the subject, and every group with a distribution in a table."""
    rows, names, texts = [], [], []
    for one in scores:
        figure = lead(one, subject.unit_id)
        if figure is not None and figure.is_shown and figure.shares is not None:
            rows.append(Stack(one.scale.title, figure.shares, numbers(figure)))
            names.append(_name(figure, subject))
            texts.append(wording.shares_text(one.scale, figure))
    table = _table(scores, subject)
    if not rows:
        return Part((), table)
    said = "\n".join(
        _("%(label)s: %(value)s.", label=row.label, value=text) for row, text in zip(rows, texts, strict=True)
    )
    return Part((Chart(names[0], stacks(rows), " ".join((f"{names[0]}.", *said.splitlines()))),), table, said=said)


def numbers(figure: Figure | None, sign: str = "\u00a0%") -> str:
    """The three shares of a shown figure, low first, each with a sign behind; empty where there are none."""
    shares = figure.shares if figure is not None and figure.is_shown else None
    return " · ".join(f"{share}{sign}" for share in shares or ())


def _name(figure: Figure, subject: Subject) -> str:
    return subject.name if is_own(figure, subject.unit_id) else wording.lead_name(figure, subject.organization)


def _table(scores: Sequence[ReleasedScale], subject: Subject) -> Table | None:
    groups: dict[object, tuple[str, Figure]] = {}
    for one in scores:
        figure = lead(one, subject.unit_id)
        if figure is not None:
            groups.setdefault(key_of(figure), (_name(figure, subject), figure))
    for each in units_below(scores, subject):
        groups.setdefault(key_of(each.figure), (naming.group_text(each.figure, subject.organization), each.figure))
    for by in BREAKDOWNS:
        for figure in parts_of(scores, subject, by):
            groups.setdefault(key_of(figure), (naming.part_text(figure), figure))
    lines, is_of_subject = [], False
    for name, group in groups.values():
        texts = [numbers(figure_in(one, group), "") for one in scores]
        if any(texts):
            lines.append(Line(name, 0, tuple(Cell(text) for text in texts)))
            is_of_subject = is_of_subject or subject.unit_id is None or group.unit_id is not None
    columns = tuple(one.scale.title for one in scores)
    caption = _("Low, in the middle and high, in percent")
    return Table(caption, _("Group"), columns, tuple(lines)) if is_of_subject else None
