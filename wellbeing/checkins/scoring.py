"""Scores of many people's answers at once by the published missing rules, and the linear 0–100 publication scale.

Sources: Kristensen et al. 2005 (CBI, missing rule of the PUMA questionnaire); U.S. Office of Personnel Management
(engagement index, percent positive); Raes et al. 2011 (SCS-SF; its missing rule here is our own). They stand
beside the items in the instrument files. Nothing here knows a database or a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wellbeing.checkins.instruments import Instrument, Item, Scale
from wellbeing.checkins.publishable import ITEM_BY_ITEM, share_name

Answers = Mapping[str, float | None]
"""One person's answers by item, each on the item's own range; absent or None is missing."""

Column = NDArray[np.float64]
"""One number a person, NaN where it is missing."""

Columns = Mapping[str, Column]
"""Many people's answers by item; all columns are as long, and an item that is absent is missing for everybody."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score on the native range of its scale, or None with the reason `too_few_answers`."""

    value: float | None
    reason: str | None = None


def score(instrument: Instrument, answers: Answers) -> dict[str, Score]:
    """Every scale of the instrument by name for one person; see `scores_of`."""
    found = scores_of(instrument, columns_of(instrument, [answers]))
    return {name: in_words(column[0]) for name, column in found.items()}


def in_words(value: float) -> Score:
    """A score, or why there is none."""
    return Score(None, "too_few_answers") if np.isnan(value) else Score(float(value))


def columns_of(instrument: Instrument, people: Sequence[Answers]) -> dict[str, Column]:
    """Answers person by person as columns, one for each item; KeyError for an item the instrument does not have."""
    found = {item.id: np.full(len(people), np.nan) for item in instrument.items}
    for place, answers in enumerate(people):
        for item_id, value in answers.items():
            found[item_id][place] = np.nan if value is None else value
    return found


def scores_of(instrument: Instrument, columns: Columns) -> dict[str, Column]:
    """Every scale by name, one score a person on the native range of the scale; NaN where too little was answered.

    Reverse items are turned here. Raises KeyError for an item that the instrument does not have, ValueError for a
    value outside its item's range.
    """
    _check(instrument, columns)
    people = max((len(column) for column in columns.values()), default=0)
    found: dict[str, Column] = {}
    for scale in scored(instrument):
        if scale.method == "mean_of_scales":
            parts = [found[name] for name in scale.of]
        else:
            parts = [_turned(instrument.item(name), scale, columns[name]) for name in scale.items if name in columns]
        found[scale.name] = mean_of(parts, scale.min_answered, people)
    return found


def scored(instrument: Instrument) -> tuple[Scale, ...]:
    """The scales that give a person a score; in the others each item stands for itself."""
    return tuple(scale for scale in instrument.scales if scale.method != "each")


def asked_by_turns(instrument: Instrument) -> dict[str, list[str]]:
    """The items behind each score of an instrument whose items take turns; empty for every other."""
    return {scale.name: list(scale.items) for scale in scored(instrument)} if instrument.rotation else {}


def published(instrument: Instrument, answers: Answers) -> dict[str, float]:
    """What one person's answers add to figures, only where a value exists; see `published_of`."""
    found = published_of(instrument, columns_of(instrument, [answers]))
    return {name: float(one[0]) for name, one in found.items() if not np.isnan(one[0])}


def published_of(instrument: Instrument, columns: Columns) -> dict[str, Column]:
    """What many people's answers add to figures, by name of `publishable.facts`; NaN where somebody adds nothing.

    Of an instrument that is private nothing is ever added.
    """
    if instrument.private:
        return {}
    values = scores_of(instrument, columns)
    for scale in instrument.scales:
        if scale.share_from is not None and scale.name in values:
            own = values[scale.name]
            values[share_name(scale)] = np.where(np.isnan(own), np.nan, np.where(own >= scale.share_from, 100.0, 0.0))
        for item_id in scale.items if scale.method in ITEM_BY_ITEM else ():
            if item_id in columns:
                values[item_id] = _turned(instrument.item(item_id), scale, columns[item_id])
    return values


def on_hundred(value: float, *, low: float, high: float) -> float:
    """A value of the native range `low`..`high` on the linear 0–100 publication scale."""
    if not low < high:
        raise ValueError("the range is empty")
    return 100.0 * (value - low) / (high - low)


def mean_of(parts: Sequence[Column], least: int, people: int) -> Column:
    """The plain mean of the unrounded parts that each of so many people has; NaN below the `least` number of parts."""
    total, answered = np.zeros(people), np.zeros(people)
    for part in parts:
        there = ~np.isnan(part)
        np.add(total, part, out=total, where=there)
        answered += there
    enough = answered >= max(least, 1)
    mean: Column = np.divide(total, answered, out=np.full(people, np.nan), where=enough)
    return mean


def _turned(item: Item, scale: Scale, column: Column) -> Column:
    turned = item.low + item.high - column if item.reverse else column
    if scale.method != "percent_positive":
        return turned
    positive: Column = np.where(np.isnan(turned), np.nan, np.where(np.isin(turned, scale.positive), 100.0, 0.0))
    return positive


def _check(instrument: Instrument, columns: Columns) -> None:
    for item_id, column in columns.items():
        item = instrument.item(item_id)
        if bool(np.any((column < item.low) | (column > item.high))):
            raise ValueError(f"answer to {item_id} is out of range")
