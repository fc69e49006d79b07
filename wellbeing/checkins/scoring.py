"""Scores of one person's answers by the published missing rules, and the linear 0–100 publication scale.

Sources: Kristensen et al. 2005 (CBI, missing rule of the PUMA questionnaire); U.S. Office of Personnel Management
(engagement index, percent positive); Raes et al. 2011 (SCS-SF; its missing rule here is our own). They stand
beside the items in the instrument files. Nothing here knows a database or a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isclose, lcm

from wellbeing.checkins.instrument_texts import item_texts, scale_texts
from wellbeing.checkins.instruments import Instrument, Item, Scale
from wellbeing.checkins.scale_facts import ScaleFacts

ANY_SHARE_SD = 50.0
"""Largest SD that a 0/100 answer can have; used for shares and items, whose spread nobody publishes."""

FINEST_SHARE = 12
"""A score whose values may be told apart more finely than this share of an item's step counts as any number."""

ITEM_BY_ITEM = frozenset({"percent_positive", "each"})
"""Methods whose items get figures of their own, of 0 and 100."""

Answers = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Score:
    """A score on the native range of its scale, or None with the reason `too_few_answers`."""

    value: float | None
    reason: str | None = None


def score(instrument: Instrument, answers: Answers) -> dict[str, Score]:
    """Every scale of the instrument by name; an item that is absent or None counts as missing.

    Values are on the items' own ranges (reverse items are turned here). Raises KeyError for an answer to an
    item that the instrument does not have, ValueError for a value outside its item's range.
    """
    _check(instrument, answers)
    found: dict[str, Score] = {}
    for scale in scored(instrument):
        found[scale.name] = _score_of(instrument, scale, answers, found)
    return found


def scored(instrument: Instrument) -> tuple[Scale, ...]:
    """The scales that give a person a score; in the others each item stands for itself."""
    return tuple(scale for scale in instrument.scales if scale.method != "each")


def asked_by_turns(instrument: Instrument) -> dict[str, list[str]]:
    """The items behind each score of an instrument whose items take turns; empty for every other."""
    return {scale.name: list(scale.items) for scale in scored(instrument)} if instrument.rotation else {}


def published(instrument: Instrument, answers: Answers) -> dict[str, float]:
    """What this person's answers add to figures: by name of `facts`, only where a value exists.

    Of an instrument that is private nothing is ever added.
    """
    if instrument.private:
        return {}
    values = {name: one.value for name, one in score(instrument, answers).items() if one.value is not None}
    for scale in instrument.scales:
        if scale.share_from is not None and scale.name in values:
            values[share_name(scale)] = 100.0 if values[scale.name] >= scale.share_from else 0.0
        for item_id in scale.items if scale.method in ITEM_BY_ITEM else ():
            given = _turned(instrument.item(item_id), scale, answers.get(item_id))
            if given is not None:
                values[item_id] = given
    return values


def facts(instrument: Instrument) -> tuple[ScaleFacts, ...]:
    """Everything of the instrument that gets figures: scales first, each followed by its share or its items."""
    found: list[ScaleFacts] = []
    for scale in () if instrument.private else instrument.scales:
        if scale.method != "each":
            found.append(_facts(instrument, scale))
        if scale.share_from is not None:
            found.append(_share_facts(instrument, scale, scale.share_from))
        if scale.method in ITEM_BY_ITEM:
            found += [_item_facts(instrument, scale, instrument.item(item_id)) for item_id in scale.items]
    return tuple(found)


def share_name(scale: Scale) -> str:
    """Name of the share of people at `share_from` or above, such as `personal_50_or_more`."""
    return f"{scale.name}_{scale.share_from:g}_or_more".replace(".", "_")


def on_hundred(value: float, *, low: float, high: float) -> float:
    """A value of the native range `low`..`high` on the linear 0–100 publication scale."""
    if not low < high:
        raise ValueError("the range is empty")
    return 100.0 * (value - low) / (high - low)


def index_of(parts: Iterable[float | None]) -> float | None:
    """The published formula of the engagement index: the plain mean of the unrounded parts that exist."""
    there = [part for part in parts if part is not None]
    return sum(there) / len(there) if there else None


