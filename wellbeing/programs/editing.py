"""Changing what a programme says: texts of one language, steps of a week, the order of weeks; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wellbeing.programs.content import KINDS, LONGEST, MOST_STEPS, TEXTS, WITHOUT_REF, Content, Step, Texts, Week

LONGEST_TEXT: Mapping[str, int] = {
    "name": 80,
    "purpose": 300,
    "for_whom": 500,
    "evidence": 800,
    "first_message": 600,
    "last_message": 600,
    "title": 80,
    "opening": 600,
    "step": 600,
    "source": 400,
}
"""How many characters each text may have."""


class Unfit(ValueError):
    """A change that cannot be made: a code of `hr_wording`, and the numbers that its sentence names."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Typed:
    """One step as the form of a week holds it, in one language; `week` is where it is to stand.

    `also` holds what was written in other languages at the same time.
    """

    id: str
    kind: str
    ref: str = ""
    text: str = ""
    lighter: str = ""
    topics: tuple[str, ...] = ()
    week: int = 0
    also: Mapping[str, str] = field(default_factory=dict)


def said_in(texts: Texts, language: str, text: str) -> Texts:
    """Texts with another one in this language; an empty one is taken out."""
    others = {one: words for one, words in texts.items() if one != language and words}
    return others | ({language: text} if text else {})


def with_words(content: Content, language: str, words: Mapping[str, str]) -> Content:
    """The same with these words (by fields of `content.TEXTS`) in one language."""
    said: dict[str, Any] = {name: said_in(getattr(content, name), language, words[name]) for name in TEXTS}
    return replace(content, **said)


def write_week(
    content: Content, number: int, *, language: str, title: str, opening: str, typed: Sequence[Typed]
) -> Content:
    """The same with a week as its form says, in one language; steps bound for another week go to its end."""
    before = content.week(number)
    if before is None:
        raise Unfit("no_such_week", week=number)
    known = {step.id: step for _week, step in content.steps()}
    steps = [(one.week or number, _step(one, known.get(one.id), language)) for one in typed]
    here = tuple(step for at, step in steps if at == number)
    found = content.with_week(
        Week(number, said_in(before.title, language, title), said_in(before.opening, language, opening), here)
    )
    for at, step in steps:
        if at != number:
            other = found.week(at)
            if other is None:
                raise Unfit("no_such_week", week=at)
            found = found.with_week(replace(other, steps=(*other.steps, step)))
    return _fitting(found)


def _step(one: Typed, known: Step | None, language: str) -> Step:
    if one.kind not in KINDS or (known is not None and known.kind != one.kind):
        raise Unfit("no_such_kind")
    ref = "" if one.kind in WITHOUT_REF else one.ref
    texts = said_in(known.text if known else {}, language, one.text)
    for other, text in one.also.items():
        texts = said_in(texts, other, text)
    return Step(one.id, one.kind, ref, texts, tuple(sorted(set(one.topics))), one.lighter)


def moved(typed: Sequence[Typed], step_id: str, by: int) -> list[Typed]:
    """The steps with one a place further up (-1) or down (1); at an end nothing changes."""
    found = list(typed)
    at = next((place for place, one in enumerate(found) if one.id == step_id), None)
    if at is not None and 0 <= at + by < len(found):
        found[at], found[at + by] = found[at + by], found[at]
    return found


def add_week(content: Content, number: int) -> Content:
    """The same with a new, empty week."""
    _refuse_taken(content, number)
    return _fitting(content.with_week(Week(number, {}, {}, ())))


def copy_week(content: Content, number: int, to: int, fresh: Callable[[], str]) -> Content:
    """The same with a copy of a week under a free number; its steps get ids of their own."""
    source = content.week(number)
    if source is None:
        raise Unfit("no_such_week", week=number)
    _refuse_taken(content, to)
    steps = tuple(replace(step, id=fresh()) for step in source.steps)
    return _fitting(content.with_week(replace(source, number=to, steps=steps)))


def remove_week(content: Content, number: int) -> Content:
    """The same without a week; one between others leaves a quiet one."""
    return replace(content, weeks=tuple(week for week in content.weeks if week.number != number))


def shift_week(content: Content, number: int, by: int) -> Content:
    """The same with a week one number earlier (-1) or later (1); a week that stands there takes its place."""
    here, there = content.week(number), content.week(number + by)
    if here is None:
        raise Unfit("no_such_week", week=number)
    if number + by < 1:
        return content
    others = [week for week in content.weeks if week.number not in {number, number + by}]
    moved_there = [replace(there, number=number)] if there else []
    return _ordered(content, [*others, replace(here, number=number + by), *moved_there])


def quiet_before(content: Content, number: int) -> Content:
    """The same with a quiet week in front of a week: it and all later ones come a week later."""
    return _ordered(content, [replace(week, number=week.number + (week.number >= number)) for week in content.weeks])


def close_up(content: Content, number: int) -> Content:
    """The same without a quiet week: all later ones come a week earlier."""
    if content.week(number) is not None:
        raise Unfit("week_taken", week=number)
    return _ordered(content, [replace(week, number=week.number - (week.number > number)) for week in content.weeks])


def changed_weeks(before: Content, after: Content) -> Iterator[int]:
    """The numbers of the weeks that differ, those included that one of them has not."""
    for number in range(1, max(before.length, after.length) + 1):
        if before.week(number) != after.week(number):
            yield number


def _ordered(content: Content, weeks: Sequence[Week]) -> Content:
    return _fitting(replace(content, weeks=tuple(sorted(weeks, key=lambda week: week.number))))


def _refuse_taken(content: Content, number: int) -> None:
    if content.week(number) is not None:
        raise Unfit("week_taken", week=number)


def _fitting(content: Content) -> Content:
    if content.weeks and not 1 <= content.weeks[0].number <= content.length <= LONGEST:
        raise Unfit("week_number", most=LONGEST)
    full = next((week.number for week in content.weeks if len(week.steps) > MOST_STEPS), None)
    if full is not None:
        raise Unfit("many_steps", week=full, most=MOST_STEPS)
    ids = [step.id for _week, step in content.steps()]
    if len(set(ids)) < len(ids):
        raise Unfit("step_twice")
    return content
