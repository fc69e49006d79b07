"""The guides for a conversation: shipped in four languages, loaded once, refused when a part is missing; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from tenants.members.my_way import TOPICS, MyWay

SHIPPED = Path(__file__).with_name("guides")
LANGUAGES = ("en", "de", "fr", "es")
FIRST = "listening-first"
LAST = "more-than-a-hard-week"
ORDER = (FIRST, "hard-week", "boundaries", "small-steps", "mistakes", "celebrating-effort", LAST)
TURNS = ("a", "b", "both")


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a conversation: how long, whose turn, and what to do."""

    title: str
    minutes: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class GuideWords:
    """A guide in one language."""

    title: str
    minutes: int
    for_whom: str
    steps: tuple[Step, ...]
    questions: tuple[str, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide in every language; `topics` are what it touches (`tenants.members.my_way.TOPICS`)."""

    id: str
    texts: Mapping[str, GuideWords]
    topics: frozenset[str] = frozenset()

    def words(self, language: str) -> GuideWords:
        """The guide in a language, else in English."""
        return self.texts.get(language) or self.texts["en"]


class GuideFlaw(ValueError):
    """What is wrong with a file of a guide, in one sentence."""


@cache
def shipped(folder: Path = SHIPPED) -> tuple[Guide, ...]:
    """Every shipped guide, the known ones in the order in which somebody meets them."""
    found = {one.id: one for one in (load(file) for file in sorted(folder.glob("*.toml")))}
    return tuple(found[name] for name in dict.fromkeys((*ORDER, *found)) if name in found)


def offered(way: MyWay) -> list[Guide]:
    """The guides that this member is offered; every one can be looked up by its name."""
    return [one for one in shipped() if way.welcomes(one.topics)]


def find(guide_id: str) -> Guide | None:
    """A guide by its id."""
    return next((one for one in shipped() if one.id == guide_id), None)


def load(file: Path) -> Guide:
    """One guide from its file; GuideFlaw when a language or a part is missing."""
    kept = tomllib.loads(file.read_text(encoding="utf-8"))
    if kept.get("id") != file.stem:
        raise GuideFlaw(f"{file.name}: the id is not the name of the file")
    missing = [language for language in LANGUAGES if language not in kept]
    if missing:
        raise GuideFlaw(f"{file.name}: not in {', '.join(missing)}")
    texts = {language: _words(kept[language], f"{file.name}, {language}") for language in LANGUAGES}
    shapes = {tuple((step.minutes, step.who) for step in one.steps) for one in texts.values()}
    if len(shapes) > 1:
        raise GuideFlaw(f"{file.name}: the steps differ between languages")
    topics = frozenset(kept.get("topics", ()))
    if unknown := topics - TOPICS.keys():
        raise GuideFlaw(f"{file.name}: no such topic: {', '.join(sorted(unknown))}")
    return Guide(kept["id"], texts, topics)


def for_three(told: GuideWords, third: Step) -> GuideWords:
    """The guide with a turn for a third person: the other two give a third of theirs, and it takes no longer."""
    turns = [place for place, step in enumerate(told.steps) if step.who != "both"]
    if not turns:
        return told
    steps = [
        step if step.who == "both" else replace(step, minutes=max(1, (step.minutes * 2 + 1) // 3))
        for step in told.steps
    ]
    given = sum(before.minutes - now.minutes for before, now in zip(told.steps, steps, strict=True))
    if given:
        steps.insert(turns[-1] + 1, replace(third, minutes=given))
    return replace(told, steps=tuple(steps))


def _words(kept: Mapping[str, Any], where: str) -> GuideWords:
    try:
        steps = tuple(Step(one["title"], int(one["minutes"]), one["who"], one["text"]) for one in kept["steps"])
        words = GuideWords(
            title=kept["title"],
            minutes=int(kept["minutes"]),
            for_whom=kept["for_whom"],
            steps=steps,
            questions=tuple(kept["questions"]),
            closing=kept["closing"],
        )
    except KeyError as error:
        raise GuideFlaw(f"{where}: {error.args[0]} is missing") from error
    if not steps or any(step.who not in TURNS or step.minutes < 1 for step in steps):
        raise GuideFlaw(f"{where}: every step needs minutes and whose turn it is")
    return words
