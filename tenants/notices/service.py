"""Verbs of notices: tell, list, mark read, and write the one mail that is allowed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from flask import url_for
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from tenants import clock, jobs, scope
from tenants.db import as_member, db
from tenants.errors import NotFound
from tenants.members.models import Member
from tenants.notices import choices
from tenants.notices.models import Notice
from tenants.notices.registry import KINDS, Choice

LASTS = timedelta(days=60)
LOOK = "notice.look"
_AT_ONCE = 1000
_LOOKED_AT = 250
"""So many people one job looks at for a kind that most have not asked for."""


@dataclass(frozen=True)
class Shown:
    """A notice as the list shows it."""

    id: UUID
    text: str
    url: str | None
    created_at: datetime
    is_read: bool


def notify(member_id: UUID, kind: str, /, **args: str) -> None:
    """Tell a member something. Only adds: whoever tells can read neither the notice nor the member's choice."""
    notify_all([member_id], kind, **args)


def notify_all(member_ids: Sequence[UUID], kind: str, /, **args: str) -> None:
    """Tell many members the same in the same words, in a few statements however many they are."""
    _tell([(uuid4(), member_id) for member_id in member_ids], kind, args)


def notify_once(member_ids: Sequence[UUID], kind: str, /, *, about: UUID, occasion: str, **args: str) -> None:
    """The same, but whoever was told of this occasion already is passed over, however often this is called."""
    rows = {uuid5(about, f"{kind} {occasion} {member_id}"): member_id for member_id in member_ids}
    told = set() if _is_asked_for(kind) else jobs.owed("notice.mail", [str(row_id) for row_id in rows])
    _tell([(row_id, member_id) for row_id, member_id in rows.items() if str(row_id) not in told], kind, args)


def _is_asked_for(kind: str) -> bool:
    """Whether only those are written to who asked for this kind: then few do, and jobs look at many people each."""
    return KINDS[kind].first_choice is not Choice.MAIL


def _tell(told: Sequence[tuple[UUID, UUID]], kind: str, args: dict[str, str]) -> None:
    if kind not in KINDS:
        raise LookupError(f"no notice is declared under the name {kind}")
    now, ends, by_mail = clock.now(), KINDS[kind].ends, KINDS[kind].by_mail
    common = {
        "tenant_id": scope.require().tenant_id,
        "kind": kind,
        "args": args,
        "created_at": now,
        "expires_at": min(now + LASTS, ends(args)) if ends else now + LASTS,
        "mailed": not by_mail,
    }
    rows = [{**common, "id": row_id, "member_id": member_id} for row_id, member_id in told]
    for start in range(0, len(rows), _AT_ONCE):
        db.session.execute(insert(Notice).on_conflict_do_nothing(), rows[start : start + _AT_ONCE])
    if by_mail and _is_asked_for(kind):
        _owe_looks(told, kind)
    elif by_mail:
        jobs.owe_many("notice.mail", [(row["id"], {"member": str(row["member_id"])}) for row in rows])


def _owe_looks(told: Sequence[tuple[UUID, UUID]], kind: str) -> None:
    """Let jobs look whom of these people to write to, in the order of their ids, so that no two wait for each other."""
    people = sorted(told, key=lambda one: one[1])
    parts = [people[start : start + _LOOKED_AT] for start in range(0, len(people), _LOOKED_AT)]
    owed = [(part[0][0], " ".join(member_id.hex for _row_id, member_id in part)) for part in parts]
    jobs.owe_many(LOOK, [(key, {"kind": kind, "members": members}) for key, members in owed])


def sweep(after: UUID | None) -> UUID | None:
    """Drop the expired notices of the next people, as each of them; the last one's id when there may be more."""
    people = select(Member.id).order_by(Member.id).limit(_AT_ONCE)
    found = db.session.scalars(people.where(Member.id > after) if after else people).all()
    over = clock.now()
    for member_id in found:
        with as_member(member_id):
            db.session.execute(delete(Notice).where(Notice.member_id == member_id, Notice.expires_at <= over))
    return found[-1] if len(found) == _AT_ONCE else None


def notices_of(member_id: UUID, *, unread_only: bool = False, limit: int = 50) -> list[Shown]:
    """The notices of the member in scope, the newest first, in the language in force."""
    chosen = choices.choices_of(member_id)
    listed = [name for name, kind in KINDS.items() if kind.listed and chosen[name] is not Choice.NEITHER]
    wanted = select(Notice).where(
        Notice.member_id == member_id, Notice.expires_at > clock.now(), Notice.kind.in_(listed)
    )
    if unread_only:
        wanted = wanted.where(Notice.read_at.is_(None))
    rows = db.session.scalars(wanted.order_by(Notice.created_at.desc(), Notice.id).limit(limit))
    return [shown(row) for row in rows if KINDS[row.kind].still(row.args)]


def shown(row: Notice) -> Shown:
    """One notice in words."""
    kind = KINDS[row.kind]
    url = None
    if kind.link is not None:
        endpoint, values = kind.link(row.args)
        url = url_for(endpoint, **values)  # type: ignore[arg-type]  # a route's values
    return Shown(row.id, kind.text(row.args), url, row.created_at, row.read_at is not None)


def mark_read(member_id: UUID, notice_id: UUID) -> None:
    """Put one notice away."""
    row = db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.member_id == member_id))
    if row is None:
        raise NotFound
    row.read_at = row.read_at or clock.now()
    db.session.flush()


def mark_all_read(member_id: UUID) -> None:
    """Put all notices away, and drop those that are too old to be shown."""
    now = clock.now()
    mine = Notice.member_id == member_id
    db.session.execute(update(Notice).where(mine, Notice.read_at.is_(None)).values(read_at=now))
    db.session.execute(delete(Notice).where(mine, Notice.expires_at <= now))
