"""HR's pages of peer coaching: rounds, rules tried on the list of people, topics; never who takes part or with whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.permissions import Permission
from wellbeing.pairings import access, rounds, rules, topics, words
from wellbeing.pairings.rules import Rules
from wellbeing.pairings.schemas import WEEKS, RulesIn, TopicIn


def hang_into(pages: Blueprint) -> None:
    """Add HR's routes to the blueprint of peer coaching."""
    pages.get("/rounds", endpoint="rounds")(all_rounds)
    pages.get("/rounds/new")(new)
    pages.post("/rounds/new")(preview)
    pages.post("/rounds")(launch)
    pages.get("/rounds/<uuid:round_id>")(one_round)
    pages.post("/rounds/<uuid:round_id>/call-off")(call_off)
    pages.get("/topics")(topics_page)
    pages.post("/topics")(add_topic)
    pages.post("/topics/<uuid:topic_id>/drop")(drop_topic)


@requires(Permission.COACHING_MANAGE)
def all_rounds() -> ResponseReturnValue:
    """Every round with its days and its state."""
    return render_template("coaching/rounds.html", rounds=access.rounds())


@requires(Permission.COACHING_MANAGE)
def new() -> ResponseReturnValue:
    """The day and the rules of a round."""
    return _form(None)


@requires(Permission.COACHING_MANAGE)
@comes_back(new)
def preview() -> ResponseReturnValue:
    """What these rules do, tried on the list of people; nothing of members' own goes in."""
    given = load(RulesIn)
    found = rounds.preview(_rules(given), on=given["starts_on"])
    g.form = None  # nothing was refused: the fields show what was tried
    return _form(found, given)


@requires(Permission.COACHING_MANAGE)
@comes_back(new)
def launch() -> ResponseReturnValue:
    """Set the round."""
    given = load(RulesIn)
    row = rounds.launch(starts_on=given["starts_on"], chosen=_rules(given), by=actor().member_id)
    flash(_("The round is set. Whoever takes part hears of it two days before, and can skip it."))
    return see_other("coaching.one_round", round_id=row.id)


@requires(Permission.COACHING_MANAGE)
def one_round(round_id: UUID) -> ResponseReturnValue:
    """One round: its rules, and once it has begun how it went, in bands."""
    row = access.round_for(round_id)
    return render_template("coaching/round.html", round=row, rules=rules.of(row.rules), causes=words.causes)


@requires(Permission.COACHING_MANAGE)
@comes_back(one_round)
def call_off(round_id: UUID) -> ResponseReturnValue:
    """Call a round off before it begins."""
    rounds.call_off(round_id)
    flash(_("Called off. Whoever was told of it is told of this too."))
    return see_other("coaching.rounds")


@requires(Permission.COACHING_MANAGE)
def topics_page() -> ResponseReturnValue:
    """The topics that members can choose."""
    shipped = [one.name(words.language()) for one in topics.shipped()]
    return render_template("coaching/topics.html", shipped=shipped, own=access.own_topics())


@requires(Permission.COACHING_MANAGE)
@comes_back(topics_page)
def add_topic() -> ResponseReturnValue:
    """Offer one more topic."""
    rounds.add_topic(name=load(TopicIn)["name"])
    flash(_("Members can choose this topic now."))
    return see_other("coaching.topics_page")


@requires(Permission.COACHING_MANAGE)
@comes_back(lambda **_kwargs: topics_page())
def drop_topic(topic_id: UUID) -> ResponseReturnValue:
    """Offer a topic no longer."""
    rounds.drop_topic(topic_id)
    flash(_("This topic is not offered any more."))
    return see_other("coaching.topics_page")


def _form(found: rounds.Preview | None, given: dict[str, Any] | None = None) -> ResponseReturnValue:
    before = rounds.latest_rules()
    values = given or {
        "starts_on": rounds.earliest() + timedelta(days=5),
        "weeks": before.weeks,
        "cooldown": before.cooldown,
        "minimum_hours": before.minimum_hours,
        "allow_same_manager": before.allow_same_manager,
        "everyones_manager": before.everyones_manager,
        "seniority": before.seniority,
    }
    return render_template(
        "coaching/new_round.html",
        values=values,
        preview=found,
        causes=words.causes,
        left=_causes(found),
        earliest=rounds.earliest().isoformat(),
        weeks=[(number, ngettext("%(num)s week", "%(num)s weeks", number)) for number in WEEKS],
        hours=[(0.5, _("half an hour")), (1.0, _("one hour")), (2.0, _("two hours")), (3.0, _("three hours"))],
    )


def _causes(found: rounds.Preview | None) -> list[str]:
    return sorted({one.cause for one in found.plan.left_out}) if found else []


def _rules(given: dict[str, Any]) -> Rules:
    return Rules(**{name: value for name, value in given.items() if name != "starts_on"})
