"""What would help most: the things that people chose, most often chosen first, with their shares where published."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from reports.documents import wording
from reports.documents.groups import is_own, lead
from reports.documents.parts import cell, chart, row
from reports.documents.pieces import Line, Part, Subject, Table
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave


def helping(levers: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]) -> Part:
    """The levers of the subject (or of the group shown instead); the hidden ones stand last, in the question's order.

    Empty without such a question or when everything is hidden: an order of hidden things would tell something.
    """
    found = [(one, lead(one, subject.unit_id)) for one in levers]
    shown = [(one, group) for one, group in found if group is not None and group.value is not None]
    if not shown:
        return Part((), None)
    shown.sort(key=lambda pair: -(pair[1].value or 0))
    hidden = [(one, group) for one, group in found if group is None or group.value is None]
    ordered = [*shown, *hidden]
    rows = [row(one.scale.title, one, group, waves) for one, group in shown]
    lines = []
    for one, group in ordered:
        behind = cell(one, group, subject.organization)
        whole = () if subject.unit_id is None else (cell(one, one.of_unit(None), subject.organization),)
        lines.append(Line(one.scale.title, 0, (behind, *whole)))
    first = shown[0][1]
    name = subject.name if is_own(first, subject.unit_id) else wording.lead_name(first, subject.organization)
    title = _("Chosen by people: %(name)s", name=name)
    columns = (name, *(() if subject.unit_id is None else (_("Whole organization"),)))
    table = Table(_("What would help most, in numbers"), _("What would help"), columns, tuple(lines))
    return Part((chart(title, rows),), table)


def chosen(levers: Sequence[ReleasedScale], subject: Subject) -> tuple[tuple[str, str], ...]:
    """What people chose with the shares that are shown, most often chosen first: the lever's key and the share.

    The subject's own shares alone, as far as there are any; else those of the group shown instead, under its name.
    """
    found = [(one, lead(one, subject.unit_id)) for one in levers]
    shown = [(one, group) for one, group in found if group is not None and group.value is not None]
    shown = [pair for pair in shown if is_own(pair[1], subject.unit_id)] or shown
    shown.sort(key=lambda pair: -(pair[1].value or 0))
    return tuple((one.scale.name.removeprefix("lever_"), _share(one, group, subject)) for one, group in shown)


def _share(one: ReleasedScale, group: Figure, subject: Subject) -> str:
    value = wording.value_text(one.scale, group)
    if is_own(group, subject.unit_id):
        return value
    return str(_("%(value)s (%(group)s)", value=value, group=wording.lead_name(group, subject.organization)))
