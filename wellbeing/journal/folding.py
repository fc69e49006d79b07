"""Text made comparable: case, accents and width taken away, in any script; plain values, no flask, no database."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Any

_STROKES = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
_STROKE = re.compile(f"[{''.join(_STROKES)}]")
_FEWEST = 10  # from here on a combining class is an accent; below are signs that make another letter, as in Japanese
_MARK = re.compile(
    "[" + "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)) >= _FEWEST) + "]+"
)


def fold(text: str) -> str:
    """The text as search compares it: "Müde" and "mude" are the same, and so are "ﬁ" and "fi"."""
    if text.isascii():
        return text.lower()
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _STROKE.sub(lambda found: _STROKES[found[0]], _MARK.sub("", spelled))


# The letters of languages written in Latin, and the signs that stand between them: what most texts are made of. They
# are folded by two tables, many times faster than `fold`; a text with any other sign goes the long way.
_COMMON = (
    "àáâãäåāăąçćčďèéêëēęěğìíîïīıñńňòóôõöőøřśşšșťțùúûüůűūýźżžłđßæœ"
    "ÀÁÂÃÄÅĄÇĆČÈÉÊËĘÌÍÎÏİÑŃÒÓÔÕÖŐØŘŚŞŠȘȚÙÚÛÜŮŰÝŹŻŽŁĐ"
    "–—‘’“”„«»…€°·•¿¡§ "
)
_LONG = {"ß": 1, "æ": 2, "œ": 3, "…": 4}
_ROOM = 256 - 128


def _tables() -> tuple[Any, bytes]:
    unused = (chr(0xE000 + number) for number in range(_ROOM))  # signs that stand for nothing, to fill the table
    slots = [*map(chr, range(128)), *[*_COMMON, *unused][:_ROOM]]
    folded = bytearray(range(256))
    for byte, sign in enumerate(slots):
        if sign in _LONG:
            folded[byte] = _LONG[sign]
        elif len(plain := fold(sign)) == 1 and plain.isascii():
            folded[byte] = ord(plain)
    return codecs.charmap_build("".join(slots)), bytes(folded)


_TO_BYTES, _FOLDED = _tables()
_SPELLED_OUT = tuple((bytes([byte]), fold(sign).encode()) for sign, byte in _LONG.items())


def quickly(text: str) -> bytes | None:
    """The text folded as bytes that can be compared with each other, or None where it holds a rarer sign.

    What `fold` makes equal is equal here; the text must hold no control characters.
    """
    if text.isascii():
        return text.lower().encode()
    try:
        encoded: bytes = codecs.charmap_encode(text, "strict", _TO_BYTES)[0]
    except UnicodeEncodeError:
        return None
    folded = encoded.translate(_FOLDED)
    for byte, plain in _SPELLED_OUT:
        folded = folded.replace(byte, plain)
    return folded


def with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its signs the place in `text` that it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = _fold_one(sign)
        folded.append(plain)
        places.extend([place] * len(plain))
    return "".join(folded), places


@lru_cache(maxsize=4096)
def _fold_one(sign: str) -> str:
    return fold(sign)
