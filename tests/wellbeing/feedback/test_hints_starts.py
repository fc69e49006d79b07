"""A rule is tried only where it can begin: what is skipped must never be what would have matched."""

from __future__ import annotations

from pathlib import Path

import pytest

from wellbeing.feedback import hints_context, hints_rules
from wellbeing.feedback.hints_starts import first_words

FOLDER = Path(__file__).parents[3] / "bench" / "hint_sentences"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("you (?:are|were) late", {"you"}),
        ("(?:you|your) work", {"you", "your"}),
        ("(?:all |only )?your fault", {"all", "only", "your"}),
        ("colou?r", {"color", "colour"}),
        ("don't(?: ever)? bother", {"don"}),
        ("(?P<span>get|got) lost", {"get", "got"}),
        ("(?!not )no (?=more)more", {"no"}),
        ("(?:so ){0,2}lazy", {"so", "lazy"}),
        ("self[- ]?made|lazy", {"self", "selfmade", "lazy"}),
        ("(?:one|two){1,2} left", {"one", "two"}),
    ],
)
def test_the_words_a_pattern_can_begin_with(pattern: str, words: set[str]) -> None:
    found = first_words(pattern)
    assert found is not None
    assert words <= found


@pytest.mark.parametrize("pattern", [r"\w+ late", "(?:you )?", ".+ again", "[a-z]", r"(?:^|, )you"])
def test_a_pattern_that_may_begin_with_anything_is_tried_everywhere(pattern: str) -> None:
    assert first_words(pattern) is None


def test_nothing_is_skipped_that_would_have_matched() -> None:
    texts = [text for file in sorted(FOLDER.glob("*.txt")) for text in file.read_text(encoding="utf-8").splitlines()]
    texts += [text for rule in hints_rules.all_rules() for text in (*rule.fires, *rule.silent)]
    index = hints_rules.index()
    for text in texts:
        for sentence in hints_context.sentences(text):
            tried = {(rule.id, match.span()) for rule, match in index.matches(sentence)}
            for rule in hints_rules.all_rules():
                subject = sentence.written if rule.cased else sentence.text
                assert {(rule.id, match.span()) for match in rule.pattern.finditer(subject)} <= tried, (rule.id, text)
