"""What an attacker reads off published figures: for each wave who is in which group, and bounds on each group's sum."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.simulated import Company, Floats, Numbers, Reply

Figure = Mapping[str, Any]
Booleans = npt.NDArray[np.bool_]
NOISE_CUT = 2.5
NOISE_VARIANCE = 0.9113  # of a normal distribution cut at 2.5 SD, as a share of the uncut variance


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly figures are shown and answers are given.

    ``rounding`` is the step of shown means, ``noise`` the SD on a group's sum before it is cut, ``edge`` how near a
    noisy sum may come to either end before a bound is shown instead (None: never), ``slack`` the largest error of a
    band count, ``step`` the distance of two possible answers, ``low`` and ``high`` their range, ``sd`` what
    the attacker believes the SD of answers to be. Units: points of the scale.
    """

    rounding: float
    noise: float = 0.0
    edge: float | None = None
    slack: int = 0
    step: float = 5.0
    low: float = 0.0
    high: float = 100.0
    sd: float = 20.0


@dataclass(frozen=True, slots=True)
class Sight:
    """One wave, as seen by somebody who knows who answered and every attribute of theirs.

    G distinct published groups, N people. ``member`` (G, N) is True where somebody is in the group; ``lowest`` and
    ``highest`` (G) bound the group's sum; ``total`` (G) is shown mean times size; ``blur`` (G) is the variance of its
    error; ``counts`` (G, 3) are the shown people in the low, middle and high third, NaN where none are shown.
    ``truth`` (N) are the answers: attackers use them only to know which intervals need no work.
    """

    wave: int
    people: list[str]
    keys: list[Figure]
    member: Booleans
    lowest: Floats
    highest: Floats
    total: Floats
    blur: Floats
    counts: Floats
    truth: Floats
    precision: Precision

    def only(self, rows: Collection[int]) -> Sight:
        """The same wave for somebody who sees the groups ``rows`` alone."""
        kept = sorted(rows)
        return replace(
            self,
            keys=[self.keys[row] for row in kept],
            member=self.member[kept],
            lowest=self.lowest[kept],
            highest=self.highest[kept],
            total=self.total[kept],
            blur=self.blur[kept],
            counts=self.counts[kept],
        )

    def knowing(self, known: Collection[str]) -> Sight:
        """The same wave for somebody who knows the answers of ``known``: they leave every group and its sum."""
        stay = np.array([one not in known for one in self.people], dtype=bool)
        told = np.where(stay, 0.0, self.truth)
        gone = self.member @ told
        size = self.member[:, stay].sum(axis=1)
        thirds = third(self.truth, self.precision)
        leaving = self.member.astype(float) @ ((thirds[:, None] == np.arange(3)) & ~stay[:, None])
        left = replace(
            self,
            people=[one for one, stays in zip(self.people, stay, strict=True) if stays],
            member=self.member[:, stay],
            lowest=np.maximum(self.lowest - gone, self.precision.low * size),
            highest=np.minimum(self.highest - gone, self.precision.high * size),
            total=self.total - gone,
            counts=self.counts - leaving,
            truth=self.truth[stay],
        )
        return left.only([row for row in range(len(left.keys)) if left.member[row].any()])


def third(values: Floats, precision: Precision) -> Numbers:
    """0, 1 or 2 for answers in the low, middle and high third of the range."""
    width = (precision.high - precision.low) / 3
    return np.clip(np.floor((values - precision.low) / width), 0, 2).astype(np.int64)


def sights(company: Company, figures: Iterable[Figure], precision: Precision) -> list[Sight]:
    """What is seen of each wave, in order; figures without a mean and windows show nothing of their own.

    Raises ValueError when one set of people carries two different figures, or a figure is impossible.
    """
    shown: dict[int, list[Figure]] = {wave: [] for wave in company.waves}
    for figure in figures:
        if figure["kind"] != "window" and figure["mean"] is not None:
            shown[figure["wave"]].append(figure)
    return [_sight(wave, company, rows, precision) for wave, rows in shown.items()]


