"""What a member chose per kind of notice; sealed, and visible to nobody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import select

from tenants import vault
from tenants.db import db
from tenants.notices.models import NoticeChoice
from tenants.notices.registry import KINDS, Choice


def choices_of(member_id: UUID) -> dict[str, Choice]:
    """How the member in scope hears of each kind."""
    chosen = _kept(_row(member_id))
    return {name: Choice(chosen.get(kind.chosen_as or name, kind.first_choice)) for name, kind in KINDS.items()}


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


def _kept(row: NoticeChoice | None) -> dict[str, str]:
    if row is None:
        return {}
    kept: dict[str, str] = json.loads(vault.open_for_tenant(row.sealed, table="notice_choice", row_id=row.id))
    return kept
