"""A member says what is wrong in what HR supplied; HR corrects it or answers; nobody else learns that it was asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit, clock, mail, scope, vault
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.members import absence, roles
from tenants.members.models import CorrectionRequest, Member
from tenants.organizations.models import Unit

TABLE = CorrectionRequest.__tablename__
FIELDS = (
    "name",
    "external_id",
    "unit",
    "manager",
    "location",
    "job_family",
    "hired_on",
    "time_zone",
    "language",
    "away",
    "other",
)
KEPT = timedelta(days=90)
"""An answered request is of no use to anybody after that."""
ASKED, ANSWERED = "correction.asked", "correction.answered"


@dataclass(frozen=True, slots=True)
class Words:
    """What the member wrote, and what HR answered."""

    asked: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A request with its words, and what is stored about its field now."""

    row: CorrectionRequest
    words: Words
    person: str
    now: str


def ask(*, member: Member, field: str, words: str) -> None:
    """Ask HR to correct a field; while a request about it is open, a second one with other words is refused."""
    if not words.strip():
        raise Invalid(fields={"words": [_("Write a line about what is wrong.")]}, code="words_empty")
    row_id = uuid4()
    values = {
        "tenant_id": scope.require().tenant_id,
        "id": row_id,
        "member_id": member.id,
        "field": field,
        "sealed": _sealed(row_id, Words(words)),
        "state": "open",
        "asked_at": clock.now(),
    }
    made = insert(CorrectionRequest).values(values).on_conflict_do_nothing().returning(CorrectionRequest.id)
    if db.session.execute(made).first() is None:
        _refuse_other_words(member, field, words)
        return
    for person in roles.hr_member_ids():
        if person != member.id:
            mail.notify(person, ASKED, request=str(row_id))


def take_back(*, member: Member, request_id: UUID) -> None:
    """Take an open request back, or put an answered one away."""
    mine = CorrectionRequest.id == request_id, CorrectionRequest.member_id == member.id
    if db.session.execute(delete(CorrectionRequest).where(*mine).returning(CorrectionRequest.id)).first() is None:
        raise NotFound


def requests_of(member: Member) -> list[Told]:
    """The member's own requests, the newest first."""
    mine = select(CorrectionRequest).where(CorrectionRequest.member_id == member.id)
    rows = db.session.scalars(mine.order_by(CorrectionRequest.asked_at.desc(), CorrectionRequest.id)).all()
    return [_told(row, member) for row in rows]


def open_requests() -> list[Told]:
    """What waits for HR, the oldest first."""
    waiting = (
        select(CorrectionRequest, Member)
        .join(Member, (Member.tenant_id == CorrectionRequest.tenant_id) & (Member.id == CorrectionRequest.member_id))
        .where(CorrectionRequest.state == "open", Member.left_at.is_(None))
        .order_by(CorrectionRequest.asked_at, CorrectionRequest.id)
    )
    return [_told(row, member) for row, member in db.session.execute(waiting)]


def answer(*, request_id: UUID, state: str, words: str) -> None:
    """Say that it was corrected, or why it stays as it is; Conflict when somebody answered before."""
    wanted = select(CorrectionRequest).where(CorrectionRequest.id == request_id).with_for_update()
    row = db.session.scalar(wanted.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(_("This request is not here any more. The person may have taken it back."))
    if row.state != "open":
        raise Conflict(_("This request has been answered already."), code="already_answered")
    if state == "kept" and not words.strip():
        raise Invalid(fields={"answer": [_("Say in a line why it stays as it is.")]}, code="answer_empty")
    row.sealed = _sealed(row.id, replace(_opened(row), answer=words))
    row.state, row.answered_at = state, clock.now()
    db.session.flush()
    audit.record("member.correction_answered", row.member_id, field=row.field, state=state)
    mail.notify(row.member_id, ANSWERED)


def forget_answered() -> None:
    """Drop requests that were answered long ago."""
    old = CorrectionRequest.answered_at < clock.now() - KEPT
    db.session.execute(delete(CorrectionRequest).where(old))


def forget_of(member_id: UUID) -> None:
    """Drop everything that somebody asked, answered or not."""
    db.session.execute(delete(CorrectionRequest).where(CorrectionRequest.member_id == member_id))


def value_of(member: Member, field: str) -> str:
    """What is stored in a field of somebody now, as plain words; empty where there is nothing."""
    unit = db.session.get(Unit, (member.tenant_id, member.unit_id)) if member.unit_id else None
    manager = db.session.get(Member, (member.tenant_id, member.manager_id)) if member.manager_id else None
    values: dict[str, object] = {
        "unit": unit.path if unit else "",
        "manager": manager.called if manager else "",
        "away": absence.away_until(member),
        "other": "",
    }
    found = values[field] if field in values else getattr(member, field)
    return found.isoformat() if isinstance(found, date | datetime) else str(found or "")


def _refuse_other_words(member: Member, field: str, words: str) -> None:
    same = select(CorrectionRequest).where(
        CorrectionRequest.member_id == member.id, CorrectionRequest.field == field, CorrectionRequest.state == "open"
    )
    rows: Sequence[CorrectionRequest] = db.session.scalars(same).all()
    if not any(_opened(row).asked == words for row in rows):
        sentence = _("You have asked about this already, and HR has not answered yet. Take that back first.")
        raise Conflict(sentence, code="already_asked")


def _told(row: CorrectionRequest, member: Member) -> Told:
    return Told(row, _opened(row), member.called, value_of(member, row.field))


def _sealed(row_id: UUID, words: Words) -> bytes:
    content = json.dumps(asdict(words), ensure_ascii=False).encode("utf-8", "replace")
    return vault.seal_for_tenant(content, table=TABLE, row_id=row_id)


def _opened(row: CorrectionRequest) -> Words:
    return Words(**json.loads(vault.open_for_tenant(row.sealed, table=TABLE, row_id=row.id)))
