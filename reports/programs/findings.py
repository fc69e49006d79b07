"""Which stored releases tell of a programme: its check-ins, what stood before it, and the ballot at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from reports.releases.history import same_scale
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave
from wellbeing.programs.statistics import ProgramFacts

AFTERWARDS = timedelta(weeks=6)
"""So long after its last day a check-in still tells of a programme."""

BEFOREHAND = timedelta(weeks=26)
"""So long before its first day an answer still says where people stood before it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One scale of the audience: the last released result, and the first one to compare it with (None: there is none).

    A figure without a value is hidden.
    """

    scale: ReleasedScale
    wave: ReleasedWave
    after: Figure
    before_wave: ReleasedWave | None = None
    before: Figure | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The releases that tell of a programme, oldest first; `earlier` are those from before it, for everyone alike."""

    program: ProgramFacts
    checkins: tuple[ReleasedWave, ...] = ()
    earlier: tuple[ReleasedWave, ...] = ()
    ballot: ReleasedWave | None = None

    @property
    def label(self) -> str:
        """What the audience is called in its figures; empty where it is everyone, or nothing was released."""
        if self.program.is_whole:
            return ""
        return next((label_of(self.program, wave) for wave in reversed(self.checkins)), "")

    def figure(self, wave: ReleasedWave, one: ReleasedScale | None) -> Figure | None:
        """The audience's figure on a scale of a wave: everybody's, or that of the named group and of nobody else."""
        if one is None:
            return None
        if self.program.is_whole:
            return one.of_unit(None)
        label = label_of(self.program, wave)
        return next((figure for figure in one.figures if figure.kind == "named" and figure.name == label), None)

    @property
    def newest(self) -> ReleasedWave | None:
        """The one released last; a report changes with it and with nothing else."""
        every = (*self.checkins, *((self.ballot,) if self.ballot else ()))
        return max(every, key=lambda wave: (wave.released_at, wave.name), default=None)

    def used(self) -> tuple[ReleasedWave, ...]:
        """Every release of which a figure stands in the report, oldest first."""
        before = {one.before_wave.wave_id for one in self.compared() if one.before_wave}
        earlier = tuple(wave for wave in self.earlier if wave.wave_id in before)
        return (*earlier, *self.checkins, *((self.ballot,) if self.ballot else ()))

    def compared(self) -> tuple[Compared, ...]:
        """Every scale that the check-ins asked, as the last of them did; first those that there is a before of."""
        found: dict[tuple[str, str], Compared] = {}
        for wave in reversed(self.checkins):
            for one in wave.scales:
                after = self.figure(wave, one) if one.scale.measure == "score" else None
                name = one.scale.instrument, one.scale.name
                if after is not None and name not in found:
                    found[name] = self._compared(one, wave, after)
        return tuple(sorted(found.values(), key=lambda one: one.before is None))

    def _compared(self, one: ReleasedScale, wave: ReleasedWave, after: Figure) -> Compared:
        for then in self._candidates(wave):
            before = self.figure(then, same_scale(one, wave, then))
            if before is not None:
                return Compared(one, wave, after, then, before)
        return Compared(one, wave, after)

    def _candidates(self, wave: ReleasedWave) -> Iterator[ReleasedWave]:
        """The first check-in of the programme, else the last one before it; values are not looked at."""
        for then in self.checkins:
            if then.wave_id == wave.wave_id:
                break
            yield then
        yield from reversed(self.earlier)

    def spoken(self, language: str) -> Findings:
        """The same with titles and notes in a language."""
        return replace(
            self,
            checkins=tuple(wave.spoken(language) for wave in self.checkins),
            earlier=tuple(wave.spoken(language) for wave in self.earlier),
            ballot=self.ballot.spoken(language) if self.ballot else None,
        )


def findings_of(program: ProgramFacts, waves: Sequence[ReleasedWave], ballot: UUID | None) -> Findings:
    """The findings of a programme among released waves (oldest first); `ballot` is the wave that asked at its end.

    A programme for a part of the company has the check-ins that were opened with its audience as a group. One for
    everyone has every check-in of its weeks, since all of them ask its audience, and those from shortly before it.
    """
    if program.sensitive:
        return Findings(program)
    last = program.ends_on + AFTERWARDS
    live = [wave for wave in waves if wave.origin == "live"]
    within = [wave for wave in live if program.starts_on <= wave.opened_on <= last]
    first = program.starts_on - BEFOREHAND
    earlier = [wave for wave in live if program.is_whole and first <= wave.opened_on < program.starts_on]
    checkins = [wave for wave in within if program.is_whole or label_of(program, wave)]
    asked = next((wave for wave in waves if wave.wave_id == ballot), None)
    return Findings(program, tuple(checkins), tuple(earlier), asked)


def label_of(program: ProgramFacts, wave: ReleasedWave) -> str:
    """What figures of a programme's audience are called in a wave; empty where it was no group of it."""
    return dict(wave.groups).get(program.group, "")


def kept(program: ProgramFacts) -> dict[str, Any]:
    """A programme as values of JSON, as a document keeps it; whether it runs or rests is nothing that a PDF tells."""
    told = {name: value for name, value in asdict(program).items() if name != "state"}
    days = {name: told[name].isoformat() for name in ("starts_on", "ends_on")}
    return told | days | {"id": str(program.id), "name": dict(program.name)}


def from_kept(told: Mapping[str, Any]) -> ProgramFacts:
    """The programme that a document keeps."""
    days = {name: date.fromisoformat(told[name]) for name in ("starts_on", "ends_on")}
    return ProgramFacts(**{**told, **days, "id": UUID(told["id"]), "state": ""})
