"""The pages of one pair: who and why, the agreement, a time, the guide, and thanks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import clock
from tenants.errors import NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import own_way, private_space
from tenants.notices.hours import zone_of
from tenants.permissions import Permission
from wellbeing.pairings import access, calendar_file, guides, meeting, service, words
from wellbeing.pairings.access import Seen
from wellbeing.pairings.schemas import GuideIn, TimeIn, TitleIn
from wellbeing.pairings.shared_words import Kind


def hang_into(pages: Blueprint) -> None:
    """Add the routes of a pair to the blueprint of peer coaching."""
    pages.get("/pairs/<uuid:pairing_id>")(show)
    pages.post("/pairs/<uuid:pairing_id>/accept")(accept)
    pages.post("/pairs/<uuid:pairing_id>/time")(choose_time)
    pages.post("/pairs/<uuid:pairing_id>/no-time")(cancel_time)
    pages.get("/pairs/<uuid:pairing_id>/conversation.ics")(conversation_file)
    pages.post("/pairs/<uuid:pairing_id>/title")(name_entry)
    pages.post("/pairs/<uuid:pairing_id>/guide")(choose_guide)
    pages.get("/pairs/<uuid:pairing_id>/guide")(show_guide)
    pages.post("/pairs/<uuid:pairing_id>/thanks")(thank)
    pages.get(
        "/pairs/<uuid:pairing_id>/<any(accept, time, 'no-time', title, agenda, note, own, thanks, another):_did>"
    )(after)


@requires(Permission.COACHING_OWN)
def show(pairing_id: UUID) -> ResponseReturnValue:
    """One's own pair; once it is over, only that it is."""
    member = actor().member
    one = access.pairing_for(member, pairing_id)
    if one.row.state != "open":
        return render_template("coaching/over.html", one=one, has_time=one.pair.meeting is not None)
    reading = access.copies_of(member, pairing_id)
    round_ = access.round_for(one.row.round_id)
    return render_template(
        "coaching/pair.html",
        one=one,
        pair=one.pair,
        round=round_,
        people=_people(one),
        reasons=words.reasons(one.pair.reasons, words.topic_names()),
        accepted=member.id in one.pair.accepted,
        thanked=member.id in one.pair.thanked,
        met=one.pair.has_met(clock.now()),
        times=_times(one),
        elsewhere=elsewhere,
        title=meeting.title_for(one.pair, member.id),
        own_title=one.pair.titles.get(str(member.id), ""),
        guide=meeting.guide_of(one.pair),
        agenda=[each for each in reading.opened if each.words.kind is Kind.AGENDA],
        notes=[each for each in reading.opened if each.words.kind is Kind.NOTE],
        own=[each for each in reading.opened if each.words.kind is Kind.OWN],
        reading=reading,
        locked=private_space.is_locked(member.id),
        zone=my_zone(),
    )


@requires(Permission.COACHING_OWN)
@comes_back(show)
def accept(pairing_id: UUID) -> ResponseReturnValue:
    """Accept how the pair talks."""
    member = actor().member
    meeting.accept(access.pairing_for(member, pairing_id, for_change=True), member=member)
    return see_other("coaching.show", pairing_id=pairing_id)


@requires(Permission.COACHING_OWN)
@comes_back(show)
def choose_time(pairing_id: UUID) -> ResponseReturnValue:
    """Choose one of the proposed times."""
    given, member = load(TimeIn), actor().member
    one = access.pairing_for(member, pairing_id, for_change=True)
    until = access.round_for(one.row.round_id).ends_on
    meeting.choose_time(one, member=member, starts_at=given["starts_at"], until=until)
    flash(_("The time is set. A file for your calendar is on this page."))
    return see_other("coaching.show", pairing_id=pairing_id)


@requires(Permission.COACHING_OWN)
@comes_back(show)
def cancel_time(pairing_id: UUID) -> ResponseReturnValue:
    """Take the agreed time back."""
    member = actor().member
    meeting.cancel_time(access.pairing_for(member, pairing_id, for_change=True), member=member)
    flash(_("The time is taken back. The file on this page takes it out of your calendar."))
    return see_other("coaching.show", pairing_id=pairing_id)


@requires(Permission.COACHING_OWN)
def conversation_file(pairing_id: UUID) -> ResponseReturnValue:
    """The conversation as a file for one's own calendar; after a change or the end, the file that follows it."""
    member = actor().member
    one = access.pairing_for(member, pairing_id)
    if one.pair.meeting is None:
        raise NotFound
    ended = one.row.state == "ended" and one.pair.meeting.starts_at > clock.now()
    title = meeting.title_for(one.pair, member.id)
    content = calendar_file.as_file(one.pair.meeting, uid=one.row.id, title=title, cancelled=ended)
    return as_file(content, "text/calendar", "conversation.ics")


