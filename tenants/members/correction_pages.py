"""Asking for a correction, and HR's page of what was asked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import corrections, wording
from tenants.members.schemas import CorrectionAnswerIn, CorrectionIn
from tenants.permissions import Permission

correction_pages = Blueprint("corrections", __name__)


@correction_pages.get("/my-data/correction")
@requires(Permission.MY_DATA_READ)
def own() -> ResponseReturnValue:
    """Say what is wrong, and see what HR answered."""
    asked = request.args.get("field", "")
    return render_template(
        "members/correction.html",
        told=corrections.requests_of(actor().member),
        options=[(name, wording.correction_field(name)) for name in corrections.FIELDS],
        chosen=asked if asked in corrections.FIELDS else "",
        field_words=wording.correction_field,
    )


@correction_pages.post("/my-data/correction")
@requires(Permission.MY_DATA_READ)
@comes_back(own)
def ask() -> ResponseReturnValue:
    """Send it to HR."""
    given = load(CorrectionIn)
    corrections.ask(member=actor().member, field=given["field"], words=given["words"])
    flash(_("HR has it now. The answer will stand on this page."))
    return see_other("members.corrections.own")


def _own(**_row: UUID) -> ResponseReturnValue:
    return own()


@correction_pages.post("/my-data/correction/<uuid:request_id>/take-back")
@requires(Permission.MY_DATA_READ)
@comes_back(_own)
def take_back(request_id: UUID) -> ResponseReturnValue:
    """Take a request back, or put its answer away."""
    corrections.take_back(member=actor().member, request_id=request_id)
    return see_other("members.corrections.own")


@correction_pages.get("/people/corrections")
@requires(Permission.PEOPLE_MANAGE)
def waiting() -> ResponseReturnValue:
    """What people ask HR to correct."""
    return render_template(
        "members/corrections.html", told=corrections.open_requests(), field_words=wording.correction_field
    )


def _waiting(**_row: UUID) -> ResponseReturnValue:
    return waiting()


@correction_pages.post("/people/corrections/<uuid:request_id>")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(_waiting)
def answer(request_id: UUID) -> ResponseReturnValue:
    """Answer one request."""
    given = load(CorrectionAnswerIn)
    corrections.answer(request_id=request_id, state=given["state"], words=given["answer"])
    flash(_("The person reads your answer on their own page."))
    return see_other("members.corrections.waiting")
