"""A member's own pages of peer coaching: where one stands, what suits, skipping, pausing, leaving, taking a copy."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import clock
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import own_way, private_space
from tenants.navigation import Entry
from tenants.notices.hours import zone_of
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.pairings import (
    access,
    exporting,
    guides,
    hr_pages,
    notes,
    pair_pages,
    parting_pages,
    profiles,
    service,
    sharing_pages,
    words,
)
from wellbeing.pairings.exporting import Past
from wellbeing.pairings.profile import CADENCES, Profile
from wellbeing.pairings.schemas import PauseIn, WishesIn
from wellbeing.pairings.service import Wishes

pages = Blueprint("coaching", __name__, url_prefix="/coaching", template_folder="templates")
navigation = (
    Entry("coaching.mine", _l("Peer coaching"), Permission.COACHING_OWN, 42),
    Entry("coaching.rounds", _l("Coaching rounds"), Permission.COACHING_MANAGE, 67),
)
pair_pages.hang_into(pages)
sharing_pages.hang_into(pages)
parting_pages.hang_into(pages)
hr_pages.hang_into(pages)
pages.context_processor(words.in_templates)


@pages.get("")
@requires(Permission.COACHING_OWN)
def mine() -> ResponseReturnValue:
    """Where one stands: not joined, waiting for a round, or with somebody to talk with."""
    member = actor().member
    profile = service.profile_of(member)
    if profile is None:
        return render_template("coaching/invitation.html")
    now = service.current(member)
    reading = access.kept_by(member)
    return render_template(
        "coaching/mine.html",
        profile=profile,
        topics=[name for key, name in words.topic_names().items() if key in profile.topics],
        now=now,
        people=service.called(now.others(member.id)) if now else [],
        ahead=service.ahead(member, profile),
        kept=[one for one in reading.opened if one.row.kept],
        cadence=words.CADENCE_NAMES[profile.cadence],
        today=clock.today(pair_pages.my_zone()),
        zone=pair_pages.my_zone(),
    )


@pages.get("/follow/<uuid:round_id>")
@requires(Permission.COACHING_OWN)
def follow(round_id: UUID) -> ResponseReturnValue:
    """From a notice about a round to one's own pair in it."""
    member, round_ = actor().member, access.round_for(round_id)
    found = [one for one in access.pairings_of(member.id) if one.row.round_id == round_.id]
    found.sort(key=lambda one: one.row.state != "open")
    return see_other("coaching.show", pairing_id=found[0].row.id) if found else see_other("coaching.mine")


@pages.get("/wishes")
@requires(Permission.COACHING_OWN)
def wishes() -> ResponseReturnValue:
    """What suits: for joining and for changing it later."""
    member, place = actor().member, organization()
    profile = service.profile_of(member)
    return render_template(
        "coaching/wishes.html",
        joined=profile is not None,
        closed=profile is not None and service.is_closed(member),
        profile=service.legible(member, profile)
        if profile
        else Profile(languages=(member.language or place.language,), days=tuple(place.working_days)),
        revision=profiles.revision_of(member.id),
        topics=list(words.topic_names().items()),
        languages=words.language_names(_spoken()),
        weekdays=words.weekdays(),
        cadences=[(number, words.CADENCE_NAMES[number]) for number in CADENCES],
        needs_consent=private_space.needed(member.id),
        zone=pair_pages.my_zone(),
    )


@pages.post("/wishes")
@requires(Permission.COACHING_OWN)
@comes_back(wishes)
def join() -> ResponseReturnValue:
    """Join, or keep what changed; the first thing that is kept asks for consent."""
    given, member = load(WishesIn), actor().member
    known, newly = words.topic_names(), service.profile_of(member) is None
    chosen = Wishes(
        topics=tuple(key for key in known if key in given["topic"]),
        wants=given["wants"].strip(),
        languages=tuple(code for code in dict.fromkeys(_spoken()) if code in given["language"]),
        cadence=given["cadence"],
        days=tuple(sorted(set(given["day"]))),
        starts=f"{given['starts']:%H:%M}",
        ends=f"{given['ends']:%H:%M}",
        not_with=given["not_with"],
    )
    code = service.join(member, chosen, consent=given["consent"], revision=given["revision"], zone=pair_pages.my_zone())
    if code:
        heading = _("You take part. Here is your recovery code")
        return render_template("recovery_code.html", code=code, url=url_for("coaching.mine"), heading=heading)
    flash(_("You take part. Before each round you hear of it, and can skip it.") if newly else _("Saved."))
    return see_other("coaching.mine")


@pages.post("/skip/<uuid:round_id>")
@requires(Permission.COACHING_OWN)
@comes_back(lambda **_kwargs: mine())
def skip(round_id: UUID) -> ResponseReturnValue:
    """Skip the next round."""
    service.skip(actor().member, access.round_for(round_id))
    flash(_("Skipped. Nobody is told, and the next round is yours again."))
    return see_other("coaching.mine")


