"""The shape of settings, units and help contacts as they come in and go out; forms and JSON share it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from tenants.members.people_csv import LONGEST_UNIT_NAME
from tenants.organizations.countries import all_countries
from tenants.organizations.days_off import LONGEST_NAME
from tenants.typed import FormSchema, Line, a_time_zone

LONGEST_WELCOME = 300
_COUNTRIES = frozenset(code for code, _name in all_countries()) | {"ZZ"}
_NUMBER = validate.Regexp(r"\+?[0-9 ()/.-]*\Z", error=_l("Write the number with digits, spaces and a leading + only."))
_PAGE = validate.Regexp(r"(https?://[^\s<>\"]+)?\Z", error=_l("Write the whole address, beginning with https://."))


class SettingsIn(Schema):
    """Everything on the organization page."""

    name = Line(120, required=True)
    program_name = Line(120, load_default="")
    languages = fields.List(fields.String(), load_default=lambda: ["en"])
    language = fields.String(required=True)
    time_zone = fields.String(required=True, validate=a_time_zone)
    working_days = fields.List(fields.Integer(validate=validate.Range(1, 7)), load_default=list)
    quiet_from = fields.Time(required=True)
    quiet_until = fields.Time(required=True)
    threshold = fields.Integer(required=True, validate=validate.Range(5, 50, error=_l("Choose a number from 5 to 50.")))
    strict = fields.Boolean(load_default=False)
    colour = fields.String(load_default="", validate=validate.Length(max=20))
    quarterly = fields.Boolean(load_default=False)


class ContactIn(Schema):
    """A help contact, with where and when it was read."""

    country = fields.String(
        required=True, validate=validate.OneOf(_COUNTRIES, error=_l("Choose a country from the list."))
    )
    name = Line(120, required=True)
    phone = Line(40, load_default="", formula=False, validate=_NUMBER)
    text_number = Line(40, load_default="", formula=False, validate=_NUMBER)
    url = Line(500, load_default="", validate=_PAGE)
    hours = Line(120, load_default="")
    source = Line(500, required=True)
    verified_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)


class CheckedIn(Schema):
    """Until when a contact that was read again holds."""

    expires_on = fields.Date(required=True)


class ConfirmIn(Schema):
    """The country whose help is right."""

    country = fields.String(required=True, validate=validate.OneOf(_COUNTRIES))


_A_COUNTRY = validate.OneOf(_COUNTRIES - {"ZZ"}, error=_l("Choose a country from the list."))
_A_COUNTRY_OR_NONE = validate.OneOf(_COUNTRIES - {"ZZ"} | {""}, error=_l("Choose a country from the list."))


class DayOffIn(FormSchema):
    """A day off, or several in a row, for everybody or in one country."""

    may_be_empty = ("last",)
    first = fields.Date(required=True)
    last = fields.Date(load_default=None, allow_none=True)
    name = Line(LONGEST_NAME, required=True)
    country = fields.String(load_default="", validate=_A_COUNTRY_OR_NONE)


class CalendarIn(Schema):
    """A country's public calendar, with a region where holidays differ."""

    country = fields.String(required=True, validate=_A_COUNTRY)
    region = fields.String(load_default="", validate=validate.Length(max=60))


class DaysFileIn(Schema):
    """Whose days a file holds where it does not say so itself."""

    country = fields.String(load_default="", validate=_A_COUNTRY_OR_NONE)


class DaysLookedAtIn(Schema):
    """The days of a file as its preview showed them."""

    days = fields.String(required=True)


class HolidayOut(Schema):
    """A day off; without a country it is for everybody."""

    id = fields.UUID()
    day = fields.Date()
    name = fields.String()
    country = fields.String()
    region = fields.String()
    origin = fields.String()


class HolidaysOut(Schema):
    """Every day off, those for everybody first, then by country and day."""

    holidays = fields.List(fields.Nested(HolidayOut))


class WelcomeIn(Schema):
    """A word of welcome in each language."""

    welcome_en = Line(LONGEST_WELCOME, load_default="", formula=False)
    welcome_de = Line(LONGEST_WELCOME, load_default="", formula=False)
    welcome_fr = Line(LONGEST_WELCOME, load_default="", formula=False)
    welcome_es = Line(LONGEST_WELCOME, load_default="", formula=False)


class UnitNameIn(Schema):
    """A unit's name."""

    name = Line(LONGEST_UNIT_NAME, required=True)


class UnitIn(FormSchema):
    """A new unit."""

    may_be_empty = ("parent_id",)
    name = Line(LONGEST_UNIT_NAME, required=True)
    parent_id = fields.UUID(load_default=None, allow_none=True)


class MoveIn(FormSchema):
    """Where a unit moves to."""

    may_be_empty = ("parent_id",)
    parent_id = fields.UUID(load_default=None, allow_none=True)


class UnitOut(Schema):
    """A unit of the chart."""

    id = fields.UUID()
    parent_id = fields.UUID(allow_none=True)
    name = fields.String()
    path = fields.String()


class UnitsOut(Schema):
    """The whole chart, each unit before those below it."""

    units = fields.List(fields.Nested(UnitOut))
