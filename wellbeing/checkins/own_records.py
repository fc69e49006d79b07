"""A member's own copies in words, for the file they take along: questions and answers as they were shown then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import get_locale

from tenants.members.models import Member
from wellbeing.checkins import catalog, service
from wellbeing.checkins.exporting import Answered, Record, Scored
from wellbeing.checkins.instrument_texts import spoken
from wellbeing.checkins.instruments import Instrument


def records_of(member: Member) -> list[Record]:
    """Every copy that this session can open, the newest first."""
    return [_record(month_on, told) for _id, month_on, told in service.opened_copies(member)]


def _record(month_on: date, told: Mapping[str, Any]) -> Record:
    sent_on = told.get("sent_on")
    found = [(key, part, _as_shown(key, part["version"])) for key, part in sorted(told["instruments"].items())]
    return Record(
        checkin=told["wave"],
        month_on=month_on,
        sent_on=date.fromisoformat(sent_on) if sent_on else None,
        answers=[one for key, part, instrument in found for one in _answers(key, part, instrument)],
        scores=[one for key, part, instrument in found for one in _scores(key, part, instrument)],
    )


def _as_shown(key: str, version: int) -> Instrument | None:
    instrument = catalog.version_of(key, version)
    return spoken(instrument, str(get_locale())) if instrument else None


def _answers(key: str, part: Mapping[str, Any], instrument: Instrument | None) -> Iterator[Answered]:
    items = {item.id: item for item in instrument.items} if instrument else {}
    order = {item_id: place for place, item_id in enumerate(items)}
    for item_id, cell in sorted(part["answers"].items(), key=lambda one: (order.get(one[0], len(order)), one[0])):
        item = items.get(item_id)
        labels = {option.code: option.label for option in item.options} if item else {}
        yield Answered(key, item_id, item.text if item else item_id, cell, labels.get(cell, cell))


def _scores(key: str, part: Mapping[str, Any], instrument: Instrument | None) -> Iterator[Scored]:
    titles = {scale.name: scale.title for scale in instrument.scales} if instrument else {}
    for name, value in sorted(part["scores"].items()):
        yield Scored(key, name, titles.get(name, name), value)
