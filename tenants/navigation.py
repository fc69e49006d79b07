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
    """The entries that whoever asks may open, in order; the feature of this page is current."""
    here = (request.endpoint or "").partition(".")[0]
    return [
        Item(str(entry.label), url_for(entry.endpoint), _is_here(entry, here), entry.group)
        for entry in sorted(entries, key=lambda entry: entry.order)
        if may(entry.permission)
    ]


def _is_here(entry: Entry, feature: str) -> bool:
    return entry.endpoint == request.endpoint or entry.endpoint.partition(".")[0] == feature
