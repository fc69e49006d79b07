"""One scale of one wave, published once: the allowed groups with sticky noise, audited, in calm whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, isfinite

import numpy as np

from reports.disclosure.audit import Audited, Row, audit
from reports.disclosure.bands import WIDEST_STEP, Bands, band_of, banded, movable
from reports.disclosure.candidates import EVERYBODY, PRIORITY, Cell, DisclosureError, Group, Kind
from reports.disclosure.ledger import STRICT, USUAL, Ledger
from reports.disclosure.noise import CUT, noise
from reports.disclosure.rounding import SIZE_EDGES, Bound, shown_mean, size_band, sum_range
from reports.disclosure.structure import Reason, Structure

PLAIN = (Kind.ORG, Kind.LOCATION, Kind.TENURE, Kind.FAMILY, Kind.NAMED)
"""Kinds that cross nothing: these may carry a distribution, and only these carry answers of yes or no."""

FEWEST_BINARY = 10
"""Fewest answers of yes or no behind a share."""

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """What was measured, on 0-100: ``sd`` is one respondent's reference SD, ``step`` the lattice of single answers.

    ``step`` None: answers may be anything. ``levels`` are the lower edges of the middle and the upper band of its
    distribution; None when the answers have no bands (shares). A ``binary`` scale, answers of 0 or 100, gets
    figures for plain groups of ten or more only: smaller and crossing ones would bind such answers too closely.
    ``whole_only``: the whole organization is the one candidate; no other group has a figure, not even a hidden one.
    """

    name: str
    sd: float
    step: float | None = None
    levels: tuple[float, float] | None = (100 / 3, 200 / 3)
    binary: bool = False
    whole_only: bool = False

    def __post_init__(self) -> None:
        if not (isfinite(self.sd) and self.sd > 0):
            raise DisclosureError(f"The reference standard deviation of {self.name} is a number above zero.")
        if self.step is not None and not (isfinite(self.step) and self.step > 0):
            raise DisclosureError(f"The step of {self.name} is a number above zero.")


@dataclass(frozen=True, slots=True)
class Figure:
    """What readers may know of one group: a mean on 0-100 with how to read it, or why there is none.

    ``bands`` are three noisy counts of people (low, middle, high) where a distribution may be shown. ``size_low`` and
    ``size_high`` bound the number of answers (None: open); all are None when hidden.
    """

    group: Group
    mean: int | None
    bound: Bound
    size_low: int | None
    size_high: int | None
    bands: Bands | None
    reason: Reason | None

    @property
    def status(self) -> str:
        """``published``, ``merged`` for a group of several siblings, or ``suppressed``."""
        if self.mean is None:
            return "suppressed"
        return "merged" if len(self.group.units) > 1 else "published"


@dataclass(frozen=True, slots=True)
class Released:
    """The figures of one scale, one for each candidate in the order of the walk, and what the audit did."""

    scale: Scale
    figures: tuple[Figure, ...]
    max_r2: float
    audited: Audited


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The figure of one set of people before the audit."""

    mean: int
    bound: Bound
    size_low: int
    size_high: int | None
    low: float
    high: float


