"""The shape of what forms of home send."""

from __future__ import annotations

from marshmallow import fields

from tenants.typed import FormSchema


class ShareIn(FormSchema):
    """To whom an entry is shown; needed where there are two who could be."""

    may_be_empty = ("to",)
    to = fields.UUID(load_default=None, allow_none=True)
