"""Words of the release log: bands of people, kinds of groups, and how far an answer is explained."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from reports.disclosure.ledger import BEYOND
from reports.releases.release_log import GroupCount, ReleaseLog
from reports.releases.statistics import Scale


def _(text: str, **values: object) -> str:
    """The text in the language in force."""
    return str(gettext(text, **values))


def title_text(scale: Scale) -> str:
    """The title of a scale: the instrument's own words, or ours for the response rate."""
    if scale.measure == "turnover":
        return _("Turnover")
    return _("Response rate") if scale.measure == "participation" else scale.title


def people_text(band: str | None) -> str:
    """A band of people in words; `None` where there is nothing to say."""
    if band is None:
        return _("not said")
    if band.endswith("+"):
        return _("%(number)s or more", number=band[:-1])
    low, _dash, high = band.partition("-")
    if low == "0":
        return _("at most %(number)s", number=high)
    return _("%(low)s to %(high)s", low=low, high=high)


def kind_text(kind: str) -> str:
    """What a kind of groups is made by."""
    words = {
        "org": _("Organization and units"),
        "directs": _("Directly in a unit"),
        "location": _("Locations"),
        "tenure": _("Time in the organization"),
        "family": _("Job families"),
        "named": _("Named groups"),
        "org_location": _("Units by location"),
        "org_tenure": _("Units by time in the organization"),
        "location_tenure": _("Locations by time in the organization"),
    }
    return words.get(kind, kind)


def groups_text(groups: tuple[GroupCount, ...]) -> str:
    """How many groups were shown, shown together and hidden, over all kinds."""
    shown, together, hidden = (
        sum(counts) for counts in zip(*((one.published, one.merged, one.hidden) for one in groups), strict=True)
    )
    said = [str(ngettext("%(num)s shown", "%(num)s shown", shown))]
    if together:
        said.append(str(ngettext("%(num)s made of small siblings", "%(num)s made of small siblings", together)))
    said.append(str(ngettext("%(num)s hidden", "%(num)s hidden", hidden)))
    return ", ".join(said)


def explained_texts(log: ReleaseLog) -> tuple[str, ...]:
    """How far anybody's answer may be explained at most; for this wave, and with the waves before it.

    The limits are told and not how near this wave came: of a lone small group that would say how many answered.
    """
    if log.limits is None:
        return ()
    one, linked = (
        {"limit": _percent(limit), "most": _percent(limit + BEYOND)} for limit in (log.limits[0], log.limits[2])
    )
    said = [
        _(
            "Everything shown of this check-in explains less than %(limit)s of anybody’s answer, or less than %(most)s "
            "where a large group adds next to nothing.",
            **one,
        )
    ]
    if log.joined is not None:
        said.append(_("With the check-ins before it, it explains less than %(limit)s, or %(most)s likewise.", **linked))
    return tuple(said)


def refused_text(log: ReleaseLog) -> str:
    """What the audit withheld, by kind and never by group."""
    if not log.refused:
        return _("nothing")
    return _(
        "of one scale or question, the whole breakdown by: %(kinds)s",
        kinds=", ".join(kind_text(kind) for kind in log.refused),
    )


def limits_text(log: ReleaseLog) -> str:
    """Which limits were in force."""
    return _("strict limits") if log.strict else _("usual limits")


def leaders_text(leaders: str) -> str:
    """The share of leaders with a result, as far as it may be said."""
    if leaders == "all":
        return _("all of them")
    if leaders == "some":
        return _("some of them")
    if leaders.startswith("under_"):
        return _("under %(number)s %%", number=leaders.removeprefix("under_"))
    if leaders.endswith("_or_more"):
        return _("%(number)s %% or more", number=leaders.removesuffix("_or_more"))
    low, _dash, high = leaders.partition("-")
    return _("%(low)s to %(high)s %%", low=low, high=high)


def _percent(share: float) -> str:
    return _("%(number)s %%", number=round(100 * share))
