"""From a document's row to what makes its bytes; kinds that are not a wave's own say here how they are made."""

from __future__ import annotations

from collections.abc import Callable

from reports.documents import service
from reports.documents.models import Document

Making = Callable[[], bytes]
"""Makes the PDF of what was read before; it needs no database."""

_makers: dict[str, Callable[[Document], Making]] = {}


def made_by(kind: str, maker: Callable[[Document], Making]) -> None:
    """Let a feature make documents of a kind, that is whose kind begins with it and a colon."""
    _makers[kind] = maker


def reading(document: Document) -> Making:
    """Read everything that a document is made of, so that no transaction stays open while it is made."""
    maker = _makers.get(document.kind.partition(":")[0])
    if maker is not None:
        return maker(document)
    parts = service.ingredients(document)
    return lambda: service.make(parts)
