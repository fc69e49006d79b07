"""One's own copies of check-ins to take along; open to leavers as well."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from tenants import clock
from tenants.http import actor, requires
from tenants.members import private_space
from tenants.permissions import Permission
from wellbeing.checkins import exporting, own_records


def hang_into(pages: Blueprint) -> None:
    """Add the routes of own copies to the blueprint of check-ins."""
    pages.get("/own/export")(export)
    pages.get("/own/export/<any(json, markdown):form>")(download)


@requires(Permission.CHECKIN_EXPORT)
def export() -> ResponseReturnValue:
    """What a copy of everything kept holds."""
    member = actor().member
    count = len(own_records.records_of(member))
    return render_template("checkins/export.html", count=count, locked=private_space.is_locked(member.id))


@requires(Permission.CHECKIN_EXPORT)
def download(form: str) -> ResponseReturnValue:
    """Everything kept, as one file."""
    records = own_records.records_of(actor().member)
    if form == "json":
        content, mimetype, name = exporting.as_json(records, exported_at=clock.now()), "application/json", "json"
    else:
        content, mimetype, name = exporting.as_markdown(records), "text/markdown", "md"
    response = make_response(content.encode())
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="check-ins.{name}"'
    return response
