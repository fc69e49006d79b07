"""Invented sentences of several registers: harsh spans are found, ordinary and kind ones are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.hints import NOTES, Counted, count, read
from wellbeing.feedback import hints

FOLDER = Path(__file__).parents[3] / "bench" / "hint_sentences"
PLAIN = [marked.text for name in ("plain", "plain_notes") for marked in read(FOLDER / f"{name}.txt")]


@pytest.mark.parametrize("name", NOTES)
def test_precision_and_recall_stay_above_what_was_published(name: str) -> None:
    counted: Counted = count(read(FOLDER / f"{name}.txt"))
    assert counted.precision >= 0.9
    assert counted.recall >= 0.9


def test_ordinary_and_kind_sentences_are_left_alone() -> None:
    flagged = [line for line in PLAIN if any(hint.category in hints.HARSH for hint in hints.find(line))]
    assert len(flagged) / len(PLAIN) <= 0.02, flagged
