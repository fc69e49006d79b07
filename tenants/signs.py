"""Signs of a text: pure, for whatever comes from a program or a file and is shown later on a page."""

from __future__ import annotations


def whole(text: str) -> str:
    """The text without halves of signs, which a program can send and no page or file can show."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
