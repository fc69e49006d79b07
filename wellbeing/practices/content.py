"""Our practices as files: facts in TOML and steps in plain Markdown, refused with file, line and reason; pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tenants.members.my_way import ANCHORS, TOPICS
from wellbeing.practices.practice import LANGUAGES, Field, Paragraph, Practice, Step, Words

SHIPPED = Path(__file__).with_name("shipped")
FENCE = "+++"
STATES = ("usual", "unsuggested")
"""`unsuggested` stands in the list and is put before nobody who did not look for it."""

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ANCHORED = re.compile(r"\[(\w+)\] ")
_MARKUP = re.compile(r"\*|`|__|!\[|\]\(|<[a-zA-Z/]|^\s*(?:[-+•>]|\d+[.)]|#)\s")
_FACTS = {
    "minutes": int,
    "essay": list,
    "source": str,
    "topics": list,
    "anchors": list,
    "steps": list,
    "not_right_after": list,
    "fields": list,
    "status": str,
}
_SAID = {"title": str, "summary": str, "evidence": str, "note": str, "closing": str}
_MAY_BE_EMPTY = {"note", "topics", "anchors", "not_right_after", "fields"}


class ContentFlaw(ValueError):
    """What is wrong with a file of a practice: which file, which line, what."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}, line {line}: {what}")


@dataclass(frozen=True, slots=True)
class _Source:
    """One file, cut at its fences; `body` begins after line `body_at`."""

    file: Path
    front: str
    body: tuple[str, ...]
    body_at: int

    def flaw(self, what: str, key: str = "") -> ContentFlaw:
        """A flaw at the line where a key of the front matter stands, else at the first line."""
        lines = enumerate(self.front.splitlines(), 2)
        return ContentFlaw(
            self.file, next((at for at, line in lines if key and re.match(rf"{key}\s*=", line)), 1), what
        )


@cache
def shipped(folder: Path = SHIPPED) -> Mapping[str, Practice]:
    """Every shipped practice by its slug."""
    found = {place.name: load(place) for place in sorted(folder.iterdir()) if place.is_dir()}
    for slug, practice in found.items():
        for other in practice.not_right_after:
            if other not in found or other == slug:
                raise ContentFlaw(folder / slug / "en.md", 1, f"not_right_after names no other practice: {other}")
    return found


def load(folder: Path) -> Practice:
    """One practice from the files of its languages; English holds the facts."""
    if not _SLUG.fullmatch(folder.name):
        raise ContentFlaw(folder / "en.md", 1, "the folder's name is no slug (small letters, digits and hyphens)")
    for file in sorted(folder.iterdir()):
        if file.suffix != ".md" or file.stem not in LANGUAGES:
            raise ContentFlaw(file, 1, f"not a file of a language: {', '.join(LANGUAGES)}")
    sources = {language: _cut(folder / f"{language}.md") for language in LANGUAGES}
    facts = _front(sources["en"], _FACTS | _SAID)
    _check_facts(sources["en"], facts)
    fields = tuple(Field(one["step"], one["id"], one.get("rows", 3)) for one in facts["fields"])
    texts = {}
    for language, source in sources.items():
        told = facts if language == "en" else _front(source, _SAID | {"labels": dict})
        labels = {one["id"]: one["label"] for one in facts["fields"]} if language == "en" else told["labels"]
        if set(labels) != {one.id for one in fields} or not all(
            isinstance(one, str) and one for one in labels.values()
        ):
            raise source.flaw(f"labels are needed for exactly these fields: {[one.id for one in fields]}", "labels")
        steps = _steps(source, facts["steps"], facts["anchors"])
        said = {name: told[name].strip() for name in _SAID}
        texts[language] = Words(**said, steps=steps, labels=labels)
    _same_anchors(sources, texts)
    return Practice(
        slug=folder.name,
        minutes=facts["minutes"],
        texts=texts,
        essay=tuple(facts["essay"]),
        source=facts["source"],
        topics=tuple(facts["topics"]),
        anchors=tuple(facts["anchors"]),
        fields=fields,
        not_right_after=tuple(facts["not_right_after"]),
        status=facts["status"],
    )


def _cut(file: Path) -> _Source:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ContentFlaw(file, 1, "this language is missing") from None
    except UnicodeDecodeError:
        raise ContentFlaw(file, 1, "this is not UTF-8") from None
    if not lines or lines[0].strip() != FENCE:
        raise ContentFlaw(file, 1, f"the file begins with a line {FENCE}")
    ends = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == FENCE), None)
    if ends is None:
        raise ContentFlaw(file, len(lines), f"the front matter does not end with a line {FENCE}")
    return _Source(file, "\n".join(lines[1:ends]), tuple(lines[ends + 1 :]), ends + 1)


