"""The blueprint that all pages for oneself hang on, and what each of its forms needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from tenants.http import actor, see_other
from tenants.members import private_space
from tenants.members.absence import today_of
from wellbeing.intentions import access, service
from wellbeing.intentions.intention import Intention
from wellbeing.intentions.models import StoredIntention

pages = Blueprint("intentions", __name__, template_folder="templates")


def place() -> dict[str, Any]:
    """What a page needs to know of the private space, and the day where the member is."""
    me = actor().member
    return {
        "needs_consent": private_space.needed(me.id),
        "locked": private_space.is_locked(me.id),
        "today": today_of(me),
    }


def new_page(template: str, **more: Any) -> str:
    """An empty form, or the one that came back."""
    typed = g.get("form")
    draft = (typed.value("draft") if typed else "") or uuid4()
    return render_template(template, draft=draft, **place(), **more)


def edit_page(template: str, row: StoredIntention, **more: Any) -> str:
    """The form of something that is there; after a conflict both texts stand there."""
    typed = g.get("form")
    elsewhere = bool(typed) and str(typed.value("revision", row.revision)) != str(row.revision)
    return render_template(template, row=row, changed_elsewhere=elsewhere, **place(), **more)


def keep_new(said: Intention, given: dict[str, Any], endpoint: str) -> ResponseReturnValue:
    """Keep something new and go on to its page; the very first thing answers with the recovery code."""
    row_id, code = service.begin_with_consent(
        member_id=actor().member_id, draft_id=given["draft"] or uuid4(), said=said, consent=given["consent"]
    )
    if code:
        return code_page(code, url_for(endpoint, intention_id=row_id))
    return see_other(endpoint, intention_id=row_id)


def code_page(code: str, url: str) -> str:
    """The recovery code, shown this once."""
    return render_template("recovery_code.html", code=code, url=url)


def mine(intention_id: UUID, *, for_change: bool = False) -> StoredIntention:
    """What this member made, by its id."""
    return access.intention_for(actor().member, intention_id, for_change=for_change)
