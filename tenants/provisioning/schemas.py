"""The shape of an organization as an operator begins it."""

from __future__ import annotations

from marshmallow import Schema, fields

from tenants.members import address
from tenants.typed import Line, a_time_zone


class OrganizationIn(Schema):
    """A new organization and the address of its first person of HR."""

    name = Line(120, required=True)
    hr_email = Line(address.LONGEST, required=True)
    time_zone = fields.String(load_default="UTC", validate=a_time_zone)
