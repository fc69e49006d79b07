"""How one was: energy, pleasantness, then a word; all optional, all of it stored sealed with the entry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

WORD_LENGTH = 40


class Energy(StrEnum):
    """How much was there to draw on."""

    LOW = "low"
    HIGH = "high"


class Pleasantness(StrEnum):
    """How it felt."""

    UNPLEASANT = "unpleasant"
    PLEASANT = "pleasant"


@dataclass(frozen=True, slots=True)
class Mood:
    """Two small choices and a word, each of which may be missing."""

    energy: Energy | None = None
    pleasantness: Pleasantness | None = None
    word: str = ""

    def __bool__(self) -> bool:
        return bool(self.energy or self.pleasantness or self.word)


ENERGY_LABELS = {Energy.LOW: _l("low"), Energy.HIGH: _l("high")}
PLEASANTNESS_LABELS = {Pleasantness.UNPLEASANT: _l("unpleasant"), Pleasantness.PLEASANT: _l("pleasant")}

WORDS: dict[tuple[Energy, Pleasantness], dict[str, Any]] = {
    (Energy.HIGH, Pleasantness.PLEASANT): {
        "lively": _l("lively"),
        "glad": _l("glad"),
        "curious": _l("curious"),
        "proud": _l("proud, a little"),
        "hopeful": _l("hopeful"),
        "playful": _l("playful"),
        "grateful": _l("grateful"),
    },
    (Energy.LOW, Pleasantness.PLEASANT): {
        "calm": _l("calm"),
        "content": _l("content"),
        "rested": _l("rested"),
        "relieved": _l("relieved"),
        "tender": _l("tender"),
        "at-ease": _l("at ease"),
        "quiet": _l("quiet"),
    },
    (Energy.HIGH, Pleasantness.UNPLEASANT): {
        "tense": _l("tense"),
        "worried": _l("worried"),
        "rushed": _l("rushed"),
        "annoyed": _l("annoyed"),
        "restless": _l("restless"),
        "overwhelmed": _l("overwhelmed"),
        "torn": _l("torn"),
    },
    (Energy.LOW, Pleasantness.UNPLEASANT): {
        "tired": _l("tired"),
        "sad": _l("sad"),
        "drained": _l("drained"),
        "lonely": _l("lonely"),
        "flat": _l("flat"),
        "discouraged": _l("discouraged"),
        "heavy": _l("heavy"),
    },
}

GROUP_LABELS = {
    (Energy.HIGH, Pleasantness.PLEASANT): _l("High energy, pleasant"),
    (Energy.LOW, Pleasantness.PLEASANT): _l("Low energy, pleasant"),
    (Energy.HIGH, Pleasantness.UNPLEASANT): _l("High energy, unpleasant"),
    (Energy.LOW, Pleasantness.UNPLEASANT): _l("Low energy, unpleasant"),
}


def mood_from(energy: Energy | None, pleasantness: Pleasantness | None, word: str, own_word: str = "") -> Mood:
    """A mood from what was chosen; a listed word left over from another choice of energy and feeling is dropped."""
    chosen = own_word or word
    if energy and pleasantness and is_listed(chosen) and chosen not in WORDS[energy, pleasantness]:
        chosen = ""
    return Mood(energy=energy, pleasantness=pleasantness, word=chosen)


def is_listed(word: str) -> bool:
    """Whether the word is one of ours rather than the member's own."""
    return any(word in words for words in WORDS.values())


def word_label(word: str) -> Any:
    """The word as the reader's language says it; a word of one's own stays as it was typed."""
    for words in WORDS.values():
        if word in words:
            return words[word]
    return word