def _front(source: _Source, wanted: Mapping[str, type]) -> dict[str, Any]:
    try:
        told = tomllib.loads(source.front)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) + 1 if found else source.body_at
        raise ContentFlaw(source.file, line, f"the front matter is no TOML: {error}") from None
    told = {"fields": [], "labels": {}, "status": "usual", "not_right_after": []} | told
    for name, kind in wanted.items():
        if name not in told:
            raise source.flaw(f"{name} is missing")
        if type(told[name]) is not kind:
            raise source.flaw(f"{name} is not a {kind.__name__}", name)
        empty = not (told[name].strip() if isinstance(told[name], str) else told[name])
        if empty and kind is not dict and name not in _MAY_BE_EMPTY:
            raise source.flaw(f"{name} is empty", name)
    unknown = set(told) - set(wanted) - {"fields", "labels", "status", "not_right_after"}
    if unknown:
        raise source.flaw(f"nothing here is called {min(unknown)}", min(unknown))
    return told


def _check_facts(source: _Source, facts: Mapping[str, Any]) -> None:
    if not 1 <= facts["minutes"] <= 5:
        raise source.flaw("minutes lie between 1 and 5", "minutes")
    known: dict[str, Any] = {
        "essay": {f"E{row}" for row in range(1, 22)},
        "topics": TOPICS,
        "anchors": ANCHORS,
        "status": STATES,
    }
    for name, allowed in known.items():
        for value in [facts[name]] if isinstance(facts[name], str) else facts[name]:
            if value not in allowed:
                raise source.flaw(f"{name} does not know {value!r}", name)
    _check_steps(source, facts["steps"])
    _check_fields(source, facts["fields"], len(facts["steps"]))


def _check_steps(source: _Source, steps: list[Any]) -> None:
    for step in steps:
        if not isinstance(step, dict) or set(step) - {"seconds", "skippable"}:
            raise source.flaw("a step has seconds, and perhaps skippable", "steps")
        if type(step.get("seconds")) is not int or not 5 <= step["seconds"] <= 300:
            raise source.flaw("seconds of a step lie between 5 and 300", "steps")
        if type(step.get("skippable", False)) is not bool:
            raise source.flaw("skippable is true or false", "steps")


def _check_fields(source: _Source, fields: list[Any], steps: int) -> None:
    if not all(isinstance(one, dict) for one in fields):
        raise source.flaw("a field is written in braces", "fields")
    ids = [one.get("id") for one in fields]
    for one in fields:
        if set(one) - {"rows"} != {"step", "id", "label"} or ids.count(one["id"]) > 1:
            raise source.flaw("a field has step, an id of its own, label, and perhaps rows", "fields")
        if not _SLUG.fullmatch(str(one["id"])) or one["step"] not in range(1, steps + 1):
            raise source.flaw("a field's id is a slug, and its step is there", "fields")
        if one.get("rows", 3) not in range(1, 13):
            raise source.flaw("rows of a field lie between 1 and 12", "fields")


def _steps(source: _Source, facts: list[Mapping[str, Any]], anchors: list[str]) -> tuple[Step, ...]:
    found: list[Step] = []
    for line, title, paragraphs in _sections(source):
        if len(found) == len(facts):
            raise ContentFlaw(source.file, line, f"a step more than the {len(facts)} that steps names")
        if not paragraphs:
            raise ContentFlaw(source.file, line, "a step needs at least one paragraph")
        fact = facts[len(found)]
        said = tuple(_paragraph(source, at, text, anchors) for at, text in paragraphs)
        found.append(Step(title, said, fact["seconds"], fact.get("skippable", False)))
    if len(found) < len(facts):
        raise ContentFlaw(source.file, source.body_at, f"{len(found)} steps where steps names {len(facts)}")
    return tuple(found)


def _sections(source: _Source) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    title, begun, paragraphs = "", 0, list[tuple[int, str]]()
    fresh = True
    for at, raw in enumerate(source.body, source.body_at + 1):
        line = raw.strip()
        if line.startswith("## "):
            if begun:
                yield begun, title, paragraphs
            title, begun, paragraphs, fresh = line[3:].strip(), at, [], True
        elif not line:
            fresh = True
        elif not begun:
            raise ContentFlaw(source.file, at, "words before the first step (## Title)")
        elif fresh:
            paragraphs.append((at, line))
            fresh = False
        else:
            paragraphs[-1] = (paragraphs[-1][0], f"{paragraphs[-1][1]} {line}")
    if begun:
        yield begun, title, paragraphs


def _paragraph(source: _Source, line: int, text: str, anchors: list[str]) -> Paragraph:
    tag = _ANCHORED.match(text)
    said = Paragraph(text[tag.end() :], tag[1]) if tag else Paragraph(text)
    if said.anchor is not None and said.anchor not in anchors:
        raise ContentFlaw(source.file, line, f"[{said.anchor}] is none of this practice's anchors")
    if _MARKUP.search(said.text) or said.text.startswith("["):
        raise ContentFlaw(source.file, line, "plain paragraphs only: no lists, no markup")
    return said


def _same_anchors(sources: Mapping[str, _Source], texts: Mapping[str, Words]) -> None:
    shapes = {name: [{p.anchor for p in step.paragraphs} for step in said.steps] for name, said in texts.items()}
    for language, shape in shapes.items():
        if shape != shapes["en"]:
            raise sources[language].flaw("the steps speak to other anchors than in English")
