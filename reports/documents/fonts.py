"""The fonts of documents and charts, from Python packages, so that no system font is needed."""

from __future__ import annotations

import base64
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PIL import ImageFont

SANS = "Source Sans Pro"
SERIF = "Source Serif Pro"
NO_SIGN = "\U0010ffff"
"""A code point that no font has: it is drawn as whatever is missing is drawn."""


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
    missing = {sign for sign in text if not sign.isspace() and not _has(sign)}
    if any(unicodedata.category(sign)[0] == "L" for sign in missing):
        return None
    return " ".join("".join(" " if sign in missing else sign for sign in text).split())


@cache
def _has(sign: str) -> bool:
    return all(bytes(font.getmask(sign)) != bytes(font.getmask(NO_SIGN)) for font in _drawing())


@cache
def _drawing() -> tuple[ImageFont.FreeTypeFont, ...]:
    upright = (face for face in FACES if (face.family, face.style) == (SANS, "normal"))
    paths = (str(files(face.package) / "files" / face.file) for face in upright)
    return tuple(ImageFont.truetype(path, 24, layout_engine=ImageFont.Layout.BASIC) for path in paths)


def _encoded(face: Face) -> str:
    content = (files(face.package) / "files" / face.file).read_bytes()
    return base64.b64encode(content).decode("ascii")
