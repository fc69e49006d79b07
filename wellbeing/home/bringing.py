"""A copy of everything brought back in: checked whole, tried out, shown, and only then kept, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from tenants import clock, taking_along, vault
from tenants.db import Base, db
from tenants.errors import Invalid
from tenants.members import private_space
from tenants.members.models import Member
from tenants.private_space.models import PrivateSpace
from tenants.signin.models import WebSession
from tenants.taking_along import Part
from wellbeing.home import access, packing, wording
from wellbeing.home.copying import LASTS, TABLE, owe_forgetting
from wellbeing.home.models import PersonalCopy
from wellbeing.home.packing import BrokenCopy, Parts

_PLAIN = {"synchronize_session": False}
_UNFIT = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    DataError,
    IntegrityError,
)
"""What a part may stumble over in a file that nobody of us wrote."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What one part of a copy would add, or has added."""

    part: str
    count: int


def keep(content: bytes, *, member: Member, session: WebSession) -> None:
    """Check a zip whole and keep it sealed for its preview; Invalid names the file and the entry that is wrong."""
    space = private_space.writing_space(member.id)
    _try(member, _unpacked(content))
    db.session.execute(delete(PersonalCopy).where(*access.copy_of(session, "in")), execution_options=_PLAIN)
    copy_id, now = uuid4(), clock.now()
    row = insert(PersonalCopy).values(
        tenant_id=session.tenant_id,
        id=copy_id,
        member_id=member.id,
        session_id=session.id,
        direction="in",
        space_id=space.id,
        sealed=vault.seal_for_member(space, table=TABLE, row_id=copy_id, plaintext=content),
        asked_at=now,
        expires_at=now + LASTS,
    )
    db.session.execute(row)
    owe_forgetting(copy_id, now + LASTS)


def preview(*, member: Member, session: WebSession) -> list[Addition] | None:
    """What the brought copy would add now; nothing is kept of trying it out. None when none was brought."""
    row = access.brought_by(session)
    return _try(member, _unpacked(_opened(row))) if row is not None else None


def take_in(*, member: Member, session: WebSession) -> list[Addition] | None:
    """Add what is not here yet, and let the zip go; None when that has been done, or let be."""
    row = access.brought_by(session)
    if row is None:
        return None
    added = _take(member, _unpacked(_opened(row)))
    db.session.delete(row)
    db.session.flush()
    return added


def let_be(session: WebSession) -> None:
    """Let the brought zip go; nothing of it was kept."""
    db.session.execute(delete(PersonalCopy).where(*access.copy_of(session, "in")), execution_options=_PLAIN)


def _opened(row: PersonalCopy) -> bytes:
    space = db.session.get_one(PrivateSpace, (row.tenant_id, row.space_id))
    return vault.open_for_member(space, table=TABLE, row_id=row.id, sealed=row.sealed or b"")


def _unpacked(content: bytes) -> dict[str, dict[str, str]]:
    if not content:
        raise Invalid(fields={"file": [_("Please choose a file first.")]}, code="no_file")
    try:
        parts = packing.unpack(content)
    except BrokenCopy as broken:
        raise _refused(wording.broken(broken)) from broken
    known = {part.name for part in taking_along.parts()}
    for name in sorted(set(parts) - known):
        raise _refused(wording.broken(BrokenCopy("unknown_part", f"{name}/")))
    return parts


def _try(member: Member, parts: Parts) -> list[Addition]:
    trial = db.session.begin_nested()
    try:
        return _take(member, parts)
    finally:
        trial.rollback()
        db.session.expire_all()


def _take(member: Member, parts: Parts) -> list[Addition]:
    added = []
    for part in _readable(parts):
        before = _count(member, part)
        _read(member, part, parts[part.name])
        added.append(Addition(part.name, _count(member, part) - before))
    return added


def _readable(parts: Parts) -> Sequence[Part]:
    return [part for part in taking_along.parts() if part.read is not None and part.name in parts]


def _read(member: Member, part: Part, files: Mapping[str, str]) -> None:
    if part.read is None:
        return
    try:
        part.read(member, files)
        db.session.flush()
    except Invalid as wrong:
        told = [text for texts in wrong.fields.values() for text in texts] or [wrong.message]
        raise _refused(*told) from wrong
    except _UNFIT as error:
        raise _refused(wording.broken(BrokenCopy("unfit", f"{part.name}/{next(iter(files), '')}"))) from error


def _count(member: Member, part: Part) -> int:
    counted = 0
    for name in part.tables:
        table: Table = Base.metadata.tables[name]
        if "member_id" in table.columns:
            mine = select(func.count()).select_from(table)
            here = table.c.tenant_id == member.tenant_id, table.c.member_id == member.id
            counted += db.session.scalar(mine.where(*here)) or 0
    return counted


def _refused(*sentences: str) -> Invalid:
    return Invalid(
        _("Nothing was taken in. The file is not as it was made here."), fields={"file": sentences}, code="copy_broken"
    )
