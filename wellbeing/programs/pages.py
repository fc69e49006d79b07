"""The blueprint of programmes: the member's pages, HR's preview, the one step on Home, the prompt of a week."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l

from tenants import beside
from tenants.errors import KeysUnavailable
from tenants.http import actor, may
from tenants.members import private_space
from tenants.members.models import Member
from tenants.navigation import Entry
from tenants.permissions import Permission
from wellbeing.journal import asking
from wellbeing.programs import hr_pages, own_pages, preview_pages, showing

pages = Blueprint("programs", __name__, url_prefix="/programs", template_folder="templates")
navigation = (
    Entry("programs.own_programs", _l("Programmes"), Permission.PROGRAM_OWN, 35),
    Entry("programs.hr_programs", _l("Build programmes"), Permission.PROGRAM_MANAGE, 55),
)
hr_pages.hang_into(pages)
own_pages.hang_into(pages)
preview_pages.hang_into(pages)
pages.add_app_template_global(showing.words, "program_words")


def _on_home() -> str:
    if not may(Permission.PROGRAM_OWN):
        return ""
    today = showing.today_of(actor().member)
    if today is None:
        return ""
    return render_template("programs/_today.html", today=today, needs_consent=private_space.needed(actor().member_id))


def _among_ones_own() -> str:
    shown = may(Permission.PROGRAM_OWN) and not private_space.needed(actor().member_id)
    return render_template("programs/_my_data.html") if shown else ""


def _prompt_for(member: Member) -> str | None:
    try:
        return showing.prompt_for(member)
    except KeysUnavailable:
        return None


beside.show(beside.HOME_TODAY, _on_home)
beside.show(beside.MY_DATA, _among_ones_own)
asking.suggested_by(_prompt_for)

__all__ = ["navigation", "pages"]
