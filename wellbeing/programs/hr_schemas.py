"""The shape of HR's forms of programmes as they come in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, pre_load, validate

from tenants.typed import FormSchema, Line, as_typed, at_most
from wellbeing.programs.arrival import JOINERS
from wellbeing.programs.audience import ROLES
from wellbeing.programs.content import KINDS, LANGUAGES, LONGEST
from wellbeing.programs.editing import LONGEST_TEXT

_NEEDED: dict[str, Any] = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}
_ID = validate.Regexp(r"[A-Za-z0-9_-]{1,40}\Z")
_DAY = validate.Range(date(2000, 1, 1), date(2999, 12, 31), error=_l("This day lies far away. Check the year."))
_REF = validate.Regexp(r"[A-Za-z0-9_:.-]{0,80}\Z")


def _text(name: str) -> fields.String:
    return fields.String(load_default="", validate=at_most(LONGEST_TEXT[name]))


class TypedSchema(FormSchema):
    """Browsers send line ends as CR LF, and a space around a text is nobody's wish."""

    @pre_load
    def _as_typed(self, given: Any, **_: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: _tidy(as_typed(value)) for name, value in given.items()}


def _tidy(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    return value.strip() if isinstance(value, str) else value


class EmptyIn(FormSchema):
    """A programme of the company's own to begin with."""

    name = Line(LONGEST_TEXT["name"], required=True, formula=False, error_messages=_NEEDED)


class WordsIn(TypedSchema):
    """Name and texts of a programme in one language, and what holds in all of them."""

    revision = fields.Integer(required=True)
    name = Line(LONGEST_TEXT["name"], load_default="", formula=False)
    purpose = _text("purpose")
    for_whom = _text("for_whom")
    evidence = _text("evidence")
    first_message = _text("first_message")
    last_message = _text("last_message")
    minutes_a_week = fields.Integer(
        required=True, validate=validate.Range(1, 120, error=_l("Choose from 1 to 120 minutes."))
    )
    source = _text("source")


class FrameIn(FormSchema):
    """For whom a programme is, from when on, in which languages, and how those begin who come later."""

    may_be_empty = ("starts_on",)
    revision = fields.Integer(required=True)
    units = fields.List(fields.UUID(), load_default=list)
    locations = fields.List(fields.String(), load_default=list)
    job_families = fields.List(fields.String(), load_default=list)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    languages = fields.List(fields.String(validate=validate.OneOf(LANGUAGES)), load_default=list)
    starts_on = fields.Date(load_default=None, allow_none=True, validate=_DAY)
    joiners = fields.String(required=True, validate=validate.OneOf(JOINERS))


class WeekIn(TypedSchema):
    """A week in one language with its steps in order; each of the lists has one value a step.

    The lists of `also` hold a new step of a programme under way in its other languages, one value for each.

    `act` is the button that was pressed: nothing, or such as `up:s1a2`, `add`.
    """

    revision = fields.Integer(required=True)
    title = fields.String(load_default="", validate=at_most(LONGEST_TEXT["title"]))
    opening = _text("opening")
    step = fields.List(fields.String(validate=_ID), load_default=list)
    kind = fields.List(fields.String(validate=validate.OneOf(KINDS)), load_default=list)
    ref = fields.List(fields.String(validate=_REF), load_default=list)
    lighter = fields.List(fields.String(validate=_REF), load_default=list)
    text = fields.List(fields.String(), load_default=list)
    week = fields.List(fields.Integer(validate=validate.Range(1, LONGEST)), load_default=list)
    also_step = fields.List(fields.String(validate=_ID), load_default=list)
    also_language = fields.List(fields.String(validate=validate.OneOf(LANGUAGES)), load_default=list)
    also_text = fields.List(fields.String(), load_default=list)
    topics = fields.List(fields.String(validate=validate.Length(max=80)), load_default=list)
    new_kind = fields.String(load_default="practice", validate=validate.OneOf(KINDS))
    act = fields.String(load_default="", validate=validate.Length(max=60))


_NUMBER = validate.Range(1, LONGEST, error=_l("A programme lasts from 1 to %(most)s weeks.", most=LONGEST))


class WeekActIn(FormSchema):
    """The order of weeks, changed by one button; `to` is the number of a copy or of a new week."""

    may_be_empty = ("to",)
    revision = fields.Integer(required=True)
    to = fields.Integer(load_default=None, allow_none=True, validate=_NUMBER)


class LaunchIn(Schema):
    """The revision that HR has read, and which other programmes may run at the same time."""

    revision = fields.Integer(required=True)
    both = fields.List(fields.UUID(), load_default=list)


class ExtendIn(Schema):
    """How many weeks more."""

    revision = fields.Integer(required=True)
    weeks = fields.Integer(required=True)
