"""Finding words in entries that have been opened already: pure, in any script, nothing of it stored anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from wellbeing.journal.folding import fold, quickly, with_places
from wellbeing.journal.mood import is_listed
from wellbeing.journal.reflection import Reflection

MOST_WORDS = 10
BEFORE, AFTER = 60, 140
_ESCAPED = frozenset('"\\')  # signs that stand otherwise in the sealed record than in the words

Piece = tuple[str, bool]
"""Some text, and whether it is what was looked for."""


# The names of a record's fields stand in every record, and are no words of the member's.
_NAMES = "written_at body effort kindness mood energy pleasantness word prompt_id prompt revised_at"


@dataclass(frozen=True, slots=True)
class _Needle:
    text: str
    quick: bytes | None
    in_names: int

    def is_in(self, record: bytes) -> bool:
        if self.quick is None:
            return False  # it holds a sign that no record of these letters can have
        return record.count(self.quick) > self.in_names if self.in_names else self.quick in record


@dataclass(frozen=True)
class Query:
    """What is looked for: every one of the words must occur somewhere in an entry, and the tag if there is one."""

    words: tuple[str, ...] = ()
    tag: str = ""
    _needles: tuple[_Needle, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        sought = (*self.words, self.tag)
        plain = [each for each in sought if each and each.isprintable() and _ESCAPED.isdisjoint(each)]
        needles = (_Needle(each, quickly(each), _NAMES.count(each)) for each in plain)
        object.__setattr__(self, "_needles", tuple(needles))

    def __bool__(self) -> bool:
        return bool(self.words or self.tag)

    def may_be_in(self, record: bytes) -> bool:
        """Whether an entry can match, from its opened record alone; never False for one that does."""
        if record.isascii():
            return self._in(record.lower())
        text = record.decode("utf-8", "surrogatepass")
        quick = quickly(text)
        if quick is not None:
            return self._in(quick)
        folded = fold(text)
        return all(folded.count(needle.text) > needle.in_names for needle in self._needles)

    def _in(self, quick: bytes) -> bool:
        return all(needle.is_in(quick) for needle in self._needles)

    def matches(self, entry: Reflection) -> bool:
        """Whether the words stand in the entry's own texts, its tags or its prompt."""
        if self.tag and self.tag not in map(fold, entry.tags):
            return False
        if not self.words:
            return True
        folded = fold("\n".join(_texts(entry)))
        return all(word in folded for word in self.words)


def query_of(words: str, tag: str = "") -> Query:
    """A query from what was typed: words apart, the same one once."""
    folded = (fold(word) for word in words.split())
    return Query(tuple(dict.fromkeys(word for word in folded if word))[:MOST_WORDS], fold(" ".join(tag.split())))


def snippet(entry: Reflection, query: Query) -> list[Piece]:
    """A few words around the first place where something was found, with everything found in them marked."""
    texts = [" ".join(text.split()) for text in _texts(entry) if text.strip()]
    for text in texts:
        folded, places = with_places(text)
        hits = sorted(
            (places[start], places[start + len(word) - 1] + 1)
            for word in query.words
            for start in _starts(folded, word)
        )
        if hits:
            return _cut(text, hits)
    opening = next(iter(texts), "")
    return [(opening if len(opening) <= BEFORE + AFTER else opening[: BEFORE + AFTER].rstrip() + "…", False)]


def _texts(entry: Reflection) -> list[str]:
    own_word = "" if is_listed(entry.mood.word) else entry.mood.word
    return [entry.body, *entry.fields.values(), entry.effort, entry.kindness, *entry.tags, own_word, entry.prompt]


def _starts(folded: str, word: str) -> list[int]:
    found, at = [], folded.find(word)
    while at >= 0:
        found.append(at)
        at = folded.find(word, at + len(word))
    return found


def _cut(text: str, hits: list[tuple[int, int]]) -> list[Piece]:
    first = hits[0][0]
    begins, ends = max(0, first - BEFORE), min(len(text), max(first + AFTER, hits[0][1]))
    begins = text.find(" ", begins, first) + 1 or begins if begins else 0
    pieces: list[Piece] = [("…", False)] if begins else []
    at = begins
    for start, end in hits:
        if start < at or end > ends:
            continue  # within the hit before it, or past what is shown
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces += [(text[at:ends], False), ("…" if ends < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]
