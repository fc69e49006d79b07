"""Invented companies: a tree of units, people who come, move and leave, and what they answer each wave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

BANDS = ("under_1", "1_to_2", "3_to_9", "10_or_more")
BAND_EDGES = (1.0, 3.0, 10.0)  # years
UNIT_SHARE, TRAIT_SHARE, STATE_SHARE = 0.08, 0.46, 0.46  # of an answer's variance; the first two stay
STATE_MEMORY = 0.5  # so answers correlate 0.54 + 0.46 * 0.5**lag: 0.77 next door, 0.54 in the long run
LARGEST_TEAM = 14


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; the fields are those that `wellbeing disclose` reads."""

    wave: int
    person: str
    unit: str
    location: str
    tenure: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Company:
    """Units with their parents, everybody's replies, and who leads which unit (leaders neither move nor leave)."""

    units: dict[str, str | None]
    replies: list[Reply]
    leaders: dict[str, str] = field(default_factory=dict)

    def wave(self, wave: int) -> list[Reply]:
        """Replies with a value in one wave."""
        return [one for one in self.replies if one.wave == wave and one.value is not None]

    @property
    def waves(self) -> list[int]:
        """The waves in order of time."""
        return sorted({one.wave for one in self.replies})


@dataclass(frozen=True, slots=True)
class Manner:
    """How people behave: shares a wave (a quarter), and what answers look like.

    ``answers`` is "ordinary" (mean about 62, SD about 20), "skewed" (most near the top), "equal" (all the same)
    or "extreme" (0 or 100). All answers are multiples of ``step`` on 0-100. With ``asked`` those who do not answer are
    listed too, without a value.
    """

    response: float = 0.75
    turnover: float = 0.05
    transfers: float = 0.02
    answers: str = "ordinary"
    step: float = 5.0
    asked: bool = False


def company(people: int, waves: int, seed: int, manner: Manner = Manner()) -> Company:
    """A company of ``people`` followed over ``waves`` quarters; the same arguments give the same company.

    Cost grows with people times waves.
    """
    rng = np.random.default_rng([seed, people])
    sizes, parents = _tree(rng, people)
    crew = _Crew(rng, sizes, parents)
    replies: list[Reply] = []
    for wave in range(1, waves + 1):
        if wave > 1:
            crew.pass_quarter(manner)
        replies.extend(crew.replies(wave, manner))
    names = [f"U{number}" for number in range(len(parents))]
    units = {name: None if above < 0 else names[above] for name, above in zip(names, parents, strict=True)}
    leaders = {name: f"p{crew.leader[number]}" for number, name in enumerate(names) if crew.leader[number] >= 0}
    return Company(units, replies, leaders)


def _tree(rng: np.random.Generator, people: int) -> tuple[list[int], list[int]]:
    """People sitting in each unit itself, and the number of each unit's parent (-1 for the root)."""
    sizes, parents = [people], [-1]
    own_office = rng.uniform(0.2, 0.9)  # how often a manager of managers sits in the node of the own unit
    usual = rng.uniform(8, 11)
    unit = 0
    while unit < len(sizes):
        below = sizes[unit]
        if below > LARGEST_TEAM:
            office = int(rng.integers(1, 5)) if rng.random() < own_office else 0
            wide = max(2, round((below - office) / usual))
            fan = wide if wide <= 7 else int(rng.integers(3, 8))
            parts = _parts(rng, below - office, fan)
            sizes[unit] = office
            sizes.extend(parts)
            parents.extend([unit] * fan)
        unit += 1
    return sizes, parents


def _parts(rng: np.random.Generator, people: int, fan: int) -> list[int]:
    """``people`` cut into ``fan`` uneven parts of at least five."""
    shares = rng.dirichlet(np.full(fan, 6.0))
    parts = 5 + np.floor(shares * (people - 5 * fan)).astype(int)
    parts[: people - parts.sum()] += 1
    return [int(one) for one in parts]


