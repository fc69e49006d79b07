"""A supervisor's pages: whom to write to, which template fits what happened, and the own copies person by person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import clock
from tenants.errors import Invalid, NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import people
from tenants.members import service as members
from tenants.members.models import Member
from tenants.notices.hours import zone_of
from tenants.permissions import Permission
from wellbeing.feedback import access, catalog, delivering, draft_pages, drafting, nudges, wording
from wellbeing.feedback import draft as drafts
from wellbeing.feedback.forms import Reach, Template
from wellbeing.feedback.letter import Kind
from wellbeing.feedback.nudges import Person, Written
from wellbeing.feedback.places import Reading
from wellbeing.feedback.schemas import ChooseQuery, ColleagueIn


def hang_into(pages: Blueprint) -> None:
    """Add the supervisor's routes to the blueprint of feedback."""
    pages.get("/write")(write_home)
    pages.post("/write/colleague")(find_colleague)
    pages.get("/write/choose")(choose)
    pages.get("/write/to/<uuid:member_id>")(person)
    pages.get("/write/note/<uuid:copy_id>")(written)
    pages.post("/write/note/<uuid:copy_id>/take-back")(take_back)
    pages.get("/write/note/<uuid:copy_id>/take-back")(after_take_back)


@requires(Permission.FEEDBACK_WRITE)
def write_home() -> ResponseReturnValue:
    """The people who report to the supervisor, drafts, requests, and at most two gentle words."""
    member = actor().member
    reports = members.reports_of(member.id)
    reading = access.everything_of(member)
    opened, sealed = drafting.open_drafts(access.drafts_of(member))
    return render_template(
        "feedback/write_home.html",
        reports=reports,
        drafts=_draft_rows(opened),
        sealed=sealed,
        requests=[one for one in reading.opened if one.letter.kind is Kind.REQUEST and one.row.author_id != member.id],
        nudges=[(one.person.id, wording.nudge(one)) for one in _nudges(member, reports, reading)],
        zone=zone_of(member),
    )


@requires(Permission.FEEDBACK_WRITE)
@comes_back(write_home)
def find_colleague() -> ResponseReturnValue:
    """Somebody else of the organization, by the address at work, for thanks."""
    given = load(ColleagueIn)
    try:
        found = access.colleague_for(actor().member, members.by_email(given["email"]).id)
    except NotFound as absent:
        raise Invalid(fields={"email": [_("Nobody else here has that address.")]}, code="no_colleague") from absent
    return see_other("feedback.choose", to=found.id)


@requires(Permission.FEEDBACK_WRITE)
def choose() -> ResponseReturnValue:
    """Asks what happened and suggests one template; every other one is a tap away."""
    asked, member = ChooseQuery().load(request.args.to_dict()), actor().member
    to = access.colleague_for(member, asked["to"]) if asked["to"] else None
    fitting = [one for one in catalog.offered() if to is None or _may_go(one, member, to)]
    suggested = next((one for one in fitting if one.key == asked["happened"]), None)
    language = asked["language"] or draft_pages.language_of_reader()
    return render_template(
        "feedback/choose.html",
        to=to,
        suggested=suggested,
        templates=fitting,
        spoken=language,
        reports=members.reports_of(member.id),
        rests=to is not None and draft_pages.rests_after_own(member, to, access.everything_of(member)),
        happened=[(one.key, one.words(language).happened or one.words(language).name) for one in fitting],
    )


@requires(Permission.FEEDBACK_WRITE)
def person(member_id: UUID) -> ResponseReturnValue:
    """What the supervisor wrote to one person and may still read; there is no list over several."""
    member = actor().member
    to = access.colleague_for(member, member_id)
    notes = access.written_to(member, to.id, access.everything_of(member))
    return render_template(
        "feedback/person.html",
        to=to,
        notes=notes,
        now=clock.now(),
        keeps_until=_keeps_until(notes),
        zone=zone_of(to),
    )


@requires(Permission.FEEDBACK_WRITE)
def written(copy_id: UUID) -> ResponseReturnValue:
    """The author's own copy with the answers to it; no file, no print."""
    member = actor().member
    note = access.written_for(member, copy_id)
    zone = zone_of(member)
    return render_template(
        "feedback/written.html",
        own=note,
        letter=note.letter,
        thread=access.thread_of(member, note),
        on_its_way=clock.now() < note.letter.at,
        closes_at=note.letter.at + access.AUTHOR_KEEPS,
        zone=zone,
        their_zone=_zone_of(note.letter.to_id) or zone,
    )


@requires(Permission.FEEDBACK_WRITE)
@comes_back(written)
def take_back(copy_id: UUID) -> ResponseReturnValue:
    """Take a note back while it is on its way."""
    member = actor().member
    draft_id = delivering.take_back(access.written_for(member, copy_id), author=member)
    flash(_("It is a draft again. Nobody has seen it."))
    return see_other("feedback.edit", draft_id=draft_id)


@requires(Permission.FEEDBACK_WRITE)
def after_take_back(copy_id: UUID) -> ResponseReturnValue:
    """Whoever comes to the address of taking back lands on the note."""
    return see_other("feedback.written", copy_id=access.row_for(actor().member, copy_id).id)


def _draft_rows(opened: Sequence[drafting.OpenDraft]) -> list[dict[str, Any]]:
    names, rows = people.named(one.draft.to_id for one in opened), []
    for one in opened:
        template = catalog.version_for(one.draft.template, one.draft.version)
        rows.append(
            {
                "id": one.row.id,
                "to": names.get(one.draft.to_id, _("somebody who has left")),
                "name": template.words(one.draft.language).name,
                "opening": drafts.opening_of(one.draft, template),
            }
        )
    return rows


def _may_go(template: Template, author: Member, to: Member) -> bool:
    return template.reach is Reach.ANYONE or to.manager_id == author.id


def _keeps_until(notes: Sequence[Any]) -> datetime | None:
    return min((one.letter.at + access.AUTHOR_KEEPS for one in notes), default=None)


def _zone_of(member_id: UUID) -> str | None:
    found = access.person_of(member_id)
    return zone_of(found) if found else None


def _nudges(member: Member, reports: Sequence[Member], reading: Reading) -> list[nudges.Nudge]:
    if reading.sealed or reading.waiting:
        return []  # what is not open here may be the very note that seems to be missing
    people = [Person(one.id, one.called, _hired(one), max(one.created_at, member.created_at)) for one in reports]
    notes = [
        Written(one.letter.to_id, one.letter.at, one.letter.corrective)
        for one in reading.opened
        if one.row.author_id == member.id and one.letter.kind is Kind.NOTE
    ]
    return nudges.nudges(people, notes, clock.now())


def _hired(one: Member) -> datetime:
    if one.hired_on is None:
        return one.created_at
    return datetime.combine(one.hired_on, time(0), tzinfo=ZoneInfo(zone_of(one)))
