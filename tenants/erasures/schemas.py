"""Shape of what the page of erasing receives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from tenants.signin.passwords import LONGEST

_REQUIRED = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}
_NEEDED = _l("Tick this, then everything of yours is erased.")


class EraseIn(Schema):
    """An explicit yes, and the password again."""

    understood = fields.String(
        required=True, validate=validate.Equal("yes", error=_NEEDED), error_messages={"required": _NEEDED}
    )
    password = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST * 4, error=_l("Please fill this in.")),
        error_messages=_REQUIRED,
    )
