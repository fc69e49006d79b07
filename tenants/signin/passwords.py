"""Passwords: how they are stored, compared in constant work, and which ones are too easy to guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

SHORTEST = 12
LONGEST = 200

# OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# Words that lists of leaked passwords begin with; a password that is one of them with digits around it is refused.
_COMMON_WORDS = frozenset(Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").split())
_SUBSTITUTES = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)


def folded(password: str) -> str:
    """The password as compared: one Unicode form, so that the same keys on two machines give the same hash."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The Argon2id string to store."""
    return _hasher.hash(folded(password))


@cache
def _stand_in() -> str:
    return _hasher.hash("a password that nobody has")


def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits the stored hash; an unknown person (None) costs the same work and never fits."""
    try:
        _hasher.verify(stored or _stand_in(), folded(password[: LONGEST * 4]))
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with older settings than today's."""
    return _hasher.check_needs_rehash(stored)


def weakness(password: str, *, personal: Iterable[str] = ()) -> str | None:
    """Why this password may not be chosen: "short", "long", "common", "personal", or None when it may.

    `personal` are the person's own name, e-mail address and company; a password made of little else is refused.
    """
    text = folded(password)
    if len(text) < SHORTEST:
        return "short"
    if len(text) > LONGEST:
        return "long"
    if _is_common(text.casefold()):
        return "common"
    if _is_personal(text.casefold(), personal):
        return "personal"
    return None


def _is_common(text: str) -> bool:
    if len(set(text)) < 5 or any(text in row * 2 or text in (row * 2)[::-1] for row in _ROWS):
        return True
    for spelling in (text, text.translate(_SUBSTITUTES)):
        words = re.findall(r"[^\W\d_]+", spelling)
        joined = "".join(words)
        if joined in _COMMON_WORDS or (words and all(word in _COMMON_WORDS for word in words)):
            return True
    return re.sub(r"[\d\W_]+$|^[\d\W_]+", "", text) in _COMMON_WORDS


def _is_personal(text: str, personal: Iterable[str]) -> bool:
    words = {word for thing in personal for word in re.split(r"[\s@.,_+-]+", folded(thing).casefold()) if len(word) > 3}
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != text and len(re.sub(r"[\d\W_]", "", rest)) < 8