@dataclass
class Releaser:
    """Publishes the scales of one wave; what depends only on who has a score is computed once.

    ``wave`` and the tenant's ``secret`` make the noise. ``invited`` counts the people asked by cell; with it sizes are
    shown only where they do not tell who answered.
    """

    structure: Structure
    secret: bytes
    wave: str
    invited: Mapping[Cell, int] | None = None
    _weighed: dict[Places, tuple[dict[Group, Places], float]] = field(default_factory=dict)

    def publish(self, scale: Scale, values: Iterable[tuple[Cell, float]]) -> Released:
        """Figures of one scale from one value (0-100) a ballot; a ballot without a score brings none.

        Which groups are published depends on who has a value; only the audit looks at values, and it hides a whole
        breakdown. The same people always carry one figure. Raises DisclosureError for a value outside 0-100, for an
        unknown cell, or for more values in a cell than people. Cost: that of the walk once per pattern of missing
        scores, then the sum of the group sizes and the audit.
        """
        given = self._given(values)
        groups, max_r2 = self._weigh(tuple(len(inside) for inside in given))
        if scale.binary:
            groups = {
                group: same
                for group, same in groups.items()
                if group.kind in PLAIN and sum(len(given[place]) for place in same) >= FEWEST_BINARY
            }
        if scale.whole_only:
            groups = {group: same for group, same in groups.items() if group == EVERYBODY}
        sets = dict.fromkeys(groups.values())
        drawn = {same: self._draw(scale, same, given) for same in sets}
        breakdowns: dict[Places, list[tuple[int, int]]] = {same: [] for same in sets}
        for group, same in groups.items():
            breakdowns[same].append(self._breakdown(group))
        audited = audit(
            np.array([len(inside) for inside in given]),
            np.array([fsum(sorted(inside)) for inside in given]),
            scale.step,
            [Row(same, drawn[same].low, drawn[same].high, tuple(breakdowns[same])) for same in sets],
        )
        kept = {group: same for group, same in groups.items() if self._breakdown(group) not in audited.refused}
        bands = self._bands(scale, kept, drawn, given)
        # where the size stays open, counts that add up to it would tell it
        bands = {
            same: one for same, one in bands.items() if drawn[same].size_high or drawn[same].size_low >= SIZE_EDGES[-1]
        }
        listed = (EVERYBODY,) if scale.whole_only else self.structure.groups
        figures = tuple(self._figure(group, groups, kept, drawn, bands) for group in listed)
        return Released(scale, figures, max_r2, audited)

    def _given(self, values: Iterable[tuple[Cell, float]]) -> list[list[float]]:
        place_of = {cell: place for place, cell in enumerate(self.structure.cells)}
        given: list[list[float]] = [[] for _ in self.structure.cells]
        for cell, value in values:
            if not isfinite(value) or not 0 <= value <= 100:
                raise DisclosureError("Every value lies between 0 and 100.")
            if cell not in place_of:
                raise DisclosureError("A value belongs to nobody who answered.")
            given[place_of[cell]].append(value)
        if any(len(inside) > len(people) for inside, people in zip(given, self.structure.people, strict=True)):
            raise DisclosureError("There are more values than people who answered.")
        return given

    def _weigh(self, sizes: Places) -> tuple[dict[Group, Places], float]:
        """The groups that may be published for these numbers of values by cell, and the largest R2."""
        if sizes in self._weighed:
            return self._weighed[sizes]
        structure, policy = self.structure, self.structure.policy
        inside = {
            group: tuple(place for place in structure.groups[group] if sizes[place])
            for group in structure.open_groups()
        }
        if sizes == tuple(len(people) for people in structure.people):
            found = inside, structure.max_r2
        else:
            filled = np.flatnonzero(np.array(sizes))
            atom = {int(place): number for number, place in enumerate(filled)}
            ledger = Ledger(np.array(sizes)[filled], policy.threshold, STRICT if policy.strict else USUAL)
            sets = [
                same
                for same in dict.fromkeys(inside.values())
                if sum(sizes[place] for place in same) >= policy.threshold
            ]
            fate = dict(zip(sets, ledger.walk([[atom[place] for place in same] for same in sets]), strict=True))
            found = (
                {group: same for group, same in inside.items() if fate.get(same)},
                float(ledger.r2.max(initial=0)),
            )
        self._weighed[sizes] = found
        return found

    def _draw(self, scale: Scale, places: Places, given: Sequence[Sequence[float]]) -> _Drawn:
        count = sum(len(given[place]) for place in places)
        invited = None if self.invited is None else sum(self.invited[self.structure.cells[place]] for place in places)
        size_low, size_high = size_band(count, invited, self.structure.policy.threshold)
        drawn = scale.sd * noise(self.secret, self.wave, scale.name, self._people(places))
        answers = fsum(value for place in places for value in given[place])
        mean, bound = shown_mean((answers + drawn) / count, count, size_low)
        low, high = sum_range(mean, bound, count, CUT * scale.sd)
        return _Drawn(mean, bound, size_low, size_high, low, high)

    def _bands(
        self,
        scale: Scale,
        kept: Mapping[Group, Places],
        drawn: Mapping[Places, _Drawn],
        given: Sequence[Sequence[float]],
    ) -> Mapping[Places, Bands]:
        levels = scale.levels
        answers = [value for inside in given for value in inside]
        at_ends = sum(value in {0, 100} for value in answers)
        if levels is None or (scale.step or 0) > WIDEST_STEP or 2 * at_ends > len(answers):
            return {}  # between answers at the ends there is no room: means and counts together would fix bands
        up, down = (np.full(len(given), np.inf) for _end in range(2))
        for same in dict.fromkeys(kept.values()):
            total = fsum(value for place in same for value in given[place])
            inside = list(same)
            up[inside] = np.minimum(up[inside], drawn[same].high - total)
            down[inside] = np.minimum(down[inside], total - drawn[same].low)
        stands = [Counter(band_of(value, levels) for value in inside) for inside in given]
        counts = [(one[0], one[1], one[2]) for one in stands]
        people = {same: self._people(same) for group, same in kept.items() if group.kind in PLAIN}
        able = movable(given, levels, scale.step, up, down)
        return banded(counts, able, people, self.secret, self.wave, scale.name)

    def _people(self, places: Places) -> list[str]:
        return [person for place in places for person in self.structure.people[place]]

    def _breakdown(self, group: Group) -> tuple[int, int]:
        """What is given up as a whole: a kind of crossing, or one level of the chart."""
        depth = self.structure.depths[group.units[0]] if group.kind is Kind.ORG and group.units else 0
        return PRIORITY[group.kind], depth

    def _figure(
        self,
        group: Group,
        groups: Mapping[Group, Places],
        kept: Mapping[Group, Places],
        drawn: Mapping[Places, _Drawn],
        bands: Mapping[Places, Bands],
    ) -> Figure:
        if group not in kept:
            reason = Reason.AUDIT if group in groups else self.structure.hidden.get(group, Reason.LEDGER)
            return Figure(group, None, Bound.EXACT, None, None, None, reason)
        one = drawn[kept[group]]
        return Figure(group, one.mean, one.bound, one.size_low, one.size_high, bands.get(kept[group]), None)
