"""The one entry of disclosure control: candidate groups and values in, published figures out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from reports.disclosure.groups import Candidate, DisclosureError, checked
from reports.disclosure.rounding import Bound, shown_band, shown_mean, size_band
from reports.disclosure.suppression import Reason, hidden_groups

MINIMUM_THRESHOLD = 5
PARTICIPATION_THRESHOLD = 20


class Form(StrEnum):
    """What the figure is: a mean on 0-100 as a whole number, or a share in bands of ten points."""

    MEAN = "mean"
    BAND = "band"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """What readers may know about one group: a value with how to read it, or the reason why there is none.

    ``value`` is on 0-100 and None when hidden; ``reason`` is None when shown. ``size_low`` and ``size_high`` are the
    band of the number of answers (``size_high`` None: open); both None when hidden and for bands of counts.
    """

    key: str
    value: int | None
    bound: Bound
    size_low: int | None
    size_high: int | None
    reason: Reason | None

    @property
    def is_shown(self) -> bool:
        """Whether readers get a value."""
        return self.value is not None


def publish(
    candidates: Iterable[Candidate], values: Mapping[str, float], threshold: int, form: Form = Form.MEAN
) -> list[PublishedFigure]:
    """One figure for each candidate, in the order given.

    ``values`` maps a pseudonym to a number on 0-100 (a share is a mean of 0 and 100); whoever has no entry has no
    value and is not counted. ``threshold`` is the fewest people behind any shown figure and behind any difference
    of shown figures, at least 5. Which groups are shown depends on who has a value, never on the value. The same
    set of people always carries the same figure. Cost grows with the sum of the group sizes.

    Raises DisclosureError for a threshold under 5, a value outside 0-100, or groups that do not nest.
    Source: PRIVACY rules for reports, 4 and 8; see ``suppression`` and ``rounding``.
    """
    if threshold < MINIMUM_THRESHOLD:
        raise DisclosureError(f"The threshold is {MINIMUM_THRESHOLD} or more.")
    if any(not isfinite(value) or not 0 <= value <= 100 for value in values.values()):
        raise DisclosureError("Every value lies between 0 and 100.")
    groups = checked(candidates)
    counted = {key: frozenset(one for one in group.people if one in values) for key, group in groups.items()}
    hidden = hidden_groups(counted, {key: group.parent for key, group in groups.items()}, threshold)
    invited = _fewest_invited(groups.values(), counted)
    return [
        PublishedFigure(key, None, Bound.EXACT, None, None, hidden[key])
        if key in hidden
        else _figure(key, [values[one] for one in people], invited[people], threshold, form)
        for key, people in counted.items()
    ]


def _fewest_invited(
    groups: Iterable[Candidate], counted: Mapping[str, frozenset[str]]
) -> dict[frozenset[str], int | None]:
    """For each set of people the smallest number invited among the groups made of exactly them."""
    fewest: dict[frozenset[str], int | None] = {}
    for group in groups:
        known = fewest.setdefault(counted[group.key], group.invited)
        if group.invited is not None and (known is None or group.invited < known):
            fewest[counted[group.key]] = group.invited
    return fewest


def _figure(key: str, values: list[float], invited: int | None, threshold: int, form: Form) -> PublishedFigure:
    if form is Form.BAND:
        value, bound = shown_band(values)
        return PublishedFigure(key, value, bound, None, None, None)
    low, high = size_band(len(values), invited, threshold)
    value, bound = shown_mean(values, low)
    return PublishedFigure(key, value, bound, low, high, None)