def _score_of(instrument: Instrument, scale: Scale, answers: Answers, earlier: Mapping[str, Score]) -> Score:
    if scale.method == "mean_of_scales":
        values = [earlier[name].value for name in scale.of]
    else:
        values = [_turned(instrument.item(name), scale, answers.get(name)) for name in scale.items]
    there = [value for value in values if value is not None]
    if len(there) < scale.min_answered:
        return Score(None, "too_few_answers")
    return Score(sum(there) / len(there))


def _turned(item: Item, scale: Scale, value: float | None) -> float | None:
    if value is None:
        return None
    turned = item.low + item.high - value if item.reverse else value
    return _positive(scale, turned) if scale.method == "percent_positive" else turned


def _positive(scale: Scale, value: float) -> float:
    return 100.0 if value in scale.positive else 0.0


def _check(instrument: Instrument, answers: Answers) -> None:
    for item_id, value in answers.items():
        item = instrument.item(item_id)
        if value is not None and not item.low <= value <= item.high:
            raise ValueError(f"answer to {item_id} is out of range")


def _facts(instrument: Instrument, scale: Scale) -> ScaleFacts:
    step = _lattice(instrument, scale)
    is_binary = step is not None and isclose(step, scale.high - scale.low)
    return ScaleFacts(
        instrument=instrument.key,
        name=scale.name,
        title=scale.title,
        kind="score",
        of=scale.name,
        low=scale.low,
        high=scale.high,
        higher_is=scale.higher_is,
        reference_sd=max(scale.reference_sd, (scale.high - scale.low) / 2) if is_binary else scale.reference_sd,
        share_from=scale.share_from,
        note=scale.note,
        step=step,
        whole=scale.method == "mean_of_scales",
        view=scale.view,
        about=scale.about,
        organization_only=scale.organization_only,
        asked=scale.items if instrument.rotation else (),
        texts=scale_texts(instrument, scale.name),
    )


def _lattice(instrument: Instrument, scale: Scale) -> float | None:
    """What every score is a multiple of above `low`: the items' common step over any number of answered items."""
    share = lcm(*range(max(scale.min_answered, 1), len(scale.items) + 1)) if scale.items else 0
    if scale.method == "mean_of_scales" or not 1 <= share <= FINEST_SHARE:
        return None
    if scale.method == "percent_positive":
        return (scale.high - scale.low) / share
    steps = {_step(instrument.item(item_id), scale) for item_id in scale.items}
    step = steps.pop()
    return None if steps or step is None else step / share


def _step(item: Item, scale: Scale) -> float | None:
    if (item.low, item.high) != (scale.low, scale.high):
        return None
    if not item.options:
        return item.step
    values = sorted({option.value for option in item.options if option.value is not None})
    apart = [high - low for low, high in pairwise(values)]
    return apart[0] if apart and all(isclose(one, apart[0]) for one in apart) else None


def _share_facts(instrument: Instrument, scale: Scale, share_from: float) -> ScaleFacts:
    return ScaleFacts(
        instrument=instrument.key,
        name=share_name(scale),
        title=scale.title,
        kind="share",
        of=scale.name,
        low=0.0,
        high=100.0,
        higher_is=scale.higher_is,
        reference_sd=ANY_SHARE_SD,
        share_from=share_from,
        note="",
        step=100.0,
        view=scale.view,
        organization_only=scale.organization_only,
        asked=scale.items if instrument.rotation else (),
        texts=scale_texts(instrument, scale.name),
    )


def _item_facts(instrument: Instrument, scale: Scale, item: Item) -> ScaleFacts:
    return ScaleFacts(
        instrument=instrument.key,
        name=item.id,
        title=item.text,
        kind="item",
        of=scale.name,
        low=0.0,
        high=100.0,
        higher_is=scale.higher_is,
        reference_sd=ANY_SHARE_SD,
        share_from=None,
        note="",
        step=100.0,
        view=scale.view,
        organization_only=scale.organization_only,
        texts=item_texts(instrument, item.id),
    )
