"""Which instruments an organization has, which are switched on, and the stored note that a licence was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from tenants import audit, clock
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from wellbeing.checkins.instrument_texts import spoken
from wellbeing.checkins.instruments import OURS, SHIPPED, Instrument, instrument_from, shipped
from wellbeing.checkins.models import StoredInstrument, Wave
from wellbeing.checkins.rotation import fits, length_of, narrowed, wanted


@dataclass(frozen=True, slots=True)
class Entry:
    """An instrument as this organization has it; `id` and `state` are those of one of its own.

    The state is `waiting` for somebody to confirm it, `confirmed`, or `withdrawn`.
    """

    instrument: Instrument
    origin: str
    enabled: bool
    licence_read_at: datetime | None
    id: UUID | None = None
    state: str = ""


def entries() -> list[Entry]:
    """The shipped instruments in their order, the organization's own by name, then the imported ones."""
    rows = {(row.key, row.version): row for row in db.session.scalars(select(StoredInstrument))}
    found = [_shipped_entry(key, rows.get((key, shipped(key).version))) for key in SHIPPED]
    for origin in ("own", "imported"):
        others = [entry_of(row) for row in rows.values() if row.origin == origin]
        found += sorted(others, key=lambda entry: (entry.instrument.name, entry.instrument.version))
    return found


def askable() -> list[Entry]:
    """What a new check-in may be made of: the shipped instruments and the newest confirmed ones of the own."""
    all_of_them = entries()
    enabled = (entry for entry in all_of_them if entry.origin == "own" and entry.enabled)
    own = {entry.instrument.key: entry for entry in sorted(enabled, key=lambda entry: entry.instrument.version)}
    return [entry for entry in all_of_them if entry.origin == "shipped" or own.get(entry.instrument.key) is entry]


def askable_in(language: str) -> list[Entry]:
    """The same in the words of a language, as far as each instrument has it."""
    return [replace(entry, instrument=spoken(entry.instrument, language)) for entry in askable()]


def entry_for(key: str) -> Entry:
    """The newest version of a shipped or imported instrument; NotFound when there is none of that key."""
    named = [entry for entry in entries() if entry.instrument.key == key and entry.origin != "own"]
    if not named:
        raise NotFound
    return max(named, key=lambda entry: entry.instrument.version)


def switch_on(*, key: str, by: UUID | None, licence_read: bool) -> None:
    """Let waves use a shipped instrument; one that starts switched off needs its licence note read."""
    entry = entry_for(key)
    _only_shipped(entry)
    if not entry.instrument.on_by_default and not licence_read:
        sentence = _("Please read the licence note and say that you have read it.")
        raise Invalid(sentence, code="licence_unread", fields={"licence_read": [sentence]})
    row = stored(entry.instrument, origin="shipped")
    row.enabled = True
    if licence_read:
        row.licence_read_by, row.licence_read_at = by, clock.now()
    db.session.flush()
    audit.record("instrument.switched_on", key, version=str(entry.instrument.version))


def switch_off(*, key: str) -> None:
    """Keep new waves from using an instrument; open ones go on."""
    entry = entry_for(key)
    _only_shipped(entry)
    stored(entry.instrument, origin="shipped").enabled = False
    db.session.flush()
    audit.record("instrument.switched_off", key, version=str(entry.instrument.version))


def stored(instrument: Instrument, *, origin: str) -> StoredInstrument:
    """The row of this very version, made when missing; Conflict when another text has the same key and version.

    Under a key of ours only our own text is taken, whatever its version.
    """
    if instrument.key in OURS:
        _refuse_another(shipped(instrument.key).definition, instrument)
    same = select(StoredInstrument).where(
        StoredInstrument.key == instrument.key, StoredInstrument.version == instrument.version
    )
    row = db.session.scalar(same)
    if row is None:
        row = StoredInstrument(
            key=instrument.key,
            version=instrument.version,
            origin=origin,
            definition=dict(instrument.definition),
            enabled=instrument.on_by_default and origin == "shipped",
        )
        db.session.add(row)
        db.session.flush()
    _refuse_another(row.definition, instrument)
    return row


def _refuse_another(definition: Mapping[str, Any], instrument: Instrument) -> None:
    if definition != instrument.definition:
        raise Conflict(
            _("Another instrument is stored under this key and version. Raise the version in the file."),
            code="instrument_differs",
        )


def instruments_of(wave: Wave) -> tuple[tuple[Instrument, str], ...]:
    """The exact instruments of a wave with their origin, in the order of its page: only what this wave asks."""
    parts = (
        Part(one["key"], one["version"], tuple(one.get("items", ())), one.get("private", False))
        for one in wave.instruments
    )
    return tuple(_asked(wave.tenant_id, part) for part in parts)


@dataclass(frozen=True, slots=True)
class Part:
    """What a wave keeps of an instrument: the version, the items if it asks some only, whether results stay private."""

    key: str
    version: int
    items: tuple[str, ...]
    private: bool


@lru_cache(maxsize=1024)
def _asked(_tenant_id: UUID, part: Part) -> tuple[Instrument, str]:
    """Read once a process: neither a stored definition nor what a wave asks ever changes."""
    instrument, origin = _stored_version(part.key, part.version)
    if part.items:
        instrument = narrowed(instrument, part.items)
    return replace(instrument, private=part.private), origin


def version_of(key: str, version: int) -> Instrument | None:
    """One version of an instrument as it is stored; None when it is not there any more."""
    same = select(StoredInstrument).where(StoredInstrument.key == key, StoredInstrument.version == version)
    row = db.session.scalar(same)
    return _read(row) if row else None


def item_counts(chosen: Iterable[str]) -> dict[str, int]:
    """Number of questions of each chosen instrument, by how it was chosen; what chooses nothing is left out."""
    askables = {entry.instrument.key: entry.instrument for entry in askable()}
    found = {}
    for text in chosen:
        one = wanted(text)
        instrument = askables.get(one.key) if one else None
        if one and instrument and fits(instrument, one):
            found[text] = length_of(instrument, one)
    return found


def _stored_version(key: str, version: int) -> tuple[Instrument, str]:
    same = select(StoredInstrument).where(StoredInstrument.key == key, StoredInstrument.version == version)
    row = db.session.scalar(same)
    if row is None:
        raise LookupError("a wave names an instrument that is not stored")
    return _read(row), row.origin


def _shipped_entry(key: str, row: StoredInstrument | None) -> Entry:
    if row is not None:
        return entry_of(row)
    return Entry(shipped(key), "shipped", shipped(key).on_by_default, None)


def entry_of(row: StoredInstrument) -> Entry:
    """A stored version as an entry."""
    if row.origin != "own":
        return Entry(_read(row), row.origin, row.enabled, row.licence_read_at)
    state = "withdrawn" if row.withdrawn_at else "confirmed" if row.confirmed_at else "waiting"
    return Entry(_read(row), row.origin, row.enabled, row.licence_read_at, row.id, state)


def _read(row: StoredInstrument) -> Instrument:
    if row.key in OURS and shipped(row.key).definition == row.definition:
        return shipped(row.key)
    return instrument_from(row.definition)


def _only_shipped(entry: Entry) -> None:
    if entry.origin != "shipped":
        raise Conflict(
            _("Imported instruments hold past answers only; new check-ins cannot use them."), code="imported_only"
        )
