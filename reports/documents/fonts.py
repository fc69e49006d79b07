"""The fonts of documents and charts, from Python packages, so that no system font is needed."""

from __future__ import annotations

import base64
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SANS = "Source Sans Pro"
SERIF = "Source Serif Pro"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file of a package."""

    family: str
    weight: int
    style: str
    package: str
    file: str


FACES = (
    Face(SANS, 400, "normal", "font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    Face(SANS, 400, "italic", "font_source_sans_pro", "SourceSansPro-It.ttf"),
    Face(SANS, 600, "normal", "font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    Face(SERIF, 400, "normal", "font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    Face(SERIF, 600, "normal", "font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
)


def directories() -> list[str]:
    """The folders of the font files, for the chart engine's text measuring."""
    return sorted({str(files(face.package) / "files") for face in FACES})


@cache
def font_faces() -> str:
    """The `@font-face` rules with the fonts as `data:` addresses."""
    return "\n".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; font-style: {face.style}; "
        f"src: url(data:font/ttf;base64,{_encoded(face)}) format('truetype'); }}"
        for face in FACES
    )


def printable(text: str) -> str | None:
    """A typed text without signs that the upright text font lacks, such as pictures; None when it lacks letters."""
    missing = {sign for sign in text if ord(sign) not in _signs() and not sign.isspace()}
    if any(unicodedata.category(sign)[0] == "L" for sign in missing):
        return None
    return " ".join("".join(" " if sign in missing else sign for sign in text).split())


def drawable(text: str) -> str:
    """A page or chart without signs that the text font lacks: no font of the machine is asked, and nothing is missing.

    A picture beside a word goes; a letter, or a picture that is all there is, becomes a question mark.
    """
    if all(ord(sign) in _signs() or sign.isspace() for sign in set(text)):
        return text
    kinds = {sign: unicodedata.category(sign) for sign in set(text) if ord(sign) not in _signs() and not sign.isspace()}
    there = "".join(_STAND_IN.get(kinds[sign][0], "") if sign in kinds else sign for sign in text)
    return _ALONE.sub("?", _BEFORE_WORD.sub("", _AFTER_WORD.sub("", there)))


_PICTURE = "\ufffc"
_STAND_IN = {"L": "?", "N": "?", "P": "?", "S": _PICTURE}
_AFTER_WORD = re.compile(rf"(?<=[\w.,:;!?)%])[ \u00a0]*{_PICTURE}+")
_BEFORE_WORD = re.compile(rf"{_PICTURE}+[ \u00a0]*(?=\w)")
_ALONE = re.compile(_PICTURE + "+")


@cache
def _signs() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only a worker draws

    upright = (face for face in FACES if (face.family, face.style) == (SANS, "normal"))
    maps = (TTFont(files(face.package) / "files" / face.file)["cmap"].getBestCmap() for face in upright)
    return frozenset.intersection(*map(frozenset, maps))


def _encoded(face: Face) -> str:
    content = (files(face.package) / "files" / face.file).read_bytes()
    return base64.b64encode(content).decode("ascii")
