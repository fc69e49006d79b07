"""The log of erasures outside the database: a file that only grows, so that a restored copy brings nothing back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID


class LogBroken(Exception):
    """A line that is no erasure; the number of the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure as the file holds it."""

    id: UUID
    kind: str
    tenant_id: UUID
    member_id: UUID | None
    space_ids: tuple[UUID, ...]
    asked_at: datetime


def append(file: Path, line: Line) -> None:
    """Write one line and wait for the disk; a line that stands there twice means the same as once."""
    told = {
        "id": str(line.id),
        "kind": line.kind,
        "tenant": str(line.tenant_id),
        "member": str(line.member_id) if line.member_id else None,
        "spaces": [str(one) for one in line.space_ids],
        "asked_at": line.asked_at.isoformat(),
    }
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # a line that was cut off when the machine stopped must not swallow this one
        start = b"" if _ends_a_line(file) else b"\n"
        os.write(descriptor, start + json.dumps(told).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(file: Path) -> list[Line]:
    """Every erasure once, the oldest first; raises LogBroken for a line that is none, except a last one cut off."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="ascii", errors="replace").split("\n")
    return list({line.id: line for line in _read(lines)}.values())


def _read(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            yield Line(
                UUID(told["id"]),
                str(told["kind"]),
                UUID(told["tenant"]),
                UUID(told["member"]) if told["member"] else None,
                tuple(UUID(one) for one in told["spaces"]),
                datetime.fromisoformat(told["asked_at"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            if not line.endswith("}"):
                continue  # cut off in the middle; whoever wrote it wrote it again
            raise LogBroken(str(number)) from error


def _ends_a_line(file: Path) -> bool:
    with file.open("rb") as opened:
        opened.seek(0, os.SEEK_END)
        if opened.tell() == 0:
            return True
        opened.seek(-1, os.SEEK_END)
        return opened.read(1) == b"\n"
