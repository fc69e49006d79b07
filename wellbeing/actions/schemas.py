"""The shape of what changes as it comes in and goes out; forms and JSON share it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from tenants.typed import FormSchema, Line
from wellbeing.actions.said import LONGEST_CHANGES, LONGEST_OWNER, LONGEST_REASON, LONGEST_WAVE, Lever, State

_NEEDED: dict[str, Any] = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}
_CHOSEN: dict[str, Any] = {"required": _l("Please choose one of these."), "null": _l("Please choose one of these.")}
_FROM_LIST = _l("Please choose one of these.")


class ChangeIn(FormSchema):
    """What a leader says about one change, on top of the revision that was read."""

    may_be_empty: tuple[str, ...] = ("due_on", "lever")
    revision = fields.Integer(required=True)
    changes = Line(LONGEST_CHANGES, required=True, formula=False, error_messages=_NEEDED)
    owner = Line(LONGEST_OWNER, required=True, formula=False, error_messages=_NEEDED)
    state = fields.String(
        required=True, validate=validate.OneOf([str(one) for one in State], error=_FROM_LIST), error_messages=_CHOSEN
    )
    due_on = fields.Date(load_default=None, allow_none=True, error_messages={"invalid": _l("Please choose a day.")})
    reason = Line(LONGEST_REASON, load_default="", formula=False)
    lever = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf([str(one) for one in Lever], error=_FROM_LIST)
    )
    wave = Line(LONGEST_WAVE, load_default="", formula=False)


class ActionIn(ChangeIn):
    """A change that is new: for which place, and under which id of the form, so that sending twice is once."""

    may_be_empty = ("due_on", "lever", "unit_id", "draft")
    revision = fields.Integer(load_default=0)
    unit_id = fields.UUID(load_default=None, allow_none=True, error_messages={"invalid_uuid": _FROM_LIST})
    draft = fields.UUID(load_default=None, allow_none=True)


class ActionOut(Schema):
    """One change as members read it; `unit` is the unit's path, empty for the whole organization."""

    unit = fields.String()
    changes = fields.String()
    owner = fields.String()
    state = fields.String()
    due_on = fields.Date(allow_none=True)
    reason = fields.String()
    done_on = fields.Date(allow_none=True)
    lever = fields.String(allow_none=True)
    wave = fields.String()


class ActionsOut(Schema):
    """What a member reads, for everybody first and the own unit last."""

    actions = fields.List(fields.Nested(ActionOut))
