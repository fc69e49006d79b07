"""Shapes of what the notices' pages receive."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema


class ChoicesIn(Schema):
    """One field a kind of notice; unknown kinds are ignored by the service."""

    class Meta:
        """Kinds come and go with features, so the fields are not fixed here."""

        unknown = INCLUDE
