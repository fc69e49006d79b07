"""Hints for a draft of feedback: which words may hurt, why, and how to keep the fact and lose the sting.

Pure and deterministic: rules are data (`hint_rules/*.toml`), the same draft gives the same hints, nothing is stored or
sent. English only. The interface:

    find(text, *, phrases=(), everything=False) -> list[Hint]      hints of one draft, in reading order
    missing_next_step(next_step, *, due=True) -> Hint | None       a corrective note whose next step says too little
    titles() -> dict[str, str]                                     category -> what a page may call it
    HARSH                                                          the categories that are on by default

A `Hint` is (start, end, category, severity, rule, reason, kinder); `text[start:end]` is what it marks. Severity is
"high", "medium" or "low". Rules that are off by default (`everything=True` asks for them) are habits, not faults.
No hint means only that no rule fired; it is never an approval.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wellbeing.feedback import hints_context as context
from wellbeing.feedback import hints_rules as rules

SEVERITIES = ("low", "medium", "high")
HARSH = frozenset(
    {
        "label",
        "threat",
        "blame",
        "mind_reading",
        "sarcasm",
        "absolute",
        "comparison",
        "contempt",
        "rhetorical",
        "shouting",
    }
)
MOST_IN_SENTENCE = 60
"""Hints of one sentence, so that words repeated without end cost no time without end."""
PHRASE_CATEGORY = "house"
NEXT_STEP = "next_step"


@dataclass(frozen=True, slots=True)
class Hint:
    """One marked span of a draft: characters `start` to `end`, half open."""

    start: int
    end: int
    category: str
    severity: str
    rule: str
    reason: str
    kinder: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words an organization would rather not read, found whole and in any case; `*` at its end matches any ending."""

    text: str
    reason: str
    kinder: str = ""
    severity: str = "medium"


def find(text: str, *, phrases: Sequence[Phrase] = (), everything: bool = False) -> list[Hint]:
    """Hints of a draft, sorted by place; of overlapping spans in one category the most severe stays, widened,
    and of harsh hints on the very same span one.

    `phrases` are the organization's own; `everything` also asks the rules that are off by default.
    """
    return _merged(raised(text, phrases=phrases, everything=everything))


def raised(text: str, *, phrases: Sequence[Phrase] = (), everything: bool = False) -> list[Hint]:
    """What each rule says for itself, before overlapping hints become one; in the order of the rules."""
    found: list[Hint] = []
    for sentence in context.sentences(text):
        found.extend(_in_sentence(text, sentence, everything))
        found.extend(_phrases_in(sentence, phrases))
    return found


def missing_next_step(next_step: str, *, due: bool = True) -> Hint | None:
    """A hint that asks "what, by when?" where the next step is empty, or `due` and without any time; else None."""
    words = context.words(next_step)
    if len(words) >= 2 and (not due or context.names_a_time(next_step)):
        return None
    rule = "next-step-empty" if len(words) < 2 else "next-step-without-time"
    return Hint(
        0,
        len(next_step),
        NEXT_STEP,
        "medium",
        rule,
        "A correction without a next step leaves the person alone with it.",
        "What, by when? “Please [what] by [day]; tell me by [day] if something stands in the way.”",
    )


def titles() -> dict[str, str]:
    """What a page may call each category, in the order of the rule files."""
    return {family.category: family.title for family in rules.families()} | {
        PHRASE_CATEGORY: "Words your organization avoids",
        NEXT_STEP: "Next step",
    }


def _in_sentence(text: str, sentence: context.Sentence, everything: bool) -> Iterator[Hint]:
    said = 0
    for rule, match in rules.index().matches(sentence):
        if rule.off and not everything:
            continue
        start, end = match.span(match.lastgroup or 0)
        if start == end or rule.spared(match.string, start, end) or context.excused(sentence, start, end, rule.guards):
            continue
        start, end = sentence.start + start, sentence.start + end
        kinder = context.with_facts(rule.kinder, text[sentence.start : sentence.end], (start, end), sentence.start)
        yield Hint(start, end, rule.category, rule.severity, rule.id, rule.reason, kinder)
        said += 1
        if said == MOST_IN_SENTENCE:
            return


def _phrases_in(sentence: context.Sentence, phrases: Sequence[Phrase]) -> Iterator[Hint]:
    for phrase in phrases:
        pattern = _phrase(phrase.text)
        for match in pattern.finditer(sentence.text) if pattern else ():
            start, end = sentence.start + match.start(), sentence.start + match.end()
            yield Hint(start, end, PHRASE_CATEGORY, phrase.severity, "house-phrase", phrase.reason, phrase.kinder)


@lru_cache(maxsize=4096)
def _phrase(text: str) -> re.Pattern[str] | None:
    wanted = context.lowered(" ".join(text.split()))
    stem = wanted.rstrip("*")
    ending = r"\w*" if wanted.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(stem)}{ending}") if stem else None


def _merged(found: Iterable[Hint]) -> list[Hint]:
    """One hint where several of a category overlap: the most severe, then the longest, over the whole span."""
    kept: dict[str, list[Hint]] = {}
    for hint in sorted(found, key=lambda each: (each.start, each.end)):
        row = kept.setdefault(hint.category, [])
        if row and hint.start < row[-1].end:
            row[-1] = _stronger(row[-1], hint)
        else:
            row.append(hint)
    return sorted(_once(hint for row in kept.values() for hint in row), key=lambda each: (each.start, each.end))


def _once(found: Iterable[Hint]) -> Iterator[Hint]:
    """One hint where the harsh categories agree on a span."""
    spans: dict[tuple[int, int], Hint] = {}
    for hint in found:
        if hint.category not in HARSH:
            yield hint
            continue
        place = (hint.start, hint.end)
        spans[place] = _stronger(spans[place], hint) if place in spans else hint
    yield from spans.values()


def _stronger(one: Hint, other: Hint) -> Hint:
    first = max(one, other, key=lambda each: (SEVERITIES.index(each.severity), each.end - each.start))
    start, end = min(one.start, other.start), max(one.end, other.end)
    return Hint(start, end, first.category, first.severity, first.rule, first.reason, first.kinder)
