"""The shape of peer coaching as it comes in and goes out; forms and JSON share it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, pre_load, validate

from tenants.typed import FormSchema, Line, as_typed, at_most
from wellbeing.pairings.profile import CADENCES

WORDS_LENGTH = 2_000
WANTS_LENGTH = 500
WEEKS = (2, 3, 4, 6, 8, 12)
_NEEDED: dict[str, Any] = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}
_DAY: dict[str, Any] = {**_NEEDED, "invalid": _l("Please choose a day.")}
_TIME: dict[str, Any] = {**_NEEDED, "invalid": _l("Please choose a time.")}


class TypedSchema(FormSchema):
    """Browsers send line ends as CR LF."""

    @pre_load
    def _line_ends(self, given: Any, **_: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: as_typed(value) for name, value in given.items()}


class Addresses(fields.String):
    """Addresses at work, one a line or with commas between."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        typed = super()._deserialize(value, attr, data, **kwargs) or ""
        found = [one.strip().lower() for one in typed.replace(",", "\n").replace(";", "\n").split("\n") if one.strip()]
        if any(len(one) > 254 or one.count("@") != 1 or " " in one or not one.isprintable() for one in found):
            raise ValidationError(str(_l("Write one whole address a line, such as name@example.org.")))
        return tuple(dict.fromkeys(found))


class WishesIn(TypedSchema):
    """What suits a member."""

    topic = fields.List(fields.String(validate=validate.Length(max=64)), load_default=list)
    wants = fields.String(load_default="", validate=at_most(WANTS_LENGTH))
    language = fields.List(fields.String(validate=validate.Length(max=16)), load_default=list)
    cadence = fields.Integer(load_default=1, validate=validate.OneOf(CADENCES))
    day = fields.List(fields.Integer(validate=validate.Range(1, 7)), load_default=list)
    starts = fields.Time(required=True, error_messages=_TIME)
    ends = fields.Time(required=True, error_messages=_TIME)
    not_with = Addresses(load_default=())
    revision = fields.Integer(load_default=0)
    consent = fields.Boolean(load_default=False)


class PauseIn(FormSchema):
    """Up to and including which day somebody pauses; none means for good."""

    may_be_empty = ("until",)

    until = fields.Date(load_default=None, allow_none=True, error_messages=_DAY)


class TimeIn(Schema):
    """Which of the proposed times was chosen."""

    starts_at = fields.AwareDateTime(required=True, error_messages=_TIME | {"awareness": _TIME["invalid"]})


class TitleIn(Schema):
    """What one's own calendar entry is called."""

    title = Line(80, load_default="", formula=False)


class GuideIn(Schema):
    """Which guide the pair uses."""

    guide = fields.String(required=True, validate=validate.Length(max=64), error_messages=_NEEDED)


class WordsIn(TypedSchema):
    """A line for the pair or for oneself."""

    words = fields.String(load_default="", validate=at_most(WORDS_LENGTH))


class EndIn(Schema):
    """Whether one's own copies of the notes stay."""

    keep = fields.Boolean(load_default=False)


class RulesIn(Schema):
    """The rules of a round, and its first day."""

    starts_on = fields.Date(required=True, error_messages=_DAY)
    weeks = fields.Integer(load_default=4, validate=validate.OneOf(WEEKS))
    cooldown = fields.Integer(load_default=6, validate=validate.Range(0, 12, error=_l("Choose 0 to 12 rounds.")))
    minimum_hours = fields.Float(load_default=1.0, validate=validate.OneOf((0.5, 1.0, 2.0, 3.0, 4.0)))
    allow_same_manager = fields.Boolean(load_default=False)
    everyones_manager = fields.String(load_default="exclude", validate=validate.OneOf(("exclude", "allow")))
    seniority = fields.String(load_default="similar", validate=validate.OneOf(("similar", "complementary")))


class TopicIn(Schema):
    """A topic of the organization's own."""

    name = Line(60, required=True, error_messages=_NEEDED)


class PairingOut(Schema):
    """One's own pairing."""

    id = fields.UUID()
    round = fields.Integer()
    state = fields.String()
    people = fields.List(fields.String(), data_key="with")
    why = fields.List(fields.String())
    agreed = fields.Boolean()
    meets_at = fields.AwareDateTime(allow_none=True)


class CoachingOut(Schema):
    """One's own place in peer coaching."""

    joined = fields.Boolean()
    paused = fields.Boolean()
    paused_until = fields.Date(allow_none=True)
    topics = fields.List(fields.String())
    pairings = fields.List(fields.Nested(PairingOut))
