"""Tables of learning notes: drafts, notes and answers, of which every word is sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned
from tenants.organizations.models import Unit  # noqa: F401 - its table is referred to below
from tenants.sealed_places import SealedPlace, declare, for_owner


class LearningDraft(TenantOwned, Base):
    """What a leader is writing, sealed with the key of one of their private spaces; only they see the row."""

    __tablename__ = "learning_draft"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
    )

    member_id: Mapped[UUID]
    space_id: Mapped[UUID]
    revision: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes]


class LearningNote(TenantOwned, Base):
    """A note for a leader's people, sealed under the organization's key and bound to its writer.

    `unit_id` is the unit with everything below it; None is everybody below in the manager chain. Until `published_at`
    it waits for `goes_at`, and its writer alone sees the row; `draft_id` is the draft that it was made from.
    """

    __tablename__ = "learning_note"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], ondelete="CASCADE"),
    )

    member_id: Mapped[UUID]
    unit_id: Mapped[UUID | None]
    draft_id: Mapped[UUID]
    goes_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    sealed: Mapped[bytes]


class LearningAnswer(TenantOwned, Base):
    """One reader's copy of an answer to a note, sealed under that reader's key; it goes with the note.

    An answer has two: that of whoever wrote the note, and that of whoever answered. Without `space_id` it waits for a
    private space that its reader may trust.
    """

    __tablename__ = "learning_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "note_id"], ["learning_note.tenant_id", "learning_note.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "reader_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
    )

    answer_id: Mapped[UUID]
    note_id: Mapped[UUID]
    author_id: Mapped[UUID]
    reader_id: Mapped[UUID]
    space_id: Mapped[UUID | None]
    sealed: Mapped[bytes]


_OWN = "member_id = %(member)s"  # a published row is seen by others too, who may not change it
_WAITING = "space_id IS NULL AND reader_id = %(member)s"
_for_reader = for_owner("learning_answer", "reader_id", "|waiting")
declare(
    SealedPlace("learning_note", "sealed", for_owner("learning_note", "member_id"), reads=("member_id",), only=_OWN)
)
declare(SealedPlace("learning_answer", "sealed", _for_reader, reads=("reader_id",), only=_WAITING))
