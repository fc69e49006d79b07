"""Which questions of a rotating instrument a wave asks: every one comes once before any comes again; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wellbeing.checkins.instruments import Instrument, Rotation, Scale

LENGTH_SIGN = ":"
GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What HR chose of one instrument: `length` items of a rotating one, group results of one kept to the member."""

    key: str
    length: int | None = None
    groups: bool = False


def wanted(text: str) -> Wanted | None:
    """Read `KEY`, `KEY:LENGTH` or `KEY:groups`; None for anything else."""
    key, sign, how = text.partition(LENGTH_SIGN)
    if not sign:
        return Wanted(key)
    if how == GROUPS:
        return Wanted(key, groups=True)
    if how.isascii() and how.isdigit() and len(how) <= 3:
        return Wanted(key, length=int(how))
    return None


def fits(instrument: Instrument, one: Wanted) -> bool:
    """Whether an instrument can be asked in the way that was chosen."""
    if one.length is not None and (instrument.rotation is None or one.length not in instrument.rotation.lengths):
        return False
    return not one.groups or kept_to_oneself(instrument)


def kept_to_oneself(instrument: Instrument) -> bool:
    """Whether answers stay with the member unless HR chooses group results before opening."""
    return instrument.kind == "self_compassion"


def length_of(instrument: Instrument, one: Wanted) -> int:
    """How many questions are asked: the chosen length, else the shortest, of an instrument without rotation all."""
    return (one.length or instrument.rotation.lengths[0]) if instrument.rotation else len(instrument.questions)


def next_items(rotation: Rotation, asked: Iterable[Sequence[str]], length: int) -> tuple[str, ...]:
    """The items of the next wave: those asked least often so far, of equals those that stand first in the order.

    `asked` are the items of every earlier wave, in any order. Choosing the least asked keeps any two items at most
    one turn apart, so each comes once before any comes again, whatever the lengths were.
    """
    often = Counter(item for wave in asked for item in set(wave))
    turn = sorted(rotation.order, key=lambda item: often[item])
    return tuple(sorted(turn[:length], key=rotation.order.index))


def narrowed(instrument: Instrument, items: Iterable[str]) -> Instrument:
    """The instrument with these questions only, in its own order; questions of choice stay, scales keep what is asked.

    A scale without an asked item is left out, and so is one whose asked items are just those of a narrower scale.
    """
    kept = {*items, *(item_id for choice in instrument.choices for item_id in choice.items)}
    scales = [_narrowed(scale, kept) for scale in instrument.scales]
    there = [scale for scale in scales if scale.items or scale.of]
    full = {scale.name: len(scale.items) for scale in instrument.scales}
    return replace(
        instrument,
        items=tuple(item for item in instrument.items if item.id in kept),
        scales=tuple(scale for scale in there if not _is_told_by_a_narrower(scale, there, full)),
    )


def _narrowed(scale: Scale, kept: set[str]) -> Scale:
    items = tuple(item for item in scale.items if item in kept)
    return replace(scale, items=items, min_answered=max(1, min(scale.min_answered, len(items) or len(scale.of))))


def _is_told_by_a_narrower(scale: Scale, there: Sequence[Scale], full: dict[str, int]) -> bool:
    return any(other.items == scale.items and full[other.name] < full[scale.name] for other in there)
