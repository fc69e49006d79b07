"""Tags: a few words of the member's own for finding entries again; plain values, no flask, no database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from wellbeing.journal.folding import fold

TAG_LENGTH = 40
MOST_TAGS = 8
SUGGESTED = 8
_BETWEEN = re.compile(r"[,;\n\u060c\u061b\u3001\uff0c\uff1b]")


def tidy(typed: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: split at commas, spaces tidied, each once however it is spelled, in the order typed."""
    kept: dict[str, str] = {}
    for text in typed:
        for part in _BETWEEN.split(text):
            tag = " ".join(part.split()).lstrip("#").strip()
            if tag:
                kept.setdefault(fold(tag), tag)
    return tuple(kept.values())


def suggested(earlier: Iterable[Iterable[str]], *, without: Iterable[str] = ()) -> list[str]:
    """The tags used most in earlier entries (newest first), as they were last spelled; at most `SUGGESTED`."""
    spelled: dict[str, str] = {}
    used: Counter[str] = Counter()
    for tags in earlier:
        for tag in tags:
            spelled.setdefault(fold(tag), tag)
            used[fold(tag)] += 1
    left_out = {fold(tag) for tag in without}
    return [spelled[key] for key, _times in used.most_common() if key not in left_out][:SUGGESTED]
