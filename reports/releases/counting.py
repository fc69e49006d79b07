"""From an opened urn to published figures; pure, so that it can run for long without holding a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose
from typing import Literal
from uuid import UUID

from reports.disclosure import release as engine
from reports.disclosure.candidates import Cell
from reports.disclosure.rounds import Round
from reports.disclosure.structure import Policy, Structure, structure
from reports.releases.log import Audience, leaders_share, log_of
from reports.releases.participation import rate_scale, rates
from reports.releases.placing import Place, Placing
from reports.releases.relations import Name, related
from reports.releases.release_log import ReleaseLog
from reports.releases.statistics import InstrumentLabel, ReleasedScale, Scale
from reports.releases.turnover import turnover, turnover_scale
from wellbeing.checkins.scale_facts import ScaleFacts
from wellbeing.checkins.scoring import on_hundred
from wellbeing.checkins.statistics import InstrumentFacts, WaveFacts


@dataclass(frozen=True, slots=True)
class Counted:
    """What came out of the urn: cells of everybody invited and of those who answered, by pseudonym, and the ballots.

    A ballot holds its scores by instrument and scale on their native ranges. ``before`` is the audience of the wave
    released last.
    """

    invited: Mapping[str, Cell]
    answered: Mapping[str, Cell]
    ballots: Sequence[tuple[Cell, Mapping[Name, float]]]
    before: Audience


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known besides the urn: the chart, the units each leader leads, earlier rounds, and the noise's secret.

    ``workforce`` is everybody of the year before the close: a key, the units from the top, and whether they left.
    """

    places: Sequence[Place]
    led: Collection[Sequence[UUID]]
    past: Sequence[Round]
    secret: bytes
    workforce: Sequence[tuple[str, tuple[UUID, ...], bool]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a wave releases, and what the ledger keeps of it."""

    scales: tuple[ReleasedScale, ...]
    related: Mapping[Name, tuple[Name, ...]]
    log: ReleaseLog
    round: Round
    linked_r2: float


def count(wave: WaveFacts, counted: Counted, around: Surroundings) -> Outcome:
    """Every figure of a wave, the response rate first; all of them pass disclosure control exactly once.

    Which groups are published is decided once, from who answered and from earlier rounds; values are put on 0-100
    before they are averaged. Raises DisclosureError when ballots and people do not agree.
    """
    made = structure(
        counted.answered,
        Policy(wave.threshold, wave.strict, wave.organization_only),
        audience=counted.invited.values(),
        past=around.past,
    )
    asked = Counter(counted.invited.values())
    placing = Placing(list(made.groups), asked, around.places)
    releaser = engine.Releaser(made, around.secret, str(wave.id), asked)
    scales = [_participation(wave, counted, made, placing, around.secret)]
    released = []
    for instrument in wave.instruments:
        for facts in instrument.scales:
            one = releaser.publish(_measured(facts), _hundred(facts, counted.ballots))
            released.append(one)
            scales.append(ReleasedScale(_scale(facts), placing.figures(one.figures, wave.named_groups)))
    kinds = {one.key: one.kind for one in wave.instruments}
    every = [facts for one in wave.instruments for facts in one.scales]
    log = log_of(
        made,
        released,
        audience={person: _units(cell) for person, cell in counted.invited.items()},
        before=counted.before,
        leaders=leaders_share(around.led, scales),
    )
    if wave.stands_apart:
        log = replace(log, invited=None, answered=None, leaders="")
    scales += _turnover(around, placing)
    names = related([scores for _cell, scores in counted.ballots], kinds, every)
    return Outcome(tuple(scales), names, log, made.round, made.max_linked_r2)


def label(instrument: InstrumentFacts) -> InstrumentLabel:
    """What is said about an instrument beside its figures."""
    return InstrumentLabel(
        key=instrument.key,
        version=instrument.version,
        name=instrument.name,
        kind=instrument.kind,
        note=instrument.note,
        source=instrument.source,
        origin="own" if instrument.origin == "own" else "",
        texts=instrument.texts,
        licence=instrument.licence,
    )


def _participation(
    wave: WaveFacts, counted: Counted, made: Structure, placing: Placing, secret: bytes
) -> ReleasedScale:
    found = rates(
        counted.invited,
        counted.answered.keys(),
        secret=secret,
        wave=str(wave.id),
        fewest=wave.threshold,
        organization_only=made.policy.organization_only,
    )
    return ReleasedScale(rate_scale(), placing.rates(found, wave.named_groups))


def _turnover(around: Surroundings, placing: Placing) -> list[ReleasedScale]:
    """Turnover beside the scores, where it may be shown of the organization; what it says depends on no answer."""
    found = turnover(around.workforce, secret=around.secret) if around.workforce else {}
    return [ReleasedScale(turnover_scale(), placing.rates(found))] if found else []


def _hundred(facts: ScaleFacts, ballots: Sequence[tuple[Cell, Mapping[Name, float]]]) -> list[tuple[Cell, float]]:
    name = facts.instrument, facts.name
    return [
        (cell, min(100.0, max(0.0, on_hundred(scores[name], low=facts.low, high=facts.high))))
        for cell, scores in ballots
        if name in scores
    ]


def _measured(facts: ScaleFacts) -> engine.Scale:
    """The scale as disclosure control sees it, on 0-100."""
    points = 100 / (facts.high - facts.low)
    name, spread = f"{facts.instrument}.{facts.name}", _scale(facts).spread
    step = None if facts.step is None else facts.step * points
    # close to, not equal: a hundred divided by eleven times eleven is a little more than a hundred
    if facts.kind == "score" and (step is None or not isclose(step, _TWO_ANSWERS)):
        return engine.Scale(name, spread, step, whole_only=facts.organization_only)
    return engine.Scale(name, spread, _TWO_ANSWERS, levels=None, binary=True, whole_only=facts.organization_only)


_TWO_ANSWERS = 100.0
"""Step on 0-100 of a score that can only be the lowest or the highest: it is published as an answer of yes or no."""


def _units(cell: Cell) -> tuple[UUID, ...]:
    return tuple(UUID(unit) for unit in cell.units)


_MEASURES: dict[str, Literal["score", "share", "item"]] = {"score": "score", "share": "share", "item": "item"}


def _scale(facts: ScaleFacts) -> Scale:
    return Scale(
        instrument=facts.instrument,
        name=facts.name,
        title=facts.title,
        measure=_MEASURES[facts.kind],
        of=facts.of,
        low=facts.low,
        high=facts.high,
        higher_is=facts.higher_is,
        reference_sd=facts.reference_sd,
        share_from=facts.share_from,
        note=facts.note,
        view=facts.view,
        organization_only=facts.organization_only,
        asked=facts.asked,
        texts=facts.texts,
        about=facts.about,
    )
