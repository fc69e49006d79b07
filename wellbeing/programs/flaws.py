"""What is missing or unfit in a programme's content: texts, links, tact, what a sensitive one may hold; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wellbeing.programs.content import (
    CHECKIN,
    FEEDBACK_NUDGE,
    FORM,
    LEARNING_NOTE,
    MESSAGE,
    PAIRING_ROUND,
    PRACTICE,
    PROMPT,
    WITHOUT_REF,
    Content,
    Step,
    Week,
)

FOR_THE_COMPANY = frozenset({CHECKIN, PAIRING_ROUND, FEEDBACK_NUDGE, LEARNING_NOTE})
"""Kinds that a sensitive programme never holds: each would show, or lead to, something beyond the person alone."""
WITH_LIGHTER = frozenset({PRACTICE, PROMPT, FORM})
"""Kinds that can have something lighter beside them."""
NEEDED = ("name", "purpose", "for_whom", "first_message", "last_message")
"""Texts that every language of a programme must have."""
BLOCK = 5
"""Of so many prompts in a row at most one asks about difficulty."""
TOO_LONG = 1.5
"""A week is longer than promised from half as much again: every step can be left out."""
TAKES = {PROMPT: 2, FORM: 4, MESSAGE: 1, CHECKIN: 5, FEEDBACK_NUDGE: 10, LEARNING_NOTE: 8}
"""Minutes that a step takes when what it leads to does not say."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a step can lead to. `languages` are those it speaks; `state` is empty when people find it, else
    `hidden`, `unpublished` or `off`; `minutes` is 0 when it does not say."""

    ref: str
    title: str
    languages: frozenset[str]
    group: str = ""
    topics: tuple[str, ...] = ()
    difficult: bool = False
    lighter: str = ""
    minutes: int = 0
    state: str = ""


Offers = Mapping[str, Mapping[str, Offer]]
"""What steps can lead to, by kind and ref."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong or worth knowing: a code of `hr_wording`, its values, and where it stands.

    `step` is the id of a step, `place` its place in its week from 1.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    week: int | None = None
    step: str = ""
    place: int = 0


def refusals(content: Content, languages: Sequence[str], offers: Offers, *, sensitive: bool) -> Iterator[Flaw]:
    """Everything in the content that stands against a launch, in the order in which it is read."""
    if not content.weeks:
        yield Flaw("no_weeks")
    for name in NEEDED:
        missing = _missing(getattr(content, name), languages)
        if missing:
            yield Flaw("text_missing", {"what": name, "languages": missing})
    for week in content.weeks:
        yield from _of_week(week, languages, offers, sensitive=sensitive)
    yield from _of_tact(content, offers)


def _of_week(week: Week, languages: Sequence[str], offers: Offers, *, sensitive: bool) -> Iterator[Flaw]:
    if not week.steps:
        yield Flaw("no_steps", week=week.number)
    for name, texts in (("title", week.title), ("opening", week.opening)):
        missing = _missing(texts, languages)
        if missing:
            yield Flaw("text_missing", {"what": name, "languages": missing}, week.number)
    for place, step in enumerate(week.steps, start=1):
        for code, values in _of_step(step, languages, offers, sensitive=sensitive):
            yield Flaw(code, values, week.number, step.id, place)


def _of_step(
    step: Step, languages: Sequence[str], offers: Offers, *, sensitive: bool
) -> Iterator[tuple[str, Mapping[str, object]]]:
    if sensitive and step.kind in FOR_THE_COMPANY:
        yield "sensitive_kind", {"kind": step.kind}
    missing = _missing(step.text, languages)
    if missing:
        yield "text_missing", {"what": "step", "languages": missing}
    if step.kind not in WITHOUT_REF:
        yield from _of_link(step.kind, step.ref, languages, offers)
    if step.lighter and step.kind in WITH_LIGHTER:
        yield from _of_link(step.kind, step.lighter, languages, offers)


def _of_link(
    kind: str, ref: str, languages: Sequence[str], offers: Offers
) -> Iterator[tuple[str, Mapping[str, object]]]:
    offer = offers[kind].get(ref)
    if not ref:
        yield "no_link", {"kind": kind}
    elif offer is None:
        yield "link_gone", {"kind": kind}
    elif offer.state:
        yield f"link_{offer.state}", {"kind": kind, "title": offer.title}
    else:
        missing = tuple(one for one in languages if one not in offer.languages)
        if missing:
            yield "link_language", {"title": offer.title, "languages": missing}


def _of_tact(content: Content, offers: Offers) -> Iterator[Flaw]:
    """At most one of five prompts asks about difficulty, none in the first week, each with a lighter one beside it."""
    since = BLOCK
    first = content.weeks[0].number if content.weeks else 0
    for week in content.weeks:
        for place, step in enumerate(week.steps, start=1):
            if step.kind != PROMPT:
                continue
            since += 1
            if not _is_difficult(step.ref, offers):
                continue
            where = (week.number, step.id, place)
            if week.number == first:
                yield Flaw("difficult_first", {}, *where)
            if since < BLOCK:
                yield Flaw("difficult_often", {}, *where)
            if not step.lighter or _is_difficult(step.lighter, offers):
                yield Flaw("difficult_alone", {}, *where)
            since = 0


def _is_difficult(ref: str, offers: Offers) -> bool:
    offer = offers[PROMPT].get(ref)
    return offer is not None and offer.difficult


def notes(content: Content, offers: Offers, *, role: str, whole: bool) -> Iterator[Flaw]:
    """What HR should know of the content: weeks longer than promised, steps for some alone, whom a check-in asks."""
    for week in content.weeks:
        minutes = sum(_minutes(step, offers) for step in week.steps)
        if minutes > content.minutes_a_week * TOO_LONG:
            values = {"minutes": minutes, "promised": content.minutes_a_week}
            yield Flaw("long_week", values, week.number)
    kinds = {step.kind for _week, step in content.steps()}
    if FEEDBACK_NUDGE in kinds and role != "supervisors":
        yield Flaw("for_supervisors")
    if LEARNING_NOTE in kinds and role == "everyone":
        yield Flaw("for_leaders")
    if CHECKIN in kinds and not (whole and role == "everyone"):
        yield Flaw("checkin_asks_all")
    if PAIRING_ROUND in kinds and not (whole and role == "everyone"):
        yield Flaw("round_for_all")


def _minutes(step: Step, offers: Offers) -> int:
    offer = offers.get(step.kind, {}).get(step.ref)
    return (offer.minutes if offer else 0) or TAKES.get(step.kind, 0)


def _missing(texts: Mapping[str, str], languages: Collection[str]) -> tuple[str, ...]:
    return tuple(one for one in languages if not texts.get(one, "").strip())
