"""Templates as values: sections in order, their words in several languages, and what is wrong with a definition."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("shipped")
LANGUAGES = ("en", "de", "fr", "es")
SHIPPED = (
    "correct-one-thing",
    "standards-and-belief",
    "specific-thanks",
    "kind-and-firm",
    "after-a-mistake",
    "feedforward",
    "working-together",
    "hard-day",
)
SECTION_WORDS = ("title", "purpose", "help", "example")
MOST_SECTIONS = 10


class Reach(StrEnum):
    """To whom a template may go."""

    REPORTS = "reports"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a template; a step also asks by when."""

    id: str
    required: bool
    step: bool


@dataclass(frozen=True, slots=True)
class SectionWords:
    """What a section is called, what it is for, how to write it, and an example."""

    title: str
    purpose: str
    help: str
    example: str


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """A template in one language: its name, when to use it, what has happened then, and its sections by id."""

    name: str
    when: str
    happened: str
    sections: Mapping[str, SectionWords]


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template. A corrective one asks for a change and goes to direct reports only."""

    key: str
    version: int
    corrective: bool
    reach: Reach
    sections: tuple[Section, ...]
    texts: Mapping[str, TemplateWords]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, in our order."""
        return tuple(language for language in LANGUAGES if language in self.texts)

    def language_near(self, wanted: str | None) -> str:
        """The wanted language if the template speaks it, else its first."""
        return wanted if wanted is not None and wanted in self.texts else self.languages[0]

    def words(self, language: str | None) -> TemplateWords:
        """Its words in a language; a section that this language lacks speaks the first one."""
        near, first = self.texts[self.language_near(language)], self.texts[self.languages[0]]
        sections = {one.id: near.sections.get(one.id, first.sections[one.id]) for one in self.sections}
        return TemplateWords(near.name, near.when, near.happened, sections)


@cache
def shipped() -> tuple[Template, ...]:
    """Our own templates in the order in which they are offered."""
    return tuple(template_from(tomllib.loads((SOURCE / f"{key}.toml").read_text(encoding="utf-8"))) for key in SHIPPED)


def template_from(definition: Mapping[str, Any]) -> Template:
    """A template from its definition, as our files and the database hold it."""
    return Template(
        key=definition["key"],
        version=definition["version"],
        corrective=definition["corrective"],
        reach=Reach(definition["reach"]),
        sections=tuple(
            Section(one["id"], one.get("required", False), one.get("step", False)) for one in definition["section"]
        ),
        texts={language: _words(definition[language]) for language in LANGUAGES if language in definition},
    )


def definition_of(template: Template) -> dict[str, Any]:
    """The inverse of `template_from`, ready to be stored."""
    return {
        "key": template.key,
        "version": template.version,
        "corrective": template.corrective,
        "reach": template.reach.value,
        "section": [{"id": one.id, "required": one.required, "step": one.step} for one in template.sections],
    } | {language: _plain(words) for language, words in template.texts.items()}


def missing_steps(template: Template, words: Mapping[str, str], days: Mapping[str, object]) -> list[str]:
    """The ids of next steps that say no what or no by when, in a template that asks for a change.

    The accountability guard: warmth without a next step leaves people alone with it.
    """
    steps = [one for one in template.sections if one.step and (one.required or template.corrective)]
    return [one.id for one in steps if not words.get(one.id, "").strip() or not days.get(one.id)]


def missing_words(template: Template, words: Mapping[str, str]) -> list[str]:
    """The ids of required sections without words, steps left out."""
    return [one.id for one in template.sections if one.required and not one.step and not words.get(one.id, "").strip()]


def merged(before: Template, language: str, words: TemplateWords, sections: Sequence[Section]) -> dict[str, Any]:
    """The texts of the next version: one language anew, the others as far as their sections are still there."""
    kept = {one.id for one in sections}
    texts = {
        other: TemplateWords(
            said.name, said.when, said.happened, {name: told for name, told in said.sections.items() if name in kept}
        )
        for other, said in before.texts.items()
        if other != language
    }
    return texts | {language: words}


def _words(given: Mapping[str, Any]) -> TemplateWords:
    sections = {
        name: SectionWords(*(told.get(word, "") for word in SECTION_WORDS)) for name, told in given["sections"].items()
    }
    return TemplateWords(given["name"], given["when"], given.get("happened", ""), sections)


def _plain(words: TemplateWords) -> dict[str, Any]:
    return {
        "name": words.name,
        "when": words.when,
        "happened": words.happened,
        "sections": {
            name: {word: getattr(told, word) for word in SECTION_WORDS} for name, told in words.sections.items()
        },
    }
