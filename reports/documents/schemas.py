"""The shape of what is asked of documents and of what the API says about releases."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, pre_load, validate

_KINDS = r"\A(burnout|engagement|custom:[A-Za-z][A-Za-z0-9_]{0,63})\Z"
_KIND = validate.Regexp(_KINDS, error=_l("Choose a kind of report."))


class ReportIn(Schema):
    """A report that somebody wants: the wave, the kind, and the unit (none: the organization)."""

    wave_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=_KIND)
    unit_id = fields.UUID(load_default=None, allow_none=True)

    @pre_load
    def _nothing_chosen(self, given: dict[str, object], **_kwargs: object) -> dict[str, object]:
        return {name: value for name, value in given.items() if not (name == "unit_id" and value == "")}


class FigureOut(Schema):
    """One figure as the page shows it."""

    wave = fields.String()
    closed_on = fields.String()
    kind = fields.String()
    unit = fields.String()
    location = fields.String()
    tenure = fields.String()
    family = fields.String()
    group = fields.String()
    together = fields.String()
    about = fields.String()
    instrument = fields.String()
    scale = fields.String()
    title = fields.String()
    measure = fields.String()
    value = fields.Integer(allow_none=True)
    bound = fields.String()
    answers = fields.String()
    status = fields.String()
    reads = fields.String()
    instead = fields.String()
    low = fields.Integer(allow_none=True)
    middle = fields.Integer(allow_none=True)
    high = fields.Integer(allow_none=True)
    release = fields.String()


class FiguresOut(Schema):
    """The figures of one wave and kind."""

    figures = fields.List(fields.Nested(FigureOut))


class ReleaseOut(Schema):
    """One released wave."""

    wave_id = fields.UUID()
    name = fields.String()
    closed_on = fields.Date()
    released_at = fields.AwareDateTime()
    threshold = fields.Integer()
    kinds = fields.List(fields.String())
    release = fields.String()


class ReleasesOut(Schema):
    """The released waves, the newest first."""

    releases = fields.List(fields.Nested(ReleaseOut))


class FiguresIn(Schema):
    """Which unit's figures, none for the organization; and the means of which quarter or year (2026-Q3, 2026)."""

    unit = fields.UUID(load_default=None)
    period = fields.String(load_default="")
