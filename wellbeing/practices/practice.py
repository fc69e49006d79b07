"""What a practice is, whoever wrote it, and how it meets one member's way: plain values, no flask, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tenants.members.my_way import MyWay

LANGUAGES = ("en", "de", "fr", "es")
UNHURRIED = 1.5
"""How much longer a step's suggestion is for whoever likes it unhurried."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences; with an anchor they are said only to whoever chose it."""

    text: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One part: what to do, how many seconds the calm timer suggests, and whether it says that it may be left out."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    seconds: int
    skippable: bool = False

    def said(self, anchor: str | None) -> tuple[str, ...]:
        """The paragraphs for an anchor; where nothing is said for it, those for the first anchor of the step."""
        there = [one.anchor for one in self.paragraphs if one.anchor]
        told = anchor if anchor in there else next(iter(there), None)
        return tuple(one.text for one in self.paragraphs if one.anchor in {None, told})


@dataclass(frozen=True, slots=True)
class Field:
    """A private field in a step (counted from 1); nothing in it is kept unless the member presses."""

    step: int
    id: str
    rows: int


@dataclass(frozen=True, slots=True)
class Words:
    """A practice in one language."""

    title: str
    summary: str
    steps: tuple[Step, ...]
    closing: str
    note: str = ""
    evidence: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice in its languages. `own` is what the company wrote; `need` is where HR put it in the list."""

    slug: str
    minutes: int
    texts: Mapping[str, Words]
    essay: tuple[str, ...] = ()
    source: str = ""
    topics: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    not_right_after: tuple[str, ...] = ()
    status: str = "usual"
    own: bool = False
    need: str = ""

    def language_near(self, language: str) -> str:
        """The wanted language if the practice speaks it, else its first."""
        return language if language in self.texts else next(name for name in LANGUAGES if name in self.texts)

    def words(self, language: str) -> Words:
        """The practice in a language, else in its first."""
        return self.texts[self.language_near(language)]

    @property
    def suggested(self) -> bool:
        """Whether it may be put before somebody who did not look for it: nothing with a content note is."""
        return self.status == "usual" and not any(one.note for one in self.texts.values())


def anchors_for(practice: Practice, way: MyWay) -> tuple[str, ...]:
    """The anchors that a member can choose here: those of the practice without what they asked to be left in peace."""
    return tuple(one for one in practice.anchors if way.welcomes((one,)))


def anchor_for(practice: Practice, way: MyWay, wanted: str | None = None) -> str | None:
    """Where attention rests: what was asked for now, else what the member's way says, else the first that is left."""
    choices = anchors_for(practice, way)
    if wanted in choices:
        return wanted
    return next((one for one in choices if one in way.anchors), next(iter(choices), None))


def touched(practice: Practice, way: MyWay) -> tuple[str, ...]:
    """The topics of a practice that the member asked to be left in peace with, an only anchor included."""
    found = [topic for topic in practice.topics if topic in way.avoid]
    if practice.anchors and not anchors_for(practice, way):
        found += [one for one in practice.anchors if one not in found]
    return tuple(found)


def welcome(practices: Iterable[Practice], way: MyWay) -> list[Practice]:
    """Those that may be offered: a practice that touches an avoided topic is left out as a whole."""
    return [one for one in practices if not touched(one, way)]


def seconds_for(step: Step, way: MyWay) -> int:
    """What the calm timer suggests for a step; it never goes on by itself."""
    return round(step.seconds * UNHURRIED) if way.pace == "unhurried" else step.seconds
