"""The shape of people as they come in and go out; forms and JSON share it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from tenants.members import address
from tenants.members.corrections import FIELDS
from tenants.members.people import STATES
from tenants.members.people_csv import LONGEST
from tenants.members.roles import GIVEN_BY_HR
from tenants.typed import FormSchema, Line, a_time_zone


class AddressIn(Schema):
    """An e-mail address."""

    email = Line(address.LONGEST, required=True)


class DetailsIn(FormSchema):
    """What HR may know about a person besides address, unit and manager."""

    may_be_empty: tuple[str, ...] = ("hired_on", "time_zone", "language", "external_id")

    name = Line(LONGEST["name"], load_default="")
    external_id = Line(LONGEST["external_id"], load_default=None, allow_none=True)
    location = Line(LONGEST["location"], load_default="")
    job_family = Line(LONGEST["job_family"], load_default="")
    hired_on = fields.Date(load_default=None, allow_none=True)
    time_zone = fields.String(load_default=None, allow_none=True, validate=a_time_zone)
    language = fields.String(load_default=None, allow_none=True)


class UnitIn(FormSchema):
    """Where someone belongs."""

    may_be_empty = ("unit_id",)
    unit_id = fields.UUID(load_default=None, allow_none=True)


class ManagerIn(FormSchema):
    """Who someone reports to, by address."""

    may_be_empty = ("manager_email",)
    manager_email = Line(address.LONGEST, load_default=None, allow_none=True)


class PersonIn(DetailsIn):
    """One new person."""

    may_be_empty = (*DetailsIn.may_be_empty, "unit_id", "manager_email")
    email = Line(address.LONGEST, required=True)
    unit_id = fields.UUID(load_default=None, allow_none=True)
    manager_email = Line(address.LONGEST, load_default=None, allow_none=True)


class LeavingIn(Schema):
    """The day someone left."""

    left_on = fields.Date(required=True)


class PauseIn(FormSchema):
    """The last day of a pause; none means until the member says."""

    may_be_empty = ("until",)
    until = fields.Date(load_default=None, allow_none=True)


class WeekdayIn(FormSchema):
    """The weekday of mails about check-ins; none is the first working morning."""

    may_be_empty = ("weekday",)
    weekday = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 7))


class CorrectionIn(Schema):
    """What a member says is wrong."""

    field = fields.String(required=True, validate=validate.OneOf(FIELDS))
    words = fields.String(
        required=True, validate=validate.Length(max=1000, error=_l("This is longer than 1,000 letters."))
    )


class CorrectionAnswerIn(Schema):
    """What HR answers: corrected, or kept as it is."""

    state = fields.String(required=True, validate=validate.OneOf(("corrected", "kept")))
    answer = fields.String(
        load_default="", validate=validate.Length(max=1000, error=_l("This is longer than 1,000 letters."))
    )


class AwayIn(Schema):
    """The last day on which someone is away."""

    until = fields.Date(required=True)


class RoleIn(FormSchema):
    """A role to give; a leader leads a unit."""

    may_be_empty = ("leads_unit_id",)
    role = fields.String(required=True, validate=validate.OneOf([str(role) for role in GIVEN_BY_HR]))
    leads_unit_id = fields.UUID(load_default=None, allow_none=True)


class PeopleQuery(FormSchema):
    """Which people to list."""

    may_be_empty = ("unit", "page")
    words = Line(200, load_default="", formula=False)
    unit = fields.UUID(load_default=None, allow_none=True)
    state = fields.String(load_default="here", validate=validate.OneOf(STATES))
    page = fields.Integer(load_default=1, allow_none=True, validate=validate.Range(min=1, max=100_000))


class InviteIn(Schema):
    """Whom to invite: the people ticked, or everybody who waits."""

    member = fields.List(fields.UUID(), load_default=list)
    everyone = fields.String(load_default="")


class ConfirmIn(Schema):
    """The preview that was looked at."""

    fingerprint = fields.String(required=True, validate=validate.Length(equal=64))


class PersonOut(Schema):
    """A person as HR sees them; nothing about use."""

    id = fields.UUID()
    email = fields.String()
    proposed_email = fields.String(allow_none=True)
    name = fields.String()
    external_id = fields.String(allow_none=True)
    unit_id = fields.UUID(allow_none=True)
    manager_id = fields.UUID(allow_none=True)
    location = fields.String()
    job_family = fields.String()
    hired_on = fields.Date(allow_none=True)
    time_zone = fields.String(allow_none=True)
    language = fields.String(allow_none=True)
    bounces = fields.Boolean(metadata={"description": "Mail to this address is refused by its server."})
    left_on = fields.Date(allow_none=True)


class PeopleOut(Schema):
    """One page of people."""

    people = fields.List(fields.Nested(PersonOut))
    total = fields.Integer()
    page = fields.Integer()
    pages = fields.Integer()


class GrantOut(Schema):
    """A role someone holds."""

    id = fields.UUID()
    role = fields.String()
    unit_id = fields.UUID(allow_none=True)
    granted_at = fields.AwareDateTime()


class GrantsOut(Schema):
    """Every role someone holds."""

    roles = fields.List(fields.Nested(GrantOut))


class ApiRoleIn(Schema):
    """A role to give."""

    role = fields.String(required=True, validate=validate.OneOf([str(role) for role in GIVEN_BY_HR]))
    unit_id = fields.UUID(load_default=None, allow_none=True)


class ApiManagerIn(Schema):
    """Who someone reports to."""

    manager_id = fields.UUID(required=True, allow_none=True)


class ApiUnitIn(Schema):
    """Where someone belongs."""

    unit_id = fields.UUID(required=True, allow_none=True)
