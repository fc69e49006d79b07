"""Showing one journal entry to a peer coach: what happens, the very copy, taking it back, and reading it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import beside
from tenants.errors import Invalid, NotFound
from tenants.http import Actor, actor, actor_or_none, comes_back, load, may, requires, see_other
from tenants.members import people
from tenants.notices.hours import zone_of
from tenants.permissions import Permission
from wellbeing.home import access, sharing
from wellbeing.home.schemas import ShareIn
from wellbeing.home.sharing import Coach
from wellbeing.journal import access as journal
from wellbeing.journal import words


def hang_into(pages: Blueprint) -> None:
    """Add the routes of sharing to the blueprint of home, and its fragments to the pages of journal and coaching."""
    pages.get("/journal/<uuid:entry_id>/share")(ask_share)
    pages.post("/journal/<uuid:entry_id>/share")(share)
    pages.get("/journal/<uuid:entry_id>/take-back")(ask_take_back)
    pages.post("/journal/<uuid:entry_id>/take-back")(take_back)
    pages.get("/shared-entries/<uuid:shared_id>")(shown)
    pages.post("/shared-entries/<uuid:shared_id>/put-away")(put_away)
    beside.show(beside.JOURNAL_ENTRY, _of_entry)
    beside.show(beside.JOURNAL_READERS, _readers)
    beside.show(beside.COACHING_PAIR, _of_pair)


@requires(Permission.ENTRY_SHARE)
def ask_share(entry_id: UUID) -> ResponseReturnValue:
    """Exactly what happens, and the copy as it would be read."""
    member = actor().member
    entry = journal.entry_for(member, entry_id)
    if access.share_of(member, entry_id) is not None:
        return see_other("home.ask_take_back", entry_id=entry_id)
    coaches = sharing.coaches_of(member)
    if not coaches:
        raise NotFound(
            _("There is nobody to show it to: that takes a pairing in which you have all agreed how you talk.")
        )
    copy = sharing.copy_of(entry)
    return render_template(
        "home/share.html",
        entry=entry,
        coaches=[(coach.member_id, coach.name) for coach in coaches],
        **words.shown(copy, zone_of(member)),
    )


@requires(Permission.ENTRY_SHARE)
@comes_back(ask_share)
def share(entry_id: UUID) -> ResponseReturnValue:
    """Hand the copy over."""
    member = actor().member
    journal.entry_for(member, entry_id)
    coach = _chosen(sharing.coaches_of(member), load(ShareIn)["to"])
    sharing.share(member=member, entry_id=entry_id, coach=coach)
    flash(_("%(person)s can read a copy of this entry now. You can take it back at any time.", person=coach.name))
    return see_other("journal.show", entry_id=entry_id)


@requires(Permission.ENTRY_SHARE)
def ask_take_back(entry_id: UUID) -> ResponseReturnValue:
    """With whom a copy is, and what taking it back does."""
    member = actor().member
    entry = journal.entry_for(member, entry_id)
    row = access.share_of(member, entry_id)
    if row is None:
        return see_other("journal.show", entry_id=entry_id)
    name = people.named([row.reader_id]).get(row.reader_id, "")
    return render_template("home/take_back.html", entry=entry, name=name)


@requires(Permission.ENTRY_SHARE)
def take_back(entry_id: UUID) -> ResponseReturnValue:
    """Take the copy back; a second press changes nothing."""
    sharing.take_back(member=actor().member, entry_id=entry_id)
    flash(_("The copy is deleted. The entry is yours alone again."))
    return see_other("journal.show", entry_id=entry_id)


@requires(Permission.COACHING_OWN)
def shown(shared_id: UUID) -> ResponseReturnValue:
    """A copy of an entry that somebody of one's pairing shows."""
    member = actor().member
    one = sharing.shown_as(member, shared_id)
    told = words.shown(one.words, zone_of(member)) if one.words else {"words": None}
    return render_template("home/shown.html", one=one, **told)


@requires(Permission.COACHING_OWN)
def put_away(shared_id: UUID) -> ResponseReturnValue:
    """Put the copy away for good."""
    member = actor().member
    one = sharing.shown_as(member, shared_id)
    sharing.put_away(member=member, shared_id=shared_id)
    return see_other("coaching.show", pairing_id=one.pairing_id)


def _chosen(coaches: list[Coach], wanted: UUID | None) -> Coach:
    if len(coaches) == 1 and wanted is None:
        return coaches[0]
    found = next((coach for coach in coaches if coach.member_id == wanted), None)
    if found is None:
        raise Invalid(fields={"to": [_("Choose to whom you show it.")]}, code="nobody_chosen")
    return found


def _of_entry() -> str:
    """On the page of an entry: the way to show it, once there is somebody to show it to and nobody has a copy."""
    entry_id, me = _entry_here()
    if me is None or access.share_of(me.member, entry_id) is not None or not sharing.coaches_of(me.member):
        return ""
    return render_template("home/_entry_may_be_shared.html", entry_id=entry_id)


def _readers() -> str:
    """Above the words of an entry: with whom a copy is."""
    entry_id, me = _entry_here()
    row = access.share_of(me.member, entry_id) if me is not None else None
    if row is None:
        return ""
    name = people.named([row.reader_id]).get(row.reader_id, "")
    return render_template("home/_entry_is_shared.html", entry_id=entry_id, name=name)


def _entry_here() -> tuple[UUID, Actor | None]:
    entry_id = (request.view_args or {}).get("entry_id")
    allowed = entry_id is not None and may(Permission.ENTRY_SHARE)
    return entry_id or UUID(int=0), actor_or_none() if allowed else None


def _of_pair() -> str:
    """On the page of a pairing: what the others show."""
    pairing_id = (request.view_args or {}).get("pairing_id")
    me = actor_or_none()
    if me is None or pairing_id is None:
        return ""
    found = sharing.shown_in(me.member, pairing_id)
    return render_template("home/_entries_shown.html", shown=found) if found else ""
