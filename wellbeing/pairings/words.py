"""The words that pages of peer coaching use: names of topics and languages, days, times, turns, shares in bands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from wellbeing.pairings import access, guides, topics, wording
from wellbeing.pairings.bands import Band
from wellbeing.pairings.guides import GuideWords, Step
from wellbeing.pairings.terms import LeftOut, Reason

SPOKEN = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "tr", "uk")
CADENCE_NAMES: Mapping[int, object] = {
    1: _l("Every round"),
    2: _l("Every second round"),
    4: _l("Every fourth round"),
}
STATE_NAMES: Mapping[str, object] = {
    "planned": _l("planned for later"),
    "told": _l("announced"),
    "running": _l("running"),
    "over": _l("over"),
    "cancelled": _l("called off"),
}
SENIORITY_NAMES: Mapping[str, object] = {
    "similar": _l("about as long here as each other"),
    "complementary": _l("some long here, some new"),
}


def language() -> str:
    """The language in force."""
    return (get_locale() or Locale("en")).language


def language_names(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Languages with their names in the language in force."""
    here = get_locale() or Locale("en")
    return [(code, _language_name(code, here)) for code in dict.fromkeys(codes)]


def _language_name(code: str, here: Locale) -> str:
    try:
        return Locale.parse(code).get_display_name(here) or code
    except (ValueError, UnknownLocaleError):
        return code


def weekdays() -> list[tuple[int, str]]:
    """Monday to Sunday with their short names."""
    names = (get_locale() or Locale("en")).days["format"]["abbreviated"]
    return [(number + 1, names[number]) for number in range(7)]


def topic_names() -> dict[str, str]:
    """Every topic that can be chosen: the shipped ones, then HR's own, each by its key."""
    names = {one.key: one.name(language()) for one in topics.shipped()}
    return names | {f"own-{one.id}": one.name for one in access.own_topics()}


def day(value: date) -> str:
    """A day with its weekday."""
    return str(format_date(value, "full"))


def moment_in(moment: datetime, zone: str) -> str:
    """Day and time of a moment in a zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return str(_("%(day)s at %(time)s", day=day(local.date()), time=format_time(local, "short", rebase=False)))


def zone_name(zone: str) -> str:
    """A time zone by its place."""
    return zone.rpartition("/")[2].replace("_", " ")


def turn(who: str, names: Sequence[str]) -> str:
    """Whose turn it is in a step of a guide: everybody's, or that of the first, second or third by name."""
    if who == "both":
        return str(_("All of you together"))
    place = "abc".index(who)
    unnamed = (_("The first of you"), _("The second of you"), _("The third of you"))
    return names[place] if place < len(names) else str(unnamed[place])


def for_three(told: GuideWords) -> GuideWords:
    """A guide for three people, whose third has a turn as well."""
    text = _("The same once more, and the two others listen. If something is to be given back, they share it.")
    return guides.for_three(told, Step(str(_("The third turn")), 1, "c", str(text)))


def band(shown: Sequence[int] | None) -> str:
    """A share of people in words."""
    if shown is None:
        return str(_("Hidden to protect people’s answers."))
    found = Band(*shown)
    if found.low == 0:
        return str(_("under %(high)s %%", high=found.high))
    if found.high == 100:
        return str(_("%(low)s %% or more", low=found.low))
    return str(_("%(low)s to %(high)s %%", low=found.low, high=found.high))


def reasons(found: Iterable[Reason], names: Mapping[str, str]) -> list[str]:
    """Why people fit, in words; topics that are not offered any more are left out."""
    told = (_reason(one, names) for one in found)
    return [sentence for sentence in told if sentence]


def causes(code: str) -> str:
    """Why somebody found no one, in words that tell nothing about exclusions."""
    return wording.cause(LeftOut("", code))


def _reason(one: Reason, names: Mapping[str, str]) -> str:
    if one.code == "shared_topics":
        shared = [names[key] for key in one.values["topics"].split(", ") if key in names]
        told = {"topics": ", ".join(shared), "count": one.values["count"]}
        return wording.reason(replace(one, values=told)) if shared else ""
    if one.code == "common_language":
        spoken = language_names(one.values["languages"].split(", "))
        return wording.reason(replace(one, values={"languages": ", ".join(name for _code, name in spoken)}))
    return wording.reason(one)


def in_templates() -> dict[str, Callable[..., object] | Mapping[str, object]]:
    """The words that templates of peer coaching use."""
    return {
        "day": day,
        "moment_in": moment_in,
        "zone_name": zone_name,
        "turn": turn,
        "band": band,
        "state_names": STATE_NAMES,
        "seniority_names": SENIORITY_NAMES,
    }
