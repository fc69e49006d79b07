"""The rules behind hints: reads the rule files once and compiles one pattern for each rule.

A rule's `find` patterns are regular expressions over lower-case text in which a space means any white space and
`{name}` stands for a class or a macro of `hint_rules/lexicon.toml`. A group named `span` narrows what is marked.
`unless` is looked for in the sentence, `before_not` right before the span, `after_not` right after it. `guards` name
what `hints_context.excused` looks at; `off` rules run only when everything is asked for; a `cased` rule reads the text
as written; a `bare` rule says itself where its words begin and end. `fires` and `silent` are its tests.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wellbeing.feedback import hints_words
from wellbeing.feedback.hints_context import Sentence
from wellbeing.feedback.hints_starts import first_words

FOLDER = Path(__file__).with_name("hint_rules")
WHOLE = r"(?<![\w']){}(?!\w)"
NOT_RULES = frozenset({"guards.toml", "lexicon.toml"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds, when it keeps silent, what it says, and the sentences that test it."""

    id: str
    category: str
    severity: str
    reason: str
    kinder: str
    pattern: re.Pattern[str]
    ways: tuple[tuple[frozenset[str] | None, str], ...]
    unless: str | None
    before_not: str | None
    after_not: str | None
    guards: frozenset[str]
    off: bool
    cased: bool
    fires: tuple[str, ...]
    silent: tuple[str, ...]

    def spared(self, sentence: str, start: int, end: int) -> bool:
        """Whether one of the rule's own exceptions holds for the span of this sentence."""
        if self.before_not is not None and _compiled(self.before_not).search(sentence[:start]):
            return True
        if self.after_not is not None and _compiled(self.after_not).match(sentence, end):
            return True
        return self.unless is not None and _compiled(self.unless).search(sentence) is not None


@dataclass(frozen=True, slots=True)
class Index:
    """Rules by the words a match of theirs can begin with, and those that may begin anywhere.

    Beside each rule stand the alternatives of it that are to be tried there.
    """

    by_word: dict[str, list[tuple[Rule, re.Pattern[str]]]]
    anywhere: list[tuple[Rule, re.Pattern[str]]]

    def matches(self, sentence: Sentence) -> Iterator[tuple[Rule, re.Match[str]]]:
        """Every rule's matches in a sentence; those from one word on do not overlap within a rule."""
        for rule, pattern in self.anywhere:
            for match in pattern.finditer(sentence.written if rule.cased else sentence.text):
                yield rule, match
        ends: dict[str, int] = {}
        for place, word in sentence.words:
            for rule, pattern in self.by_word.get(word, ()):
                found = pattern.match(sentence.text, place)
                if found is not None and place >= ends.get(rule.id, 0):
                    ends[rule.id] = found.end()
                    yield rule, found


@dataclass(frozen=True, slots=True)
class Family:
    """One rule file: a category with its title and its rules."""

    category: str
    title: str
    rules: tuple[Rule, ...]


@cache
def families() -> tuple[Family, ...]:
    """Every rule file in the order of their names."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path.name not in NOT_RULES)
    return tuple(_family(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files)


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules of all categories."""
    return tuple(rule for family in families() for rule in family.rules)


@cache
def index() -> Index:
    """All rules, ready to be tried on sentences."""
    made = Index({}, [])
    for rule in all_rules():
        told = [(starts, way) for starts, way in rule.ways if starts is not None]
        untold = [way for starts, way in rule.ways if starts is None]
        if told:
            pattern = _compiled(_joined([way for _starts, way in told], WHOLE)) if untold else rule.pattern
            for word in frozenset().union(*(starts for starts, _way in told)):
                made.by_word.setdefault(word, []).append((rule, pattern))
        if untold:
            made.anywhere.append((rule, _compiled(_joined(untold, WHOLE)) if told else rule.pattern))
    return made


def _family(source: dict[str, Any]) -> Family:
    shared = {name: value for name, value in source.items() if name not in {"title", "rule"}}
    return Family(source["category"], source["title"], tuple(_rule(shared | row) for row in source["rule"]))


def _rule(row: dict[str, Any]) -> Rule:
    bare = row.get("bare", False)
    return Rule(
        id=row["id"],
        category=row["category"],
        severity=row["severity"],
        reason=row["reason"],
        kinder=row["kinder"],
        pattern=_compiled(_pattern(row["find"], "{}" if bare else WHOLE)),
        ways=_ways(row["find"], anywhere=bare or row.get("cased", False)),
        unless=_exception(row, "unless", r"(?<![\w']){}(?!\w)"),
        before_not=_exception(row, "before_not", r"(?<![\w']){}(?!\w)\W*$"),
        after_not=_exception(row, "after_not", r"\W*{}"),
        guards=frozenset(row["guards"]),
        off=row.get("off", False),
        cased=row.get("cased", False),
        fires=tuple(row["fires"]),
        silent=tuple(row["silent"]),
    )


def _exception(row: dict[str, Any], name: str, frame: str) -> str | None:
    return _pattern(row[name], frame) if name in row else None


def _pattern(alternatives: Sequence[str], frame: str) -> str:
    return _joined([way for _starts, way in _ways(alternatives, anywhere=True)], frame)


def _joined(ways: Sequence[str], frame: str) -> str:
    return frame.replace("{}", "(?:" + "|".join(f"(?:{way})" for way in ways) + ")")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first needed: most exceptions are never asked for."""
    return re.compile(pattern)


def _ways(alternatives: Sequence[str], *, anywhere: bool) -> tuple[tuple[frozenset[str] | None, str], ...]:
    """Each alternative as an expression, with the words it can begin with unless it is looked for anywhere."""
    found = [hints_words.filled(each) for each in alternatives]
    named = [each.replace("(?P<span>", f"(?P<span{place}>") for place, each in enumerate(found)]
    return tuple((None if anywhere else first_words(each), way) for each, way in zip(found, named, strict=True))
