"""What each feature puts into a member's copy of everything, and takes back from one; each declares its own part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from flask_babel import gettext as _

from tenants.errors import Invalid
from tenants.members.models import Member

Read = TypeVar("Read")

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


def records_in(
    text: str, *, file: str, form: str, under: str, read: Callable[[Any], Read], most: int | None = None
) -> list[tuple[UUID, Read]]:
    """The records of a file that is taken back, each with its id.

    The file says its `form` under "format" and lists at most `most` records `under` a name. `read` makes a value of
    one, or raises ValueError with the name of the field it cannot read. `Invalid` names the file, the entry, the field.
    """
    try:
        told = json.loads(text)
        rows = told[under] if told["format"] == form else None
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = None
    if not isinstance(rows, list) or (most is not None and len(rows) > most):
        raise unreadable(file)
    return [_record(file, number, row, read) for number, row in enumerate(rows, start=1)]


def unreadable(file: str) -> Invalid:
    """What is said of a file that is none of ours."""
    return Invalid(_("%(file)s cannot be read as a file of this product.", file=file), code="copy_unreadable")


def _record(file: str, number: int, row: Any, read: Callable[[Any], Read]) -> tuple[UUID, Read]:
    try:
        row_id = UUID(row["id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        _refuse(file, number, "id")
    try:
        return row_id, read(row)
    except ValueError as error:
        _refuse(file, number, str(error))


def _refuse(file: str, number: int, field: str) -> NoReturn:
    sentence = _("%(file)s, entry %(number)s: “%(field)s” cannot be read.", file=file, number=number, field=field)
    raise Invalid(sentence, code="copy_unreadable")
