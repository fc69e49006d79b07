"""The pages of practices: choose one, do it, and keep a few words afterwards if one likes; nothing else is stored."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from tenants import beside, clock
from tenants.errors import Invalid
from tenants.http import actor, comes_back, load, may, requires, see_other
from tenants.languages import in_force
from tenants.members import private_space
from tenants.members.models import Member
from tenants.navigation import Entry
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.practices import catalog, choosing, just_now, note_pages, service, settings_pages, words
from wellbeing.practices.schemas import PracticeNoteIn

pages = Blueprint("practices", __name__, url_prefix="/practices", template_folder="templates")
navigation = (
    Entry("practices.choose", _l("Practices"), Permission.PRACTICE_USE, 25),
    Entry("practices.settings", _l("Practices for everyone"), Permission.PRACTICE_MANAGE, 68),
)
note_pages.hang_into(pages)
settings_pages.hang_into(pages)


@pages.get("")
@requires(Permission.PRACTICE_USE)
def choose() -> ResponseReturnValue:
    """What there is, by what one needs now and how long one has; what was to be left in peace only when asked for."""
    just, asked = just_now.slug(), request.args
    need, minutes = asked.get("need"), asked.get("minutes")
    here, suits = catalog.here(), catalog.offered_to(actor().member)
    left_out = len(suits) < len(here)
    every = left_out and asked.get("all") == "yes"
    offered = [one for one in (here if every else suits) if choosing.fits_after(one, just)]
    return render_template(
        "practices/choose.html",
        groups=words.grouped(choosing.chosen(offered, need=need, minutes=minutes), in_force()),
        needs=choosing.NEED_LABELS,
        lengths=[(key, label) for key, (label, _longest) in choosing.MINUTES.items()],
        need=need if need in choosing.NEEDS else None,
        minutes=minutes if minutes in choosing.MINUTES else None,
        just=just,
        every="yes" if every else None,
        left_out=left_out,
    )


@pages.get("/<slug>")
@requires(Permission.PRACTICE_USE)
def play(slug: str) -> ResponseReturnValue:
    """One practice to do; right after one that it follows badly it waits, and others are shown."""
    typed, member, just = g.get("form"), actor().member, just_now.slug()
    practice = catalog.find_begun(slug) if typed else catalog.find(slug)
    way = catalog.way_of(member)
    offered = catalog.offered_to(member, way)
    if not typed and not choosing.fits_after(practice, just):
        others = [one for one in offered if one.suggested and choosing.fits_after(one, just) and one.slug != just]
        cards = [words.card(one, in_force()) for one in others[: choosing.SUGGESTIONS]]
        return render_template("practices/later.html", title=practice.words(in_force()).title, others=cards, just=just)
    return render_template(
        "practices/play.html",
        practice=words.player(practice, in_force(), way, request.args.get("anchor")),
        others=[words.card(one, in_force()) for one in choosing.after(practice, offered)],
        draft=(typed.value("draft") if typed else "") or uuid4(),
        needs_consent=private_space.needed(member.id),
        locked=private_space.is_locked(member.id),
    )


@pages.post("/<slug>")
@requires(Permission.PRACTICE_NOTE_OWN)
@comes_back(play)
def keep(slug: str) -> ResponseReturnValue:
    """Keep what was written; the first thing kept asks for consent and answers with the recovery code."""
    given, practice = load(PracticeNoteIn), catalog.find_begun(slug)
    if words.unknown(given, (one.id for one in practice.fields)):
        raise Invalid
    note_id, code = service.keep_with_consent(
        member_id=actor().member_id,
        draft_id=given["draft"] or uuid4(),
        kept=words.kept_from(given, practice, in_force(), clock.now()),
        consent=given["consent"],
    )
    if code:
        url = url_for("practices.note", note_id=note_id, after=slug)
        return render_template("recovery_code.html", code=code, url=url)
    return see_other("practices.note", note_id=note_id, after=slug)


def zone_of(member: Member) -> str:
    """The time zone in which the member's days are counted."""
    return member.time_zone or organization().time_zone


def _on_home() -> str:
    if not may(Permission.PRACTICE_USE):
        return ""
    member = actor().member
    way, today = catalog.way_of(member), clock.today(zone_of(member))
    offered = catalog.offered_to(member, way)
    found = choosing.of_the_day(offered, today, brief=way.pace == "brief", just=just_now.slug())
    return render_template("practices/_today.html", practice=words.card(found, in_force())) if found else ""


def _among_ones_own() -> str:
    shown = may(Permission.PRACTICE_NOTE_OWN) and not private_space.needed(actor().member_id)
    return render_template("practices/_my_data.html") if shown else ""


beside.show(beside.HOME_TODAY, _on_home)
beside.show(beside.MY_DATA, _among_ones_own)
