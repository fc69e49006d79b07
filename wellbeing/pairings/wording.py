"""Sentences for the codes of matching: why two or three people fit, and why somebody found no one."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from wellbeing.pairings.terms import LeftOut, Reason

_l = lazy_gettext

_REASONS: Mapping[str, object] = {
    "other_department": _l("You work in different departments, so each sees the company from another side."),
    "other_team": _l("You work in different teams: near enough to understand, far enough to be fresh."),
    "similar_seniority": _l("You are at a similar point of your way at work."),
    "complementary_seniority": _l("You are at different points of your way at work, so different views come together."),
    "first_meeting": _l("You have not been put together before."),
    "met_lately": _l("You met not long ago; nobody new was free this time."),
    "trio": _l("You are three this time, so that nobody stays without a partner."),
}
_CAUSES: Mapping[str, object] = {
    "nobody_else": _l("Nobody else takes part in this round yet."),
    "no_partner_fits": _l("This time nobody was free whose working hours, language and place in the company fit."),
}


def reason(told: Reason) -> str:
    """One sentence on why people fit, in the reader's language."""
    values = dict(told.values)
    if told.code == "shared_topics":
        number, topics = int(values["count"]), values["topics"]
        return str(
            ngettext(
                "You chose the same topic: %(topics)s.",
                "You chose %(num)s topics alike, among them: %(topics)s.",
                number,
                topics=topics,
            )
        )
    if told.code == "met_long_ago":
        rounds = int(values["rounds"])
        return str(ngettext("You met %(num)s round ago.", "You met %(num)s rounds ago; there will be news.", rounds))
    if told.code == "common_language":
        spoken = values["languages"]
        number = spoken.count(", ") + 1
        return str(
            ngettext(
                "You share a language: %(languages)s.", "You share %(num)s languages: %(languages)s.", number,
                languages=spoken,
            )
        )  # fmt: skip
    if told.code == "common_hours":
        return str(_("Hours that you share on a working day: %(hours)s.", hours=format_decimal(values["hours"])))
    return str(_REASONS[told.code]) % values


def cause(left_out: LeftOut) -> str:
    """One sentence on why somebody found no one, in the reader's language; it tells nothing of exclusions."""
    return str(_CAUSES[left_out.cause])
