"""Which practices stand together, and which is suggested when: pure, from values and a day, remembering nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from wellbeing.practices.practice import Practice

SHORT = 3
BRIEF = 2
"""At most so many minutes stand on Home, and for whoever likes it brief."""

SUGGESTIONS = 2

NEEDS: dict[str, tuple[str, ...]] = {
    "settle": (
        "real-time-soothing",
        "gentle-breathing",
        "grounding",
        "the-pause",
        "soothing-touch",
        "body-scan",
    ),
    "kind": (
        "compassionate-labelling",
        "three-sentences",
        "effort-and-kindness",
        "mentor-image",
        "guided-imagery",
        "compassionate-letter",
    ),
    "wrong": ("kinder-observation", "brief-reframing", "self-forgiveness"),
    "step": ("small-step", "realistic-goals", "boundaries-and-guilt", "gradual-approach"),
    "others": ("after-a-hard-day", "reflective-listening", "empathic-responding"),
}
"""What somebody may need now, and our practices for it in the order in which they stand."""

NEED_LABELS: dict[str, Any] = {
    "settle": _l("to settle"),
    "kind": _l("a kind word for myself"),
    "wrong": _l("something went wrong"),
    "step": _l("a small step"),
    "others": _l("to be there for somebody"),
}

MINUTES: dict[str, tuple[Any, int]] = {
    "2": (_l("up to two minutes"), 2),
    "3": (_l("up to three minutes"), 3),
}
"""How long somebody has: what the choice says, and the longest practice it shows."""


def need_of(practice: Practice) -> str:
    """Where a practice stands in the list."""
    return practice.need or next((need for need, slugs in NEEDS.items() if practice.slug in slugs), "kind")


def in_order(practices: Iterable[Practice]) -> list[Practice]:
    """By need; ours in the order above, then the company's own by title."""
    order = [slug for slugs in NEEDS.values() for slug in slugs]
    needs = list(NEEDS)

    def place(one: Practice) -> tuple[int, bool, int, str]:
        at = order.index(one.slug) if one.slug in order else len(order)
        return needs.index(need_of(one)), one.own, at, one.words("en").title.lower()

    return sorted(practices, key=place)


def chosen(practices: Iterable[Practice], *, need: str | None, minutes: str | None) -> list[Practice]:
    """Those for what somebody needs now and how long they have; an unknown choice is none."""
    longest = MINUTES[minutes][1] if minutes in MINUTES else None
    return [
        one
        for one in in_order(practices)
        if (need not in NEEDS or need_of(one) == need) and (longest is None or one.minutes <= longest)
    ]


def fits_after(practice: Practice, just: str | None) -> bool:
    """Whether a practice may follow the one that was open just now."""
    return just is None or just not in practice.not_right_after


def of_the_day(
    practices: Iterable[Practice], day: date, *, brief: bool = False, just: str | None = None
) -> Practice | None:
    """A short one to stand quietly on Home: another one each day, the same for everybody with the same way."""
    longest = BRIEF if brief else SHORT
    short = [one for one in in_order(practices) if one.suggested and one.minutes <= longest and fits_after(one, just)]
    return short[day.toordinal() % len(short)] if short else None


def after(practice: Practice, practices: Sequence[Practice]) -> list[Practice]:
    """What could come next: one for the same need and one for another, neither of which follows badly."""
    ordered = in_order(practices)
    at = next((place for place, one in enumerate(ordered) if one.slug == practice.slug), 0)
    ring = [one for one in (*ordered[at:], *ordered[:at]) if one.suggested and fits_after(one, practice.slug)]
    others = [one for one in ring if one.slug != practice.slug]
    same = [one for one in others if need_of(one) == need_of(practice)][:1]
    return same + [one for one in others if need_of(one) != need_of(practice)][: SUGGESTIONS - len(same)]
