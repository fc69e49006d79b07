"""From what HR ticks to what a wave asks: lengths of a rotating instrument, results for groups or for oneself alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from tenants.db import db
from wellbeing.checkins import catalog
from wellbeing.checkins.instrument_texts import label_texts
from wellbeing.checkins.instruments import Instrument
from wellbeing.checkins.models import Wave
from wellbeing.checkins.rotation import fits, kept_to_oneself, length_of, narrowed, next_items, wanted


@dataclass(frozen=True, slots=True)
class Chosen:
    """The instruments of a wave as it will ask them; `unknown` chose nothing, `twice` names what was chosen twice."""

    entries: tuple[catalog.Entry, ...]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def choose(texts: Sequence[str]) -> Chosen:
    """What these choices ask now; a rotating instrument goes on where the organization's earlier waves stopped.

    Depends on stored waves alone, so whoever asks gets the same questions until a wave with them is stored.
    """
    by_key = {entry.instrument.key: entry for entry in catalog.askable()}
    order = list(by_key)
    found: dict[str, catalog.Entry] = {}
    unknown, twice = [], []
    for text in dict.fromkeys(texts):
        one = wanted(text)
        entry = by_key.get(one.key) if one else None
        if one is None or entry is None or not fits(entry.instrument, one):
            unknown.append(text)
        elif one.key in found:
            twice.append(entry.instrument.name)
        else:
            instrument = replace(entry.instrument, private=kept_to_oneself(entry.instrument) and not one.groups)
            if instrument.rotation:
                items = next_items(instrument.rotation, _asked(one.key), length_of(instrument, one))
                instrument = narrowed(instrument, items)
            found[one.key] = replace(entry, instrument=instrument)
    entries = tuple(sorted(found.values(), key=lambda entry: order.index(entry.instrument.key)))
    return Chosen(entries, tuple(unknown), tuple(twice))


def stored_part(instrument: Instrument) -> dict[str, Any]:
    """What a wave keeps of an instrument, so that its page, count and figures read the same questions."""
    part: dict[str, Any] = {"key": instrument.key, "version": instrument.version}
    if instrument.rotation:
        part["items"] = [item.id for item in instrument.questions]
    if instrument.private:
        part["private"] = True
    return part


def promised_part(instrument: Instrument, own: Collection[str] = ()) -> dict[str, Any]:
    """What a wave's promise says of an instrument: its name, how many questions, who wrote it, who gets results."""
    return {
        "key": instrument.key,
        "name": instrument.name,
        "names": {language: name for language, name, _note, _source in label_texts(instrument)},
        "items": len(instrument.questions),
        "helps": bool(instrument.choices),
        "own": instrument.key in own,
        "private": instrument.private,
        "group_results": kept_to_oneself(instrument) and not instrument.private,
        "languages": list(instrument.languages),
    }


def _asked(key: str) -> list[list[str]]:
    waves = db.session.scalars(select(Wave.instruments).where(Wave.origin == "live"))
    return [part["items"] for parts in waves for part in parts if part["key"] == key and "items" in part]
