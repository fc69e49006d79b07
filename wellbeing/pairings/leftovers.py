"""What becomes of those who found no mate: a trio, a knot untied, a repeat inside the cool-down, or a cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import rustworkx

from wellbeing.pairings.barred import Flags, Places
from wellbeing.pairings.knots import untie
from wellbeing.pairings.scores import Points, Scores
from wellbeing.pairings.solve import Solution

MOST_REARRANGED = 400
BEFORE_SCORE = 100_000  # one round of a repeat's age outweighs every score


@dataclass(slots=True)
class Groups:
    """The pairs and trios so far, by position, and who is still single."""

    mates: list[tuple[int, ...]]  # by person: the others of their group
    trios_before: Places
    waited: Flags
    barred: Flags  # whom nobody may meet, not even again
    scores: Scores = field(repr=False)

    def single(self) -> list[int]:
        """Those without a group who could have one: who waited before first, then who sat in the fewest trios."""
        alone = [person for person, others in enumerate(self.mates) if not others and not self.barred[person]]
        return sorted(alone, key=lambda person: (not self.waited[person], int(self.trios_before[person]), person))

    def pairs(self) -> tuple[Places, Places]:
        """All pairs that are no trio, as two arrays."""
        found = [(one, two[0]) for one, two in enumerate(self.mates) if len(two) == 1 and one < two[0]]
        return tuple(np.array(found, dtype=np.int64).reshape(-1, 2).T)  # type: ignore[return-value]  # two rows

    def join(self, members: Iterable[int]) -> None:
        """Make these one group, and whoever was in a group with them single."""
        chosen = tuple(sorted(members))
        for member in chosen:
            for other in self.mates[member]:
                self.mates[other] = ()
        for member in chosen:
            self.mates[member] = tuple(other for other in chosen if other != member)

    def row(self, person: int, others: Places, *, cooldown: bool) -> Points:
        """Scores of one person with others."""
        return self.scores.pairs(np.full(len(others), person), others, cooldown=cooldown)


def settle(scores: Scores, solution: Solution, trios_before: Places, waited: Flags) -> list[tuple[int, ...]]:
    """Groups of two or three, sorted, from pairs with single people left over; who is missing found nobody."""
    met = scores.barred.met
    owner = np.repeat(np.arange(len(waited)), np.diff(met.start))
    again = np.isin(np.arange(len(waited)), owner[scores.resting(met.value)])
    mates: list[tuple[int, ...]] = [(int(other),) if other >= 0 else () for other in solution.mate]
    groups = Groups(mates, trios_before, waited, solution.barred & ~again, scores)
    _add_thirds(groups, cooldown=True)
    if groups.single():
        untie(groups)
        _repeat(groups)
        _add_thirds(groups, cooldown=False)
    found = {tuple(sorted((person, *others))) for person, others in enumerate(groups.mates) if others}
    return sorted(found)


def _add_thirds(groups: Groups, *, cooldown: bool) -> None:
    """Let each single person join a pair where all three fit, where it is whose turn it least has been."""
    one, two = groups.pairs()
    for person in groups.single():
        if not len(one):
            break
        left, right = (groups.row(person, side, cooldown=cooldown) for side in (one, two))
        third = np.full(len(one), person)
        fits = (left >= 0) & (right >= 0) & groups.scores.fit_by_kind(one, two, third)
        if not fits.any():
            continue
        recent = groups.scores.recency(one, third) + groups.scores.recency(two, third)
        turns = np.maximum(groups.trios_before[one], groups.trios_before[two])
        gain = left.astype(np.int64) + right - 2 * groups.scores.pairs(one, two, cooldown=False)
        best = np.lexsort((one, -gain, turns, recent, ~fits))[0]
        groups.join((person, int(one[best]), int(two[best])))
        one, two = np.delete(one, best), np.delete(two, best)


def _repeat(groups: Groups) -> None:
    """Pair single people again although they met lately, moving other pairs if need be; the oldest repeats first."""
    single = groups.single()
    if len(single) < 2:
        return
    alone = np.array(sorted(single))
    members = _around(groups, alone)
    one, two = _possible(groups.scores, members)
    worth = groups.scores.pairs(one, two, cooldown=False)
    recent = groups.scores.recency(one, two)
    allowed = worth >= 0
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(members.tolist())
    at = np.searchsorted(members, one[allowed]), np.searchsorted(members, two[allowed])
    weight = worth[allowed] - BEFORE_SCORE * (groups.scores.cooldown + 2) * (recent > 0)[allowed]
    weight = weight - BEFORE_SCORE * recent[allowed]
    graph.add_edges_from(list(zip(at[0].tolist(), at[1].tolist(), weight.tolist(), strict=True)))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    if 2 * len(found) > len(members) - len(alone):
        for member in members.tolist():
            groups.mates[member] = ()
        for pair in sorted(tuple(sorted(pair)) for pair in found):
            groups.join(int(members[place]) for place in pair)


def _possible(scores: Scores, members: Places) -> tuple[Places, Places]:
    """All pairs of these people; of very many only those that met, the others have been tried."""
    if len(members) <= 2 * MOST_REARRANGED:
        one, two = np.triu_indices(len(members), 1)
        return members[one], members[two]
    met = scores.barred.met
    owner = np.repeat(np.arange(len(met.start) - 1), np.diff(met.start))
    inside = np.isin(owner, members) & np.isin(met.other, members) & (owner < met.other)
    return owner[inside], met.other[inside]


def _around(groups: Groups, alone: Places) -> Places:
    """The single people with the pairs that hold somebody they could repeat with, while these are not too many."""
    met = groups.scores.barred.met
    reached = set(alone.tolist())
    for person in alone.tolist():
        part = slice(met.start[person], met.start[person + 1])
        for other in met.other[part][groups.scores.resting(met.value[part])].tolist():
            others = groups.mates[other]
            if len(others) == 1 and len(reached) < MOST_REARRANGED:
                reached |= {other, *others}
    return np.array(sorted(reached))