@pages.post("/unskip/<uuid:round_id>")
@requires(Permission.COACHING_OWN)
@comes_back(lambda **_kwargs: mine())
def unskip(round_id: UUID) -> ResponseReturnValue:
    """Take part after all."""
    service.unskip(actor().member, access.round_for(round_id))
    flash(_("You take part in this round."))
    return see_other("coaching.mine")


@pages.get("/pause")
@requires(Permission.COACHING_OWN)
def ask_pause() -> ResponseReturnValue:
    """Until when to pause, or to leave altogether."""
    return render_template("coaching/pause.html", today=clock.today(pair_pages.my_zone()).isoformat())


@pages.post("/pause")
@requires(Permission.COACHING_OWN)
@comes_back(ask_pause)
def pause() -> ResponseReturnValue:
    """Pause until a day or for good."""
    service.pause(actor().member, until=load(PauseIn)["until"], today=clock.today(pair_pages.my_zone()))
    flash(_("You pause. Nobody is told."))
    return see_other("coaching.mine")


@pages.post("/go-on")
@requires(Permission.COACHING_OWN)
@comes_back(lambda **_kwargs: mine())
def go_on() -> ResponseReturnValue:
    """Come back, or say that one would like to go on."""
    service.go_on(actor().member)
    flash(_("Good. The next round is yours again."))
    return see_other("coaching.mine")


@pages.post("/leave")
@requires(Permission.COACHING_OWN)
@comes_back(ask_pause)
def leave() -> ResponseReturnValue:
    """Leave peer coaching."""
    service.leave(actor().member)
    flash(_("You have left peer coaching. You can join again at any time."))
    return see_other("coaching.mine")


@pages.post("/kept/<uuid:copy_id>/remove")
@requires(Permission.COACHING_OWN)
@comes_back(lambda **_kwargs: mine())
def remove_kept(copy_id: UUID) -> ResponseReturnValue:
    """Remove a note that one kept for oneself."""
    member = actor().member
    notes.remove(access.copy_for(member, copy_id), reader=member, pair=None)
    flash(_("Removed."))
    return see_other("coaching.mine")


@pages.get("/guides")
@requires(Permission.COACHING_OWN)
def all_guides() -> ResponseReturnValue:
    """The guides for a conversation that this member is offered, or every one."""
    offered = guides.offered(own_way.way_of(actor().member_id))
    shown = guides.shipped() if "all" in request.args else offered
    found = [(one.id, one.words(words.language())) for one in shown]
    return render_template("coaching/guides.html", guides=found, left_out=len(shown) < len(guides.shipped()))


@pages.get("/guides/<guide_id>")
@requires(Permission.COACHING_OWN)
def guide(guide_id: str) -> ResponseReturnValue:
    """One guide, with turns and times."""
    found = guides.find(guide_id)
    if found is None:
        return see_other("coaching.all_guides")
    return render_template(
        "coaching/guide.html", guide=found.words(words.language()), id=found.id, names=[], one=None, three=False
    )


@pages.get("/export")
@requires(Permission.COACHING_EXPORT)
def export() -> ResponseReturnValue:
    """What a copy of one's own peer coaching holds; open to leavers as well."""
    member = actor().member
    reading = access.kept_by(member)
    closed = reading.closed or (profiles.profile_of(member.id) is not None and service.is_closed(member))
    return render_template("coaching/export.html", count=len(reading.opened), closed=closed)


@pages.get("/export/<any(json, markdown):form>")
@requires(Permission.COACHING_EXPORT)
def download(form: str) -> ResponseReturnValue:
    """One's own wishes, pairings and notes as one file."""
    member = actor().member
    kept = profiles.profile_of(member.id)
    profile = service.legible(member, kept) if kept else None
    pasts = [
        Past(one.row.number, tuple(service.called(one.others(member.id))), one.row.state)
        for one in access.pairings_of(member.id)
    ]
    lines = [one.words for one in access.kept_by(member).opened]
    if form == "json":
        content = exporting.as_json(profile, pasts, lines, exported_at=clock.now())
        return pair_pages.as_file(content.encode(), "application/json", "coaching.json")
    zone = zone_of(member)
    content = exporting.as_markdown(profile, pasts, lines, zone=zone, topics=words.topic_names())
    return pair_pages.as_file(content.encode(), "text/markdown", "coaching.md")


def _spoken() -> tuple[str, ...]:
    """The languages to choose from: one's own, those of the organization, and others that people speak."""
    member, place = actor().member, organization()
    return (member.language or place.language, *place.languages, *words.SPOKEN)
