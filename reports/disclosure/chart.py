"""Units that had better step back: which inner units to weigh last, so that more of the chart gets figures.

A unit whose own people are one or two respondents beside its teams cannot be shown together with all of them; by
priority its smallest team is hidden. Where the unit above has the same trouble, hiding the unit itself settles both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reports.disclosure.candidates import EVERYBODY, Group, Kind
from reports.disclosure.ledger import Ledger, Limits

MOST_AT_ONCE = 4
"""Most parts of one unit that are tried to step back together."""

Places = tuple[int, ...]


def stepping_back(
    sizes: np.ndarray, units: Mapping[Group, Places], paths: Mapping[str, Sequence[str]], threshold: int, limits: Limits
) -> set[Group]:
    """Inner units without which more units are published; who answers decides, no answer is seen.

    ``sizes`` are respondents by cell, ``units`` the groups of kind org in the order of the walk with their cells that
    have any, ``paths`` the units from the root down to each. Of each unit, the parts that have a refused unit right
    below are left out, one more each time, and its subtree is walked; the best way is taken when it is better than
    leaving out none. What lies outside a subtree tells of the inside only through the unit's own sum, so the subtree
    decides. Cost: at most five walks of a subtree for each unit with such parts.
    """
    troubled: dict[Group, dict[Group, None]] = {}
    for group, may in zip(units, _walk(sizes, list(units.values()), threshold, limits), strict=True):
        path = paths[group.units[0]] if group.units else ()
        if may or len(path) < 2:
            continue
        part, above = _unit(path[:-1]), _unit(path[:-2])
        if part in units and above in units:
            troubled.setdefault(above, {})[part] = None
    back: set[Group] = set()
    for above, parts in troubled.items():
        inside = set(units[above])
        near = {one: places for one, places in units.items() if one not in back and inside.issuperset(places)}
        tries = [list(parts)[:number] for number in range(min(len(parts), MOST_AT_ONCE) + 1)]
        shown = [sum(_walk(sizes, [near[one] for one in near if one not in out], threshold, limits)) for out in tries]
        back.update(tries[int(np.argmax(shown))])
    return back


def _unit(path: Sequence[str]) -> Group:
    return Group(Kind.ORG, (path[-1],)) if path else EVERYBODY


def _walk(sizes: np.ndarray, groups: Sequence[Places], threshold: int, limits: Limits) -> list[bool]:
    """A one-round walk over just the cells of these groups."""
    cells = sorted({place for places in groups for place in places})
    atom = {place: number for number, place in enumerate(cells)}
    sets = list(dict.fromkeys(groups))
    told = Ledger(sizes[cells], threshold, limits).walk([[atom[place] for place in places] for places in sets])
    fate = dict(zip(sets, told, strict=True))
    return [fate[places] for places in groups]
