"""Shapes of what sign-in receives."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, validate

from tenants.members import address
from tenants.signin.passwords import LONGEST


class Email(fields.String):
    """An address in its one spelling."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = address.normalize(super()._deserialize(value, attr, data, **kwargs))
        if found is None:
            raise ValidationError(str(_l("Please write a whole e-mail address, like name@example.org.")))
        return found


_REQUIRED = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}


def _password() -> fields.String:
    filled = validate.Length(1, LONGEST * 4, error=_l("Please fill this in."))
    return fields.String(required=True, validate=filled, error_messages=_REQUIRED)


def _line(longest: int) -> fields.String:
    fits = validate.Length(1, longest, error=_l("Please use between 1 and {max} characters."))
    return fields.String(required=True, validate=fits, error_messages=_REQUIRED)


class SignInIn(Schema):
    """Address and password."""

    email = Email(required=True, error_messages=_REQUIRED)
    password = _password()
    next = fields.String(load_default="")


class StartIn(Schema):
    """A new organization."""

    company = _line(120)
    name = _line(120)
    email = Email(required=True, error_messages=_REQUIRED)


class AddressIn(Schema):
    """Only an address."""

    email = Email(required=True, error_messages=_REQUIRED)


class NewPasswordIn(Schema):
    """A password chosen or proven behind a link."""

    password = _password()


class ChangePasswordIn(Schema):
    """The present password and a new one."""

    current = _password()
    new = _password()


class PlaceIn(Schema):
    """The organization chosen."""

    tenant = fields.UUID(required=True, error_messages=_REQUIRED)


class AccountIn(Schema):
    """How the member likes to be spoken to."""

    language = fields.String(load_default="", validate=validate.Length(max=12))
    time_zone = fields.String(
        load_default="",
        validate=validate.OneOf(["", *available_timezones()], error=_l("Please choose a time zone of the list.")),
    )
