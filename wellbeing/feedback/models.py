"""Tables of feedback: what HR configures in plain, and drafts and copies of which every word is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Base, TenantOwned
from tenants.sealed_places import SealedPlace, declare, for_owner


class FeedbackTemplate(TenantOwned, Base):
    """One version of a template that HR made; a stored version is never edited."""

    __tablename__ = "feedback_template"

    key: Mapped[str]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]]
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]


class FeedbackHidden(TenantOwned, Base):
    """The key of a template that HR does not offer; drafts begun with it go on."""

    __tablename__ = "feedback_hidden"

    key: Mapped[str]


class FeedbackPhrase(TenantOwned, Base):
    """Words that HR adds to the hints, in lower case, with a reason and perhaps a kinder wording."""

    __tablename__ = "feedback_phrase"

    phrase: Mapped[str]
    reason: Mapped[str]
    kinder: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]


class FeedbackRest(TenantOwned, Base):
    """Until when somebody gets no further corrective note; a keyed hash stands for the person."""

    __tablename__ = "feedback_rest"

    token: Mapped[bytes]
    until: Mapped[datetime]


class FeedbackDraft(TenantOwned, Base):
    """What one member is writing; for whom, with which template and in which words is sealed."""

    __tablename__ = "feedback_draft"
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


class FeedbackCopy(TenantOwned, Base):
    """One reader's copy of a note, an answer or a request, sealed under that reader's key.

    Without `space_id` it is on its way, or waits for a private space that its reader may trust. `author_id` is no
    foreign key: erasing whoever wrote leaves the copy of whoever reads.
    """

    __tablename__ = "feedback_copy"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "reader_id"], ["member.tenant_id", "member.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["tenant_id", "space_id"], ["private_space.tenant_id", "private_space.id"], ondelete="CASCADE"
        ),
    )

    note_id: Mapped[UUID]
    author_id: Mapped[UUID]
    reader_id: Mapped[UUID]
    space_id: Mapped[UUID | None]
    delivered: Mapped[bool]
    sealed: Mapped[bytes]


_WAITING = "space_id IS NULL AND reader_id = %(member)s"
_for_reader = for_owner("feedback_copy", "reader_id", "|waiting")
declare(SealedPlace("feedback_copy", "sealed", _for_reader, reads=("reader_id",), only=_WAITING))
