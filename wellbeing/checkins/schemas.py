"""The shape of check-in forms and of what the API says; forms and JSON share them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, post_load, validate

from tenants.typed import FormSchema
from wellbeing.checkins.instruments import Choice, Instrument

_NAME = validate.Length(min=1, max=120, error=_l("Give it a name of at most 120 letters."))
_SERIES_NAME = validate.Length(min=1, max=100, error=_l("Give it a name of at most 100 letters."))
_KEY = validate.Length(min=1, max=200)
_NEEDED: dict[str, Any] = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}
_DAY: dict[str, Any] = {**_NEEDED, "invalid": _l("Please choose a day.")}


class Tidy(fields.String):
    """A text without stray spaces around or within, and without signs that nobody sees or no database holds."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        tidy = " ".join(str(super()._deserialize(value, attr, data, **kwargs)).split())
        if not tidy.isprintable():
            raise ValidationError(str(_l("There is an invisible sign in this text. Type it anew.")))
        return tidy


def _reminder() -> fields.Integer:
    return fields.Integer(load_default=2, allow_none=True, validate=validate.OneOf((1, 2, 3, 5)))


class WaveIn(FormSchema):
    """A check-in that HR wants to open."""

    may_be_empty = ("remind_before",)
    name = Tidy(required=True, validate=_NAME, error_messages=_NEEDED)
    instruments = fields.List(
        fields.String(validate=validate.Length(max=64)),
        required=True,
        validate=validate.Length(min=1, error=_l("Please choose at least one instrument.")),
    )
    closes_on = fields.Date(required=True, error_messages=_DAY)
    remind_before = _reminder()


class ScheduleIn(FormSchema):
    """A check-in that comes again; its weekday is that of the next day, and each wave adds its day to the name."""

    may_be_empty = ("remind_before",)
    name = Tidy(required=True, validate=_SERIES_NAME, error_messages=_NEEDED)
    instruments = WaveIn._declared_fields["instruments"]
    every_weeks = fields.Integer(required=True, validate=validate.OneOf((2, 4, 8, 13, 26, 52)))
    next_on = fields.Date(required=True, error_messages=_DAY)
    open_days = fields.Integer(
        required=True, validate=validate.Range(1, 60, error=_l("Choose from 1 to 60 days.")), error_messages=_NEEDED
    )
    remind_before = _reminder()


class SkipIn(Schema):
    """The day that HR saw as the next one, so that a second press does not leave out another."""

    next_on = fields.Date(required=True)


class SwitchIn(Schema):
    """Switching an instrument on, with the word that its licence note was read."""

    licence_read = fields.Boolean(load_default=False)


class WaveOut(Schema):
    """A wave as HR sees it; no number of people who answered exists anywhere."""

    id = fields.UUID()
    name = fields.String()
    state = fields.String()
    origin = fields.String()
    opened_at = fields.AwareDateTime()
    closes_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    instruments = fields.Method("_instruments")

    def _instruments(self, wave: Any) -> list[dict[str, Any]]:
        return [{"key": part["key"], "name": part["name"]} for part in wave.promise["instruments"]]


class OpenCheckinOut(Schema):
    """A check-in that the signed-in member may answer, with what its page promises."""

    id = fields.UUID()
    name = fields.String()
    closes_at = fields.AwareDateTime()
    promise = fields.Dict()


class WavesOut(Schema):
    """The organization's waves, newest first."""

    waves = fields.List(fields.Nested(WaveOut))


class OpenCheckinsOut(Schema):
    """One's own open check-ins."""

    checkins = fields.List(fields.Nested(OpenCheckinOut))


def field_name(instrument: Instrument, item_id: str) -> str:
    """The name of an item's field on the answer page."""
    return f"{instrument.key}-{item_id}"


@lru_cache(maxsize=256)
def answers_schema(*instruments: Instrument) -> type[Schema]:
    """A form with one optional field per question that takes only its own options, and the wish for a copy.

    A choice takes several of its items, at most as many as it allows.
    """
    shape: dict[str, Any] = {
        "keep_copy": fields.Boolean(load_default=False),
        "begin_space": fields.Boolean(load_default=False),
    }
    for instrument in instruments:
        for item in instrument.questions:
            codes = ["", *(option.code for option in item.options)]
            one_of = validate.OneOf(codes, error=_l("Please choose one of the answers, or skip this one."))
            shape[field_name(instrument, item.id)] = fields.String(load_default="", validate=one_of)
        for choice in instrument.choices:
            shape[field_name(instrument, choice.name)] = _several(choice)
    return Schema.from_dict(shape, name="AnswersIn")


def _several(choice: Choice) -> fields.List[Any]:
    known = validate.OneOf(choice.items, error=_l("Please choose from the list, or leave this one empty."))
    few = validate.Length(
        max=choice.most,
        error=_l("Please choose at most %(most)s here; the rest of your answers is kept.", most=choice.most),
    )
    return fields.List(fields.String(validate=known), load_default=list, validate=few)


def cells_of(instrument: Instrument, given: Mapping[str, Any]) -> dict[str, str]:
    """The cells of an instrument from a loaded form: who chose something has 0 or 100 on each item of that choice."""
    cells = {item.id: given[field_name(instrument, item.id)] for item in instrument.questions}
    for choice in instrument.choices:
        ticked = given[field_name(instrument, choice.name)]
        for item_id in choice.items if ticked else ():
            cells[item_id] = "100" if item_id in ticked else "0"
    return cells


def weekday_after(today: date, weekday: int) -> date:
    """The first day after `today` that is this weekday (0 is Monday)."""
    return date.fromordinal(today.toordinal() + (weekday - today.weekday() - 1) % 7 + 1)


class OwnPartIn(Schema):
    """What a copy that is taken back says of one instrument."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    answers = fields.Dict(fields.String(validate=_KEY), fields.String(validate=_KEY), required=True)
    scores = fields.Dict(fields.String(validate=_KEY), fields.Float(allow_nan=False), required=True)
    asked = fields.Dict(fields.String(validate=_KEY), fields.List(fields.String(validate=_KEY)), load_default=dict)


class OwnCopyIn(Schema):
    """A copy of one check-in that is taken back, as it was kept."""

    wave_id = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{32}\Z"))
    wave = Tidy(required=True, validate=_NAME)
    month_on = fields.Date(required=True)
    sent_on = fields.Date(load_default=None, allow_none=True)
    instruments = fields.Dict(
        fields.String(validate=_KEY), fields.Nested(OwnPartIn), required=True, validate=validate.Length(min=1, max=50)
    )

    @post_load
    def _whole_month(self, copy: dict[str, Any], **_: Any) -> dict[str, Any]:
        if copy["month_on"].day != 1:
            raise ValidationError(str(_l("Please choose a day.")), "month_on")
        return copy
