"""What each feature puts into a member's copy of everything, and takes back from one; each declares its own part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tenants.members.models import Member

Files = Iterable[tuple[str, str]]
"""Names below the part's folder, and what the files say."""


@dataclass(frozen=True, slots=True)
class Part:
    """One folder of the copy. `tables` are those with a member's id that it tells of, each by exactly one part.

    `write` gives what this session can open. `read`, where a part can be taken back, checks everything before it
    keeps anything, adds only what is not there yet, and raises `Invalid` naming the file and the entry.
    """

    name: str
    tables: frozenset[str]
    write: Callable[[Member], Files]
    read: Callable[[Member, Mapping[str, str]], None] | None = None


_parts: dict[str, Part] = {}


def declare(part: Part) -> None:
    """Let a feature's part stand in every copy from now on."""
    _parts[part.name] = part


def parts() -> tuple[Part, ...]:
    """All parts, in the order of their names."""
    return tuple(_parts[name] for name in sorted(_parts))
