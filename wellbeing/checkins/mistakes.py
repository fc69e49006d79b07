"""What is wrong in an instrument file, and the small checks that its rules are made of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
_LARGEST = 1_000_000
_REFUSED_SIGNS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
LONGEST_PLACE = 80


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong: `where` names the place in the file, `code` the rule, `values` what to say about it."""

    where: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def unknown(where: str, table: Mapping[str, Any], known: set[str]) -> Iterator[Mistake]:
    """Entries that this place does not have."""
    for name in table:
        if name not in known:
            yield Mistake(where, "unknown_entry", {"entry": str(name)})


def text(where: str, value: Any, *, required: bool) -> Iterator[Mistake]:
    """A text of letters that every page and every database can hold."""
    if not isinstance(value, str) or (required and not value.strip()):
        yield Mistake(where, "needs_text")
    elif any(unicodedata.category(sign) in _REFUSED_SIGNS and sign not in "\n\t" for sign in value):
        yield Mistake(where, "bad_sign")


def flag(where: str, value: Any) -> Iterator[Mistake]:
    """True or false."""
    if not isinstance(value, bool):
        yield Mistake(where, "needs_true_or_false")


def one_of(where: str, value: Any, allowed: tuple[str, ...]) -> Iterator[Mistake]:
    """One of a few names."""
    if value not in allowed:
        yield Mistake(where, "not_one_of", {"allowed": ", ".join(allowed)})


def repeated(where: str, names: list[str]) -> Iterator[Mistake]:
    """Names that stand twice."""
    for name in sorted(name for name, times in Counter(names).items() if times > 1):
        yield Mistake(where, "twice", {"name": name})


def tables(rows: Any) -> bool:
    """At least one table, and nothing but tables."""
    return isinstance(rows, list) and bool(rows) and all(isinstance(row, dict) for row in rows)


def is_number(value: Any) -> bool:
    """A number that scores can be made of."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST


def is_whole(value: Any) -> bool:
    """A whole number that a database can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST


def is_id(value: Any) -> bool:
    """A short name of letters, digits and underscores."""
    return isinstance(value, str) and bool(_ID.match(value))


def place(what: str, name: object) -> str:
    """A place in the file by its name, cut where a name runs on."""
    return f"{what} {name}"[:LONGEST_PLACE]