@requires(Permission.COACHING_OWN)
@comes_back(show)
def name_entry(pairing_id: UUID) -> ResponseReturnValue:
    """Choose the title of one's own calendar entry."""
    given, member = load(TitleIn), actor().member
    meeting.name_entry(access.pairing_for(member, pairing_id, for_change=True), member=member, title=given["title"])
    flash(_("Saved. Take the file once more, so that your calendar shows it."))
    return see_other("coaching.show", pairing_id=pairing_id)


@requires(Permission.COACHING_OWN)
def show_guide(pairing_id: UUID) -> ResponseReturnValue:
    """The guide of a pair with the names of whose turn it is, and the others to choose from."""
    member = actor().member
    one = access.pairing_for(member, pairing_id)
    found = meeting.guide_of(one.pair)
    if found is None or one.row.state != "open":
        return see_other("coaching.all_guides")
    language, told = words.language(), found.words(words.language())
    way = own_way.way_of(member.id)  # what it leaves out shows on this member's page alone
    three = len(one.row.member_ids) > 2
    names = [_called(each) for each in one.row.member_ids]
    return render_template(
        "coaching/guide.html",
        guide=words.for_three(told) if three else told,
        three=three,
        id=found.id,
        one=one,
        names=names if all(names) else [],
        others=[(each.id, each.words(language).title) for each in guides.offered(way)],
        welcome=way.welcomes(found.topics),
    )


@requires(Permission.COACHING_OWN)
@comes_back(show_guide)
def choose_guide(pairing_id: UUID) -> ResponseReturnValue:
    """Choose another guide for the pair."""
    given, member = load(GuideIn), actor().member
    one = access.pairing_for(member, pairing_id, for_change=True)
    if guides.find(given["guide"]) is None:
        raise NotFound
    meeting.choose_guide(one, guide_id=given["guide"])
    return see_other("coaching.show_guide", pairing_id=pairing_id)


@requires(Permission.COACHING_OWN)
@comes_back(show)
def thank(pairing_id: UUID) -> ResponseReturnValue:
    """Thank the others."""
    member = actor().member
    meeting.thank(access.pairing_for(member, pairing_id, for_change=True), member=member)
    flash(_("Your thanks are on their way."))
    return see_other("coaching.show", pairing_id=pairing_id)


@requires(Permission.COACHING_OWN)
def after(pairing_id: UUID, _did: str) -> ResponseReturnValue:
    """Whoever reloads the address of a form, or comes back to it, lands on the pair."""
    return see_other("coaching.show", pairing_id=access.pairing_for(actor().member, pairing_id).row.id)


def my_zone() -> str:
    """The time zone of whoever looks."""
    return zone_of(actor().member)


def as_file(content: bytes, mimetype: str, name: str) -> Response:
    """An answer that the browser keeps as a file."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _called(member_id: UUID) -> str:
    row = service.person_of(member_id)
    return row.called if row else ""


def _people(one: Seen) -> list[dict[str, str]]:
    """The others: how to call them, what they would like to talk about, and their zone if it is another time."""
    found, closed = [], service.is_closed(actor().member)
    for member_id in one.others(actor().member_id):
        side = one.pair.sides[str(member_id)]
        wants = "" if closed else side.wants
        found.append({"name": _called(member_id), "wants": wants, "zone": side.hours.zone})
    return found


def _times(one: Seen) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The proposed times: as a form sends them, in one's own words, and for everybody whose clock says otherwise."""
    if not one.agreed:
        return []
    after_ = _after()
    until = access.round_for(one.row.round_id).ends_on
    return [
        (moment.isoformat(), words.moment_in(moment, my_zone()), elsewhere(one, moment))
        for moment in meeting.proposals(one, until=until, after=after_)
    ]


def elsewhere(one: Seen, moment: datetime) -> list[tuple[str, str]]:
    """The place and time of everybody of a pair whose clock shows another time than one's own."""
    own = my_zone()
    zones = dict.fromkeys(side.hours.zone for side in one.pair.sides.values())
    here = words.moment_in(moment, own)
    told = [(words.zone_name(zone), words.moment_in(moment, zone)) for zone in zones]
    return [(name, text) for name, text in told if text != here]


def _after() -> datetime | None:
    asked = request.args.get("after", "")
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        return None
    soon = found.tzinfo is not None and abs(found.year - clock.today().year) <= 1
    return found if soon else None
