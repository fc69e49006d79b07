"""Where someone can go: each feature's pages declare entries, the frame shows those that a role may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for

from tenants.http import may
from tenants.permissions import Permission


@dataclass(frozen=True)
class Entry:
    """One entry: an endpoint without arguments, its words, what it needs and where it stands."""

    endpoint: str
    label: object
    permission: Permission
    order: int
    group: str = "main"


@dataclass(frozen=True)
class Item:
    """An entry as the frame shows it."""

    label: str
    url: str
    current: bool
    group: str


def items(entries: Iterable[Entry]) -> list[Item]:
    """The entries that whoever asks may open, in order; the one whose address this page lies under is current."""
    shown = [
        (entry, url_for(entry.endpoint))
        for entry in sorted(entries, key=lambda entry: entry.order)
        if may(entry.permission)
    ]
    here = max((url for _entry, url in shown if _lies_under(request.path, url)), key=len, default="")
    return [Item(str(entry.label), url, url == here, entry.group) for entry, url in shown]


def _lies_under(path: str, url: str) -> bool:
    return path == url or path.startswith(f"{url}/")
