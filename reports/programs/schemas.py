"""What the API says of a programme: its days, why it has no figure, and the figures."""

from __future__ import annotations

from marshmallow import Schema, fields


class ProgramRowOut(Schema):
    """One figure as the page shows it."""

    part = fields.String()
    wave = fields.String()
    closed_on = fields.String()
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
    difference = fields.Integer(allow_none=True)
    chance = fields.Integer(allow_none=True)
    change = fields.String()
    release = fields.String()


class ProgramReportOut(Schema):
    """A programme with everything that was released of it; `nothing` says why there is no figure."""

    id = fields.UUID()
    name = fields.String()
    about = fields.String()
    starts_on = fields.Date()
    ends_on = fields.Date()
    nothing = fields.String()
    cautions = fields.List(fields.String())
    figures = fields.List(fields.Nested(ProgramRowOut))
