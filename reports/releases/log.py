"""The facts of a release: built at the close from bands and settings, stored with it, and read back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from reports.disclosure.candidates import Kind
from reports.disclosure.ledger import STRICT, USUAL
from reports.disclosure.release import Released
from reports.disclosure.rounding import BAND_STEP, Bound, shown_band, size_band
from reports.disclosure.structure import Structure
from reports.disclosure.table import band_text
from reports.releases.release_log import GroupCount, ReleaseLog
from reports.releases.statistics import ReleasedScale

CONTROL = "ledger, sticky noise, audit"
ENGINE = 1
"""Version of disclosure control; a change of what it would publish raises it."""

FEW_LEADERS = 10
"""Below this many leaders their share is not said in percent."""

_TEN = 10
_SMALLEST_EDGE = 5

Audience = Mapping[str, tuple[UUID, ...]]
"""Pseudonyms of everybody invited with the units they count in."""


def log_of(
    made: Structure,
    released: Sequence[Released],
    *,
    audience: Audience,
    before: Audience,
    leaders: str,
) -> ReleaseLog:
    """The facts of one release; ``audience`` and ``before`` are those of this wave and of the one released before."""
    limits = STRICT if made.policy.strict else USUAL
    answered = len(made.round.respondents)
    joined, moved, left = _changes(audience, before) if before else (None, None, None)
    return ReleaseLog(
        control=CONTROL,
        engine=ENGINE,
        threshold=made.policy.threshold,
        strict=made.policy.strict,
        limits=(round(limits.noisy, 3), limits.exact, limits.linked),
        invited=_people(len(audience)),
        answered=_answered(answered, len(audience), made.policy.threshold),
        joined=joined,
        moved=moved,
        left=left,
        groups=_groups(made),
        refused=_refused(released),
        leaders=leaders,
    )


def log_from(settings: Mapping[str, Any]) -> ReleaseLog:
    """The facts as they were stored; of a release from before the ledger only what was stored then."""
    told = settings.get("log")
    if told is None:
        return ReleaseLog(control=settings.get("control", ""), threshold=settings.get("threshold", _SMALLEST_EDGE))
    lists = {
        "groups": tuple(GroupCount(**one) for one in told["groups"]),
        "refused": tuple(told["refused"]),
        "limits": tuple(told["limits"]),
    }
    return ReleaseLog(**{**told, **lists})


def stored_log(log: ReleaseLog) -> dict[str, Any]:
    """The facts as they are stored."""
    return asdict(log)


def leaders_share(led: Collection[Sequence[UUID]], scales: Sequence[ReleasedScale]) -> str:
    """The share of leaders with a result; each is given by the units they lead.

    A result is a shown figure of a led unit, one merged with its siblings, or that of a unit above.
    """
    if not led:
        return ""
    scores = [one for one in scales if one.scale.measure == "score"]
    reached = sum(any(_has_result(unit_id, scores) for unit_id in units) for units in led)
    if len(led) < FEW_LEADERS:
        return "all" if reached == len(led) else "some"
    low, bound = shown_band(100 * reached / len(led))
    if bound is Bound.AT_MOST:
        return f"under_{low}"
    return f"{low}_or_more" if bound is Bound.AT_LEAST else f"{low}-{low + BAND_STEP - 1}"


def _has_result(unit_id: UUID, scales: Sequence[ReleasedScale]) -> bool:
    for one in scales:
        own = one.of_unit(unit_id)
        if own is not None and (own.is_shown or one.instead_of(unit_id) is not None):
            return True
    return False


def _people(count: int) -> str:
    if count < _SMALLEST_EDGE:
        return f"0-{_SMALLEST_EDGE - 1}"
    return band_text(*size_band(count, None, _SMALLEST_EDGE)) or ""


def _answered(count: int, invited: int, threshold: int) -> str:
    return f"0-{threshold - 1}" if count < threshold else band_text(*size_band(count, invited, threshold)) or ""


def _changes(now: Audience, before: Audience) -> tuple[str, str, str]:
    """People who came, moved to another unit and went since the wave before, in bands of ten."""
    came, went = now.keys() - before.keys(), before.keys() - now.keys()
    moved = [person for person in now.keys() & before.keys() if now[person] != before[person]]
    tens = [len(people) // _TEN * _TEN for people in (came, moved, went)]
    joined, elsewhere, left = (f"{low}-{low + _TEN - 1}" for low in tens)
    return joined, elsewhere, left


def _groups(made: Structure) -> tuple[GroupCount, ...]:
    found = []
    for kind in Kind:
        groups = [group for group in made.groups if group.kind is kind]
        merged = sum(len(group.units) > 1 for group in groups)
        hidden = sum(group in made.hidden for group in groups)
        if groups:
            found.append(GroupCount(kind.value, len(groups) - merged - hidden, merged, hidden))
    return tuple(found)


def _refused(released: Sequence[Released]) -> tuple[str, ...]:
    kinds = tuple(Kind)
    places = {place for one in released for place, _depth in one.audited.refused}
    return tuple(kinds[place].value for place in sorted(places))
