"""Search in one's own entries: opened month by month in memory, newest first, and left as soon as a page is full."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from tenants import vault
from tenants.errors import PrivateSpaceLocked
from tenants.members import private_space
from tenants.members.models import Member
from wellbeing.journal import access
from wellbeing.journal.reflection import Reflection, from_bytes
from wellbeing.journal.searching import Query, query_of
from wellbeing.journal.service import TABLE

PAGE = 20
AT_ONCE = 1000
QUESTION = "journal_search"
Reader = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Question:
    """What a member looks for, as they typed it; `month` as YYYY-MM or empty."""

    words: str = ""
    tag: str = ""
    month: str = ""

    @property
    def query(self) -> Query:
        """The same, ready to be compared."""
        return query_of(self.words, self.tag)

    @property
    def month_on(self) -> date | None:
        """The first day of the month, if one was chosen."""
        return date.fromisoformat(f"{self.month}-01") if self.month else None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, newest first, and whether more follows."""

    entries: Sequence[tuple[UUID, int, Reflection]]
    more: bool


def find(member: Member, question: Question, *, page: int = 1) -> Found:
    """The entries that this session opens and in which every word occurs; all of a month or a tag without words."""
    readers = {str(space.id): vault.reader_of(space, TABLE) for space in private_space.open_spaces(member.id)}
    query, until = question.query, page * PAGE
    found: list[tuple[UUID, int, Reflection]] = []
    for first, last in _stretches(access.months_of(member), question.month_on):
        rows = access.rows_of(member, first=first, last=last)
        found += sorted(_matching(rows, readers, query), key=lambda hit: (hit[2].written_at, hit[0]), reverse=True)
        if len(found) > until:
            break
    return Found(found[until - PAGE : until], len(found) > until)


def sealed(member: Member, question: Question) -> str:
    """The question as a part of an address that only a session of this member with an open space can read."""
    spaces = private_space.open_spaces(member.id)
    if not spaces:
        raise PrivateSpaceLocked
    plain = json.dumps(asdict(question)).encode()
    return base64.urlsafe_b64encode(
        vault.seal_for_member(spaces[0], table=QUESTION, row_id=member.id, plaintext=plain)
    ).decode()


def unsealed(member: Member, asked: str) -> Question | None:
    """The question from its address; None for an empty, broken or somebody else's one."""
    try:
        given = base64.urlsafe_b64decode(asked.encode())
    except (binascii.Error, ValueError):
        return None
    for space in private_space.open_spaces(member.id):
        try:
            return Question(**json.loads(vault.open_for_member(space, table=QUESTION, row_id=member.id, sealed=given)))
        except vault.SealBroken:
            continue
    return None


def _matching(
    rows: Sequence[access.SealedRow], readers: Mapping[str, Reader], query: Query
) -> Iterator[tuple[UUID, int, Reflection]]:
    for entry_id, space_id, revision, closed in rows:
        reader = readers.get(space_id)
        if reader is None:
            continue
        record = reader(entry_id, closed)
        if query.may_be_in(record):
            said = from_bytes(record)
            if query.matches(said):
                yield UUID(entry_id), revision, said


def _stretches(months: Mapping[date, int], only: date | None) -> Iterator[tuple[date, date]]:
    """First and last month of what is opened at once, the newest first."""
    if only is not None:
        yield only, only
        return
    held: list[date] = []
    count = 0
    for month, entries in months.items():
        held.append(month)
        count += entries
        if count >= AT_ONCE:
            yield held[-1], held[0]
            held, count = [], 0
    if held:
        yield held[-1], held[0]
