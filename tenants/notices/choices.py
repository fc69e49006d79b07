"""What a member chose per kind of notice; sealed, and visible to nobody else."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

from sqlalchemy import select

from tenants import scope, vault
from tenants.db import db
from tenants.notices.models import NoticeChoice
from tenants.notices.registry import KINDS, Choice


def choices_of(member_id: UUID) -> dict[str, Choice]:
    """How the member in scope hears of each kind."""
    return _chosen(_kept(_row(member_id)))


def wanting_mail(member_ids: Collection[UUID], kind: str) -> set[UUID]:
    """Who of these people wants mail of a kind; for jobs only.

    Raises RuntimeError where somebody is signed in: what a page could tell apart, HR could see.
    """
    if scope.require().member_id is not None:
        raise RuntimeError("choices are known to jobs and to oneself, never where another member is in scope")
    mine = select(NoticeChoice).where(NoticeChoice.member_id.in_(member_ids))
    rows = {row.member_id: row for row in db.session.scalars(mine)}
    return {one for one in member_ids if _chosen(_kept(rows.get(one)))[kind] is Choice.MAIL}


def choose(member_id: UUID, changed: Mapping[str, Choice]) -> None:
    """Keep new choices for some kinds; the row is sealed and of one size bucket."""
    row = _row(member_id)
    kept = _kept(row)
    row = row or NoticeChoice(id=uuid4(), member_id=member_id)
    kept |= {name: choice.value for name, choice in changed.items() if may_choose(name)}
    row.sealed = vault.seal_for_tenant(json.dumps(kept).encode(), table="notice_choice", row_id=row.id)
    db.session.add(row)
    db.session.flush()


def has_chosen(member_id: UUID) -> bool:
    """Whether the member in scope has ever chosen anything."""
    return _row(member_id) is not None


def may_choose(name: str) -> bool:
    """Whether this is a kind with a choice of its own."""
    return name in KINDS and not KINDS[name].chosen_as


def stop_mail(member_id: UUID) -> None:
    """No more notices by mail; those that came by mail stay in the list."""
    now = choices_of(member_id)
    choose(member_id, {name: Choice.IN_APP for name, choice in now.items() if choice is Choice.MAIL})


def _row(member_id: UUID) -> NoticeChoice | None:
    return db.session.scalar(select(NoticeChoice).where(NoticeChoice.member_id == member_id))


def _chosen(kept: Mapping[str, str]) -> dict[str, Choice]:
    return {name: Choice(kept.get(kind.chosen_as or name, kind.first_choice)) for name, kind in KINDS.items()}


def _kept(row: NoticeChoice | None) -> dict[str, str]:
    if row is None:
        return {}
    kept: dict[str, str] = json.loads(vault.open_for_tenant(row.sealed, table="notice_choice", row_id=row.id))
    return kept
