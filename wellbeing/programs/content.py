"""What a programme says, week by week, in each of its languages: plain values to and from JSON; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

LANGUAGES = ("en", "de", "fr", "es")

PRACTICE = "practice"
PROMPT = "prompt"
FORM = "form"
CHECKIN = "checkin"
PAIRING_ROUND = "pairing_round"
FEEDBACK_NUDGE = "feedback_nudge"
LEARNING_NOTE = "learning_note"
MESSAGE = "message"
KINDS = (PRACTICE, PROMPT, FORM, MESSAGE, CHECKIN, PAIRING_ROUND, FEEDBACK_NUDGE, LEARNING_NOTE)
"""Kinds of steps, those for oneself first."""

WITHOUT_REF = frozenset({LEARNING_NOTE, MESSAGE})
"""Kinds that lead to nothing of which there are several."""

FORMS = ("free", "effort", "pause", "mistake", "sentences", "letter", "small-steps", "goals")
"""What a step of the kind `form` may lead to: forms of a journal entry, then pages of their own beside the journal."""

LONGEST = 26
"""Weeks that a programme lasts at most."""
MOST_STEPS = 6
"""Steps of one week at most, so that a week stays small."""

Texts = Mapping[str, str]
"""One text by language; a language without a text is missing or empty."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `id` is stable inside its programme, `ref` names what it leads to, and `lighter` something lighter of
    the same kind ("" for none); `topics` are keys of `my_way.TOPICS` that it touches."""

    id: str
    kind: str
    ref: str
    text: Texts
    topics: tuple[str, ...] = ()
    lighter: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """One week by its number from 1; numbers that no week has are quiet weeks."""

    number: int
    title: Texts
    opening: Texts
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a programme says. `weeks` stand in the order of their numbers."""

    name: Texts
    purpose: Texts
    for_whom: Texts
    minutes_a_week: int
    evidence: Texts
    source: str
    first_message: Texts
    last_message: Texts
    weeks: tuple[Week, ...]

    @property
    def length(self) -> int:
        """How many weeks it lasts, quiet ones included; 0 without any week."""
        return self.weeks[-1].number if self.weeks else 0

    def week(self, number: int) -> Week | None:
        """The week of a number; None for a quiet one."""
        return next((week for week in self.weeks if week.number == number), None)

    def with_week(self, week: Week) -> Content:
        """The same with this week in place of the one of its number, or added."""
        others = [other for other in self.weeks if other.number != week.number]
        return replace(self, weeks=tuple(sorted([*others, week], key=lambda one: one.number)))

    def steps(self) -> Iterator[tuple[Week, Step]]:
        """Every step with its week, in order."""
        for week in self.weeks:
            for step in week.steps:
                yield week, step


TEXTS = ("name", "purpose", "for_whom", "evidence", "first_message", "last_message")
"""Fields of `Content` that are texts in each language."""


def said(texts: Texts, language: str, otherwise: Iterable[str] = ("en",)) -> str:
    """A text in a language, else in the first of the others that has one; "" when there is none at all."""
    wanted = (language, *otherwise, *LANGUAGES)
    return next((texts[one] for one in wanted if texts.get(one)), "")


def to_json(content: Content) -> dict[str, Any]:
    """The content as values of JSON."""
    return asdict(content)


def from_json(kept: Mapping[str, Any]) -> Content:
    """The content of a stored programme."""
    weeks = tuple(
        Week(
            number=week["number"],
            title=week["title"],
            opening=week["opening"],
            steps=tuple(Step(**{**step, "topics": tuple(step["topics"])}) for step in week["steps"]),
        )
        for week in kept["weeks"]
    )
    return Content(**{**kept, "weeks": weeks})


def empty() -> Content:
    """A programme in which nothing is said yet."""
    return Content({}, {}, {}, 10, {}, "", {}, {}, ())
