"""What of an instrument gets figures: scales, shares of people and items, with the lattice of their values; pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import isclose, lcm
from typing import Literal

from wellbeing.checkins.instrument_texts import item_texts, scale_texts
from wellbeing.checkins.instruments import Instrument, Item, Scale
from wellbeing.checkins.scale_facts import ScaleFacts

ANY_SHARE_SD = 50.0
"""Largest SD that a 0/100 answer can have; used for shares and items, whose spread nobody publishes."""

FINEST_SHARE = 12
"""A score whose values may be told apart more finely than this share of an item's step counts as any number."""

ITEM_BY_ITEM = frozenset({"percent_positive", "each"})
"""Methods whose items get figures of their own, of 0 and 100."""


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
    share = _of_hundred(instrument, scale, name=share_name(scale), title=scale.title, kind="share")
    asked = scale.items if instrument.rotation else ()
    return replace(share, share_from=share_from, asked=asked, texts=scale_texts(instrument, scale.name))


def _item_facts(instrument: Instrument, scale: Scale, item: Item) -> ScaleFacts:
    found = _of_hundred(instrument, scale, name=item.id, title=item.text, kind="item")
    return replace(found, texts=item_texts(instrument, item.id))


def _of_hundred(
    instrument: Instrument, scale: Scale, *, name: str, title: str, kind: Literal["share", "item"]
) -> ScaleFacts:
    """What is 0 or 100 for each person."""
    return ScaleFacts(
        instrument=instrument.key,
        name=name,
        title=title,
        kind=kind,
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
    )
