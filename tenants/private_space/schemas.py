"""Shapes of what the private space's pages receive."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, validate

from tenants.signin.schemas import Email

_REQUIRED = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}


def _yes(given: str) -> None:
    if given != "yes":
        raise ValidationError(_("Please say yes below to begin."))


class ConsentIn(Schema):
    """An explicit yes."""

    consent = fields.String(
        required=True,
        validate=_yes,
        error_messages={"required": _l("Please say yes below to begin.")},
    )


class CodeIn(Schema):
    """A recovery code, or six digits."""

    code = fields.String(required=True, validate=validate.Length(max=60), error_messages=_REQUIRED)


class AddressIn(Schema):
    """A private address."""

    email = Email(required=True, error_messages=_REQUIRED)
