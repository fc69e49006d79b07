"""The shapes of what a member does with programmes and of what they see of them; forms and JSON share them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from tenants.notices.registry import Choice
from tenants.typed import FormSchema
from wellbeing.programs.audience import ROLES
from wellbeing.programs.content import LANGUAGES, LONGEST
from wellbeing.programs.own_service import AGAIN, ASIDE, CHOICES, JOIN, THIS_WEEK, WHERE_LEFT
from wellbeing.programs.place import LONGEST_ID, MARKS

_FROM_LIST = _l("Please choose one of the list.")


class ActIn(Schema):
    """One act with a programme; a mark names its step, `back` says where the button stood."""

    act = fields.String(required=True, validate=validate.OneOf(CHOICES, error=_FROM_LIST))
    step = fields.String(load_default="", validate=validate.Length(max=LONGEST_ID))
    back = fields.String(load_default="", validate=validate.OneOf(("", "home"), error=_FROM_LIST))
    consent = fields.Boolean(load_default=False)


class ReminderIn(Schema):
    """How the member wants to hear of a new week."""

    choice = fields.Enum(Choice, by_value=True, required=True)


class PreviewQuery(FormSchema):
    """Which week HR looks at, in which language, and as whom."""

    may_be_empty = ("language", "as_role")

    week = fields.Integer(load_default=1, validate=validate.Range(1, LONGEST))
    language = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(LANGUAGES, error=_FROM_LIST))
    as_role = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(ROLES, error=_FROM_LIST))


class MarkIn(Schema):
    """What a step is for the member now; done and left out are worth the same."""

    mark = fields.String(required=True, validate=validate.OneOf(MARKS, error=_FROM_LIST))


class ProgramPlaceIn(Schema):
    """What the member does with a whole programme."""

    act = fields.String(
        required=True, validate=validate.OneOf((JOIN, ASIDE, AGAIN, WHERE_LEFT, THIS_WEEK), error=_FROM_LIST)
    )


class OfferedStepOut(Schema):
    """A step as it is offered to the member."""

    id = fields.String()
    kind = fields.String()
    title = fields.String()
    text = fields.String()
    minutes = fields.Integer()
    url = fields.String()
    mark = fields.String()


class ProgramWeekOut(Schema):
    """A week that has begun; a quiet one has no steps."""

    number = fields.Integer()
    begins_on = fields.Date()
    title = fields.String()
    opening = fields.String()
    steps = fields.List(fields.Nested(OfferedStepOut))


class ProgramOut(Schema):
    """A programme as the member stands in it; nobody else can ask for this."""

    id = fields.UUID()
    name = fields.String()
    purpose = fields.String()
    state = fields.String()
    week = fields.Integer()
    length = fields.Integer()
    may_join = fields.Boolean()
    follows = fields.Boolean()
    laid_aside = fields.Boolean()
    now = fields.Nested(OfferedStepOut, allow_none=True)
    asks_where_to_go_on = fields.Boolean()


class WholeProgramOut(ProgramOut):
    """One programme with the weeks that have begun."""

    for_whom = fields.String()
    evidence = fields.String()
    source = fields.String()
    minutes_a_week = fields.Integer()
    weeks = fields.List(fields.Nested(ProgramWeekOut))


class ProgramsOut(Schema):
    """One's programmes."""

    programs = fields.List(fields.Nested(ProgramOut))
