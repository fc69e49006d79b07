"""Shape of the one form on public pages."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from tenants.languages import LANGUAGES


class LanguageIn(Schema):
    """A language to be spoken to in, and the page to go back to."""

    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    back = fields.String(load_default="/", validate=validate.Length(max=2000))