def belongs(units: Mapping[str, str | None], key: Figure, kind: str) -> Callable[[Reply], bool]:
    """Whether somebody is counted under a figure's key."""
    tops = {key["unit"]} if "unit" in key else set(key.get("units", ()))
    allowed = tops if kind == "directs" else subtree(units, tops)
    place, served = key.get("location"), key.get("tenure")
    return lambda one: (
        (not tops or one.unit in allowed) and place in {None, one.location} and served in {None, one.tenure}
    )


def subtree(units: Mapping[str, str | None], tops: Collection[str]) -> set[str]:
    """All units at or below ``tops``."""
    found = set()
    for unit in units:
        at: str | None = unit
        while at is not None and at not in tops:
            at = units[at]
        if at is not None:
            found.add(unit)
    return found


def _sight(wave: int, company: Company, figures: list[Figure], precision: Precision) -> Sight:
    replies = company.wave(wave)
    by_members: dict[bytes, tuple[Figure, Booleans]] = {}
    for figure in figures:
        inside = belongs(company.units, figure["key"], figure["kind"])
        member = np.array([inside(one) for one in replies], dtype=bool)
        first, _ = by_members.setdefault(member.tobytes(), (figure, member))
        if (first["mean"], first.get("bound"), first["bands"]) != (
            figure["mean"],
            figure.get("bound"),
            figure["bands"],
        ):
            raise ValueError(f"Two figures for the same people: {first} and {figure}.")
    rows = [figure for figure, _ in by_members.values()]
    member = np.array([inside for _, inside in by_members.values()], dtype=bool).reshape(len(rows), len(replies))
    truth = np.array([one.value for one in replies], dtype=np.float64)
    size = member.sum(axis=1).astype(np.float64)
    mean = np.array([figure["mean"] for figure in rows], dtype=np.float64)
    lowest, highest = _bounds(size, mean, [figure.get("bound") for figure in rows], precision)
    sums = member @ truth
    if (lowest > sums + 1e-6).any() or (highest < sums - 1e-6).any():
        row = int(np.flatnonzero((lowest > sums + 1e-6) | (highest < sums - 1e-6))[0])
        raise ValueError(f"Impossible for {int(size[row])} people with sum {sums[row]}: {rows[row]}.")
    counts = [figure["bands"] if figure["bands"] is not None else [np.nan] * 3 for figure in rows]
    blur = NOISE_VARIANCE * precision.noise**2 if precision.noise else (size * precision.rounding) ** 2 / 12
    return Sight(
        wave=wave,
        people=[one.person for one in replies],
        keys=[{"kind": figure["kind"], **figure["key"]} for figure in rows],
        member=member,
        lowest=lowest,
        highest=highest,
        total=size * mean,
        blur=np.broadcast_to(np.asarray(blur, dtype=np.float64), size.shape),
        counts=np.array(counts, dtype=np.float64).reshape(len(rows), 3),
        truth=truth,
        precision=precision,
    )


def _bounds(size: Floats, mean: Floats, bound: list[str | None], precision: Precision) -> tuple[Floats, Floats]:
    """Lowest and highest possible sums, on the lattice of sums of answers."""
    low, high = size * precision.low, size * precision.high
    noisy = size * (mean - precision.rounding / 2), size * (mean + precision.rounding / 2)
    if precision.edge is not None:
        most, least = np.array([one == "at_most" for one in bound]), np.array([one == "at_least" for one in bound])
        ends = low + precision.edge, high - precision.edge
        noisy = (
            np.where(most, low, np.where(least, ends[1], np.maximum(noisy[0], ends[0]))),
            np.where(least, high, np.where(most, ends[0], np.minimum(noisy[1], ends[1]))),
        )
    reach, step = NOISE_CUT * precision.noise, precision.step
    lowest = low + step * np.ceil((noisy[0] - reach - low) / step - 1e-9)
    highest = low + step * np.floor((noisy[1] + reach - low) / step + 1e-9)
    return np.maximum(lowest, low), np.minimum(highest, high)
