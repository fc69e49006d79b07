"""The programmes we ship complete: facts and words in English, the same words in every other language; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wellbeing.programs.content import LANGUAGES, TEXTS, Content, Step, Week

SHIPPED = Path(__file__).with_name("blueprints")
ORDER = (
    "self-compassion-at-work",
    "peer-coaching",
    "feedback-with-warmth",
    "quarterly-check-in",
    "leaders-go-first",
    "after-a-hard-season",
)
FOR = ("everyone", "supervisors", "leaders")


class BlueprintFlaw(ValueError):
    """What is wrong with a file of a blueprint: which file, what."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}: {what}")


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A programme ready to start from. `audience` says for whom it is (one of `FOR`); a `sensitive` one is offered to
    everyone and joined by the member alone."""

    slug: str
    audience: str
    sensitive: bool
    content: Content


@cache
def shipped(folder: Path = SHIPPED) -> Mapping[str, Blueprint]:
    """Every shipped blueprint by its slug, in the order of the list."""
    found = {place.name: load(place) for place in folder.iterdir() if place.is_dir()}
    first = [slug for slug in ORDER if slug in found]
    return {slug: found[slug] for slug in [*first, *sorted(found.keys() - set(first))]}


def load(folder: Path) -> Blueprint:
    """One blueprint from its four files; `BlueprintFlaw` when a language lacks a text or has one too many."""
    files = {language: folder / f"{language}.toml" for language in LANGUAGES}
    kept = {language: tomllib.loads(file.read_text("utf-8")) for language, file in files.items()}
    facts = kept["en"]
    for language, words in kept.items():
        _require_same_shape(files[language], facts, words)
    if facts["audience"] not in FOR:
        raise BlueprintFlaw(files["en"], "audience is none of " + ", ".join(FOR))
    content = Content(
        **{name: {language: words[name] for language, words in kept.items()} for name in TEXTS},
        minutes_a_week=facts["minutes_a_week"],
        source=facts["source"],
        weeks=tuple(_week(at, kept) for at in range(len(facts["week"]))),
    )
    return Blueprint(folder.name, facts["audience"], facts["sensitive"], content)


def _week(at: int, kept: Mapping[str, Any]) -> Week:
    facts = kept["en"]["week"][at]
    number = facts["number"]
    return Week(
        number=number,
        title={language: words["week"][at]["title"] for language, words in kept.items()},
        opening={language: words["week"][at]["opening"] for language, words in kept.items()},
        steps=tuple(
            Step(
                id=f"w{number}s{place + 1}",
                kind=step["kind"],
                ref=step["ref"],
                text={language: words["week"][at]["step"][place]["text"] for language, words in kept.items()},
                topics=tuple(step["topics"]),
                lighter=step["lighter"],
            )
            for place, step in enumerate(facts["step"])
        ),
    )


def _require_same_shape(file: Path, facts: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    for name in TEXTS:
        if not str(words.get(name, "")).strip():
            raise BlueprintFlaw(file, f"{name} has no text")
    if [week["number"] for week in words["week"]] != [week["number"] for week in facts["week"]]:
        raise BlueprintFlaw(file, "its weeks are not those of the English file")
    for week, same in zip(words["week"], facts["week"], strict=True):
        if len(week["step"]) != len(same["step"]):
            raise BlueprintFlaw(file, f"week {week['number']} has not the steps of the English file")
        if not (week["title"].strip() and week["opening"].strip() and all(one["text"].strip() for one in week["step"])):
            raise BlueprintFlaw(file, f"week {week['number']} lacks a text")