class _Crew:
    """Everybody who works there now, one entry a seat."""

    def __init__(self, rng: np.random.Generator, sizes: list[int], parents: list[int]) -> None:
        self.rng = rng
        self.unit: Numbers = np.repeat(np.arange(len(sizes)), sizes)
        self.teams = np.array([number for number in range(len(sizes)) if number not in set(parents)])
        self.mood: Floats = rng.standard_normal(len(sizes))
        self.places = _places(rng, parents)
        seats = len(self.unit)
        self.number: Numbers = np.arange(seats)
        self.born = seats
        self.years: Floats = np.minimum(rng.gamma(1.1, 5.0, seats), 40)
        self.trait: Floats = rng.standard_normal(seats)
        self.state: Floats = rng.standard_normal(seats)
        self.location = self._location(np.arange(seats))
        self.leader = _leaders(self.unit, parents)
        self.stays = np.isin(self.number, self.leader)

    def _location(self, seats: Numbers) -> Numbers:
        reach = self.places[self.unit[seats]].cumsum(axis=1)
        drawn: Numbers = (self.rng.random((len(seats), 1)) > reach).sum(axis=1)
        return np.asarray(np.minimum(drawn, self.places.shape[1] - 1))

    def pass_quarter(self, manner: Manner) -> None:
        """Leavers are replaced, some people move, everybody is a quarter older in service."""
        seats = len(self.unit)
        self.years += 0.25
        self.state = STATE_MEMORY * self.state + np.sqrt(1 - STATE_MEMORY**2) * self.rng.standard_normal(seats)
        gone = np.flatnonzero((self.rng.random(seats) < manner.turnover) & ~self.stays)
        self.number[gone] = self.born + np.arange(len(gone))
        self.born += len(gone)
        self.years[gone] = self.rng.uniform(0, 0.25, len(gone))
        self.trait[gone] = self.rng.standard_normal(len(gone))
        self.state[gone] = self.rng.standard_normal(len(gone))
        moved = np.flatnonzero((self.rng.random(seats) < manner.transfers) & ~self.stays)
        self.unit[moved] = self.rng.choice(self.teams, len(moved))
        elsewhere = np.union1d(gone, moved[self.rng.random(len(moved)) < 0.7])
        self.location[elsewhere] = self._location(elsewhere)

    def replies(self, wave: int, manner: Manner) -> Iterator[Reply]:
        """What those say who answer this time."""
        values = _values(
            np.sqrt(UNIT_SHARE) * self.mood[self.unit]
            + np.sqrt(TRAIT_SHARE) * self.trait
            + np.sqrt(STATE_SHARE) * self.state,
            manner,
        )
        served = np.digitize(self.years, BAND_EDGES)
        answers = self.rng.random(len(self.unit)) < manner.response
        for seat in np.flatnonzero(answers | manner.asked):
            yield Reply(
                wave,
                f"p{self.number[seat]}",
                f"U{self.unit[seat]}",
                f"L{self.location[seat]}",
                BANDS[served[seat]],
                float(values[seat]) if answers[seat] else None,
            )


def _places(rng: np.random.Generator, parents: list[int]) -> Floats:
    """Per unit the shares of the locations: a unit resembles its parent, and most teams have one home."""
    count = int(rng.integers(3, 7))
    rows: list[Floats] = []
    for unit, above in enumerate(parents):
        if above < 0:
            rows.append(rng.dirichlet(np.full(count, 3.0)))
            continue
        row = rng.dirichlet(3.0 * rows[above] + 0.05)
        if unit not in parents and rng.random() < 0.7:
            row = 0.12 * row + 0.88 * np.eye(count)[rng.choice(count, p=row)]
        rows.append(row)
    return np.array(rows)


def _leaders(unit: Numbers, parents: list[int]) -> Numbers:
    """A person for each unit: somebody in the unit itself, else somebody in the first team below; -1 for nobody."""
    below: dict[int, list[int]] = {}
    for child, above in enumerate(parents):
        below.setdefault(above, []).append(child)
    taken: set[int] = set()
    leaders = np.full(len(parents), -1)
    for number in range(len(parents)):
        at = number
        while not len(seats := np.flatnonzero(unit == at)) and at in below:
            at = below[at][0]
        free = [int(seat) for seat in seats if int(seat) not in taken]
        if free:
            leaders[number] = free[0]
            taken.add(free[0])
    return leaders


def _values(latent: Floats, manner: Manner) -> Floats:
    """Standard normal numbers turned into possible answers."""
    rank = 1 / (1 + np.exp(-1.702 * latent))  # close to the normal distribution function
    if manner.answers == "skewed":
        raw = 100 * rank**0.15
    elif manner.answers == "equal":
        raw = np.full_like(latent, 60.0)
    elif manner.answers == "extreme":
        raw = np.where(latent > -0.3, 100.0, 0.0)
    else:
        raw = 62 + 20 * latent
    return np.asarray(np.clip(manner.step * np.round(raw / manner.step), 0, 100), dtype=np.float64)
