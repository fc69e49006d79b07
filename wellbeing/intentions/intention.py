"""What a member makes for themself, and how it becomes the bytes that are sealed: plain values, no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

from tenants.signs import whole

BODY_LENGTH = 100_000
WORDS_LENGTH = 1_000
SENTENCE_LENGTH = 200
SENTENCES = 3
RUNGS = 5
HOW = ("done", "not_this_time")
BAD_DAY = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Intention:
    """What every kind has: the day it was begun, and which of its fields are words."""

    kind: ClassVar[str] = ""
    words: ClassVar[tuple[str, ...]] = ()
    longest: ClassVar[int] = WORDS_LENGTH

    begun_on: date

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not any(_has_words(getattr(self, name)) for name in self.words)

    def same_words(self, other: Intention) -> bool:
        """Whether both say the same, whenever each was begun and whatever became of it."""
        return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in self.words)

    def reworded(self, by: Self) -> Self:
        """This one, in the words of another."""
        return replace(self, **{name: getattr(by, name) for name in self.words})


@dataclass(frozen=True, slots=True)
class Sentences(Intention):
    """Up to three kind sentences, in the member's own order."""

    kind: ClassVar[str] = "sentences"
    words: ClassVar[tuple[str, ...]] = ("said",)
    longest: ClassVar[int] = SENTENCE_LENGTH

    said: tuple[str, ...] = ()

    def raised(self, place: int) -> Sentences:
        """The same sentences with the one at this place (from 0) one place further up."""
        if not 0 < place < len(self.said):
            return self
        before, one = self.said[place - 1], self.said[place]
        return replace(self, said=(*self.said[: place - 1], one, before, *self.said[place + 1 :]))


@dataclass(frozen=True, slots=True)
class Letter(Intention):
    """A letter to oneself: it grows for some days, is finished, and may come back on a chosen day."""

    kind: ClassVar[str] = "letter"
    words: ClassVar[tuple[str, ...]] = ("body",)
    longest: ClassVar[int] = BODY_LENGTH

    body: str = ""
    finished_on: date | None = None
    arrives_on: date | None = None

    def has_arrived(self, today: date) -> bool:
        """Whether it came back and has not been put away."""
        return self.arrives_on is not None and self.arrives_on <= today


@dataclass(frozen=True, slots=True)
class SmallStep(Intention):
    """A small plan: what, when or where, what to say to oneself; then how it was, and a kind note."""

    kind: ClassVar[str] = "small_step"
    words: ClassVar[tuple[str, ...]] = ("what", "when", "sentence", "note")

    what: str = ""
    when: str = ""
    sentence: str = ""
    how: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Goal(Intention):
    """One sentence, a first step, and whether that step could be taken on a bad day as well."""

    kind: ClassVar[str] = "goal"
    words: ClassVar[tuple[str, ...]] = ("sentence", "first_step", "bad_day")

    sentence: str = ""
    first_step: str = ""
    bad_day: str = ""


@dataclass(frozen=True, slots=True)
class Ladder(Intention):
    """A gradual approach: what gives safety, what it leads towards, and up to five mild steps."""

    kind: ClassVar[str] = "ladder"
    words: ClassVar[tuple[str, ...]] = ("anchor", "towards", "rungs")

    anchor: str = ""
    towards: str = ""
    rungs: tuple[str, ...] = ()


KINDS: dict[str, type[Intention]] = {one.kind: one for one in (Sentences, Letter, SmallStep, Goal, Ladder)}
_CHOICES = {"how": HOW, "bad_day": BAD_DAY}
_MOST = {"said": SENTENCES, "rungs": RUNGS}


class Unreadable(ValueError):
    """A record that is none of ours; the message names the field, never what it says."""


def to_record(one: Intention) -> dict[str, Any]:
    """Field by field, as JSON has it."""
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(one).items()}
    return {"kind": one.kind} | values


def from_record(record: Mapping[str, Any]) -> Intention:
    """The inverse; `Unreadable` when a field is of another shape, or longer than its form allows."""
    made = KINDS.get(str(record.get("kind")))
    if made is None:
        raise Unreadable("kind")
    known = [one.name for one in fields(made) if one.name in record or one.name == "begun_on"]
    return made(**{name: _field(made, name, record.get(name)) for name in known})


def to_bytes(one: Intention) -> bytes:
    """As it is sealed."""
    return json.dumps(to_record(one), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_bytes(opened: bytes) -> Intention:
    """As it was sealed."""
    return from_record(json.loads(opened.decode("utf-8", "surrogatepass")))


def _field(made: type[Intention], name: str, value: Any) -> Any:
    if name.endswith("_on"):
        return _day(name, value)
    if name in _MOST:
        if not isinstance(value, list | tuple) or len(value) > _MOST[name]:
            raise Unreadable(name)
        return tuple(_text(name, each, made.longest) for each in value)
    text = _text(name, value, made.longest)
    if name in _CHOICES and text not in ("", *_CHOICES[name]):
        raise Unreadable(name)
    return text


def _text(name: str, value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise Unreadable(name)
    return whole(value)


def _day(name: str, value: Any) -> date | None:
    if value is None and name != "begun_on":
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Unreadable(name) from error


def _has_words(value: object) -> bool:
    return any(map(_has_words, value)) if isinstance(value, tuple) else bool(str(value).strip())
