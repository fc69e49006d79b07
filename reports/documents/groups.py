"""Which groups a report lists and how their figures are found in every scale and wave; pure, stored figures only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from reports.documents.pieces import Subject
from reports.releases.comparison import Change, change
from reports.releases.history import same_scale
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave, in_chart_order

DEEPEST = 3
"""How many levels below its unit a report lists; deeper units have reports of their own."""

BREAKDOWNS = ("location", "tenure", "family", "named")
"""What a unit or the organization is looked at by, in the order of the report."""

_OF_UNIT = {"org_location": "location", "org_tenure": "tenure"}

Key = tuple[str, UUID | None, tuple[UUID, ...], str, str, str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A group in a list: one of its figures, how deep it stands, and whether it is shown in place of the subject."""

    figure: Figure
    depth: int = 0
    is_instead: bool = False


def key_of(figure: Figure) -> Key:
    """What tells a group from every other, the same in every scale and wave; siblings are told by who they are."""
    if figure.is_merged:
        return figure.kind, None, tuple(sorted(figure.unit_ids)), "", "", "", ""
    return figure.kind, figure.unit_id, (), figure.location, figure.tenure, figure.family, figure.name


def figure_in(one: ReleasedScale, group: Figure | None) -> Figure | None:
    """The figure of the same group on a scale; at once for a unit, else it looks through the figures of its kind."""
    if group is None:
        return None
    if group.is_merged:
        among = (figure for figure in one.figures if figure.is_merged)
    elif group.kind == "org":
        return one.of_unit(group.unit_id)
    else:
        among = (figure for figure in one.figures if figure.kind == group.kind)
    wanted = key_of(group)
    return next((figure for figure in among if key_of(figure) == wanted), None)


def lead(one: ReleasedScale, unit_id: UUID | None) -> Figure | None:
    """What a report on a unit leads with: its own figure, else that shown instead, else its own hidden one."""
    own = one.of_unit(unit_id)
    if own is None or own.is_shown or unit_id is None:
        return own
    return one.instead_of(unit_id) or own


def is_own(figure: Figure | None, unit_id: UUID | None) -> bool:
    """Whether a figure is the unit's own and not one shown instead."""
    return figure is None or (figure.kind == "org" and not figure.is_merged and figure.unit_id == unit_id)


def earlier(one: ReleasedScale, group: Figure | None, waves: Sequence[ReleasedWave]) -> tuple[str, Figure | None]:
    """Name and figure of the latest earlier wave with the same group on the same scale, if there is one."""
    for wave in reversed(waves[:-1]):
        same = same_scale(one, waves[-1], wave)
        figure = figure_in(same, group) if same else None
        if figure is not None:
            return wave.name, figure
    return "", None


def changed(one: ReleasedScale, group: Figure | None, waves: Sequence[ReleasedWave]) -> tuple[str, Change]:
    """The earlier wave's name and how the group's figure differs from it."""
    name, before = earlier(one, group, waves)
    return name, change(one.scale, before, figure_in(one, group))


def units_below(scales: Sequence[ReleasedScale], subject: Subject) -> list[Listed]:
    """The organization, the subject and what is below it in chart order; siblings shown together under their parent."""
    inside = f"{subject.unit_path} / "
    own = 0 if subject.unit_id is None else subject.unit_path.count(" / ") + 1
    units = list(in_chart_order(tuple(scales)))

    def is_listed(figure: Figure) -> bool:
        if figure.unit_id is None or figure.unit_id == subject.unit_id:
            return True
        is_below = subject.unit_id is None or figure.unit_path.startswith(inside)
        return is_below and figure.depth - own <= DEEPEST and (subject.only is None or figure.unit_id in subject.only)

    def has_more(figure: Figure) -> bool:
        is_here = figure.unit_id == subject.unit_id or (figure.unit_id is not None and figure.depth > own)
        return is_here and figure.depth - own < DEEPEST

    together = _together(scales, subject)
    listed = [figure for figure in units if is_listed(figure)]
    shallow = min((one.depth for one in listed if one.unit_id is not None), default=1) - 1
    found: list[Listed] = []
    for figure in listed:
        depth = max(0, figure.depth - shallow)
        if figure.unit_id == subject.unit_id:
            found += [Listed(one, depth, is_instead=True) for one in _instead(scales, subject)]
        found.append(Listed(figure, depth))
        if has_more(figure):
            found += [Listed(one, depth + 1) for one in together if one.unit_id == figure.unit_id]
    return found


def _instead(scales: Sequence[ReleasedScale], subject: Subject) -> list[Figure]:
    """What is shown in place of the subject on any scale, but for the organization, which is listed anyway."""
    found: dict[Key, Figure] = {}
    for one in scales:
        figure = lead(one, subject.unit_id)
        if figure is not None and not is_own(figure, subject.unit_id) and (figure.unit_id or figure.is_merged):
            found.setdefault(key_of(figure), figure)
    return list(found.values())


def _together(scales: Sequence[ReleasedScale], subject: Subject) -> list[Figure]:
    """Siblings shown together, and people right in a unit that has others below it; each holds the unit above."""
    found: dict[Key, Figure] = {}
    for figure in (figure for one in scales for figure in one.figures):
        if figure.is_merged:
            is_wanted = subject.only is None or not subject.only.isdisjoint(figure.unit_ids)
        else:
            is_wanted = figure.kind == "directs" and figure.is_shown
        if is_wanted:
            found.setdefault(key_of(figure), figure)
    return list(found.values())


def crossings(one: ReleasedScale, subject: Subject) -> tuple[Figure, ...]:
    """The parts of the subject; of the organization only for who may see all units, since a place may be a unit."""
    if subject.unit_id is None and subject.only is not None:
        return ()
    return one.crossings(subject.unit_id)


def parts_of(scales: Sequence[ReleasedScale], subject: Subject, by: str) -> list[Figure]:
    """The parts of the subject by location, tenure and the like in stored order, if any is shown on any scale."""
    found: dict[Key, Figure] = {}
    is_shown = False
    for figure in (figure for one in scales for figure in crossings(one, subject)):
        if _OF_UNIT.get(figure.kind, figure.kind) == by:
            found.setdefault(key_of(figure), figure)
            is_shown = is_shown or figure.is_shown
    return _ordered(found.values(), by) if is_shown else []


_TENURES = ("under_1", "1_to_2", "3_to_9", "10_or_more")


def _ordered(figures: Iterable[Figure], by: str) -> list[Figure]:
    def place(figure: Figure) -> tuple[int, str]:
        if by == "tenure":
            return (_TENURES.index(figure.tenure) if figure.tenure in _TENURES else len(_TENURES)), figure.tenure
        return 0, (figure.location or figure.family or figure.name).casefold()

    return sorted(figures, key=place)


def all_of(scales: Sequence[ReleasedScale], subject: Subject) -> list[Figure]:
    """Every group that a file of figures lists: the units, then the parts of the subject of every kind."""
    found = [one.figure for one in units_below(scales, subject)]
    seen = {key_of(one) for one in found}
    for figure in (figure for one in scales for figure in crossings(one, subject)):
        if key_of(figure) not in seen:
            seen.add(key_of(figure))
            found.append(figure)
    return found
