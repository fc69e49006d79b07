"""The shelf: pages that are the same for everybody and may lie in a browser; each feature puts its own there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from flask import current_app

from tenants import clock
from tenants.languages import FIRST, LANGUAGES

Render = Callable[[str], str]
"""A whole page in a language; it reads no cookie, no session and no database."""


@dataclass(frozen=True)
class Shelved:
    """A page on the shelf: the first language at its bare address, the others below it."""

    address: str
    render: Render

    def path(self, language: str) -> str:
        """Where the page stands in a language."""
        return self.address if language == FIRST else f"{self.address}/{language}"


@dataclass(frozen=True)
class Content:
    """Everything that a browser keeps, and the one word that changes whenever any of it does."""

    version: str
    pages: tuple[str, ...]
    files: tuple[str, ...]


_shelved: dict[str, Shelved] = {}


def put(address: str, render: Render) -> None:
    """Put a page on the shelf."""
    _shelved[address] = Shelved(address, render)


def by_language(address: str) -> dict[str, str]:
    """Where one shelved page stands, in every language."""
    return {language: _shelved[address].path(language) for language in LANGUAGES}


def content() -> Content:
    """What is on the shelf today; a page may say other things on another day."""
    return _content(clock.now().date(), str(current_app.static_folder))


@lru_cache(maxsize=2)
def _content(_day: date, static: str) -> Content:
    folder = Path(static)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    mark = hashlib.sha256()
    for page in _rendered():
        mark.update(page.encode())
    for file in files:
        mark.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return Content(
        version=mark.hexdigest()[:16],
        pages=tuple(page.path(language) for page in _shelved.values() for language in LANGUAGES),
        files=tuple(f"/static/{file.relative_to(folder).as_posix()}" for file in files),
    )


def _rendered() -> Iterator[str]:
    for page in _shelved.values():
        for language in LANGUAGES:
            yield f"{page.path(language)}\n{page.render(language)}"
