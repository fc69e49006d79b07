"""What a supervisor does with drafts: keep, go on, let go; every word sealed under their own key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from tenants import scope, vault
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members import private_space
from tenants.members.models import Member
from tenants.private_space.models import PrivateSpace
from wellbeing.feedback import access
from wellbeing.feedback.draft import Draft, from_bytes, to_bytes
from wellbeing.feedback.forms import Reach, Template
from wellbeing.feedback.models import FeedbackDraft

TABLE = FeedbackDraft.__tablename__


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft's row with what it says."""

    row: FeedbackDraft
    draft: Draft


def keep_new(*, author: Member, draft_id: UUID, draft: Draft, template: Template) -> UUID:
    """Keep a new draft. Sending the same page twice keeps one; other words under a used id become a second."""
    refuse_reach(author, draft.to_id, template)
    _refuse_empty(draft)
    space = private_space.writing_space(author.id)
    row_id = uuid5(author.id, str(draft_id))
    if not _insert(space, row_id, draft):
        kept = access.draft_for(author, row_id)
        if not open_draft(kept).draft.same_words(draft):
            row_id = uuid4()
            _insert(space, row_id, draft)
    return row_id


def keep(row: FeedbackDraft, *, draft: Draft, revision: int) -> None:
    """Replace the words of a draft, unless it changed since `revision` was shown."""
    _refuse_empty(draft)
    before = open_draft(row).draft
    if before.same_words(draft):
        return
    if row.revision != revision:
        raise Conflict(
            _("This draft was changed in another window. What you typed stands here; keep it to replace the other."),
            code="draft_changed",
        )
    row.sealed = vault.seal_for_member(_space(row), table=TABLE, row_id=row.id, plaintext=to_bytes(draft))
    row.revision += 1
    db.session.flush()


def put_back(member_id: UUID, space_id: UUID | None, draft: Draft) -> UUID:
    """What was on its way is a draft again, in the space that held its writer's copy; a locked one takes it in too."""
    tenant_id, row_id = scope.require().tenant_id, uuid4()
    space = db.session.get_one(PrivateSpace, (tenant_id, space_id))
    sealed = vault.put_into(space, table=TABLE, row_id=row_id, plaintext=to_bytes(draft))
    values = {"tenant_id": tenant_id, "id": row_id, "member_id": member_id, "space_id": space_id}
    db.session.execute(insert(FeedbackDraft).values(**values, revision=1, sealed=sealed))
    return row_id


def open_draft(row: FeedbackDraft) -> OpenDraft:
    """Open one draft; PrivateSpaceLocked when its space is locked for this session."""
    opened = vault.open_for_member(_space(row), table=TABLE, row_id=row.id, sealed=row.sealed)
    return OpenDraft(row, from_bytes(opened))


def open_drafts(rows: Iterable[FeedbackDraft]) -> tuple[Sequence[OpenDraft], int]:
    """The drafts that this session opens, the latest first, and how many stay sealed."""
    found = list(rows)
    spaces = private_space.open_spaces(found[0].member_id) if found else []
    readers = {space.id: vault.reader_of(space, TABLE) for space in spaces}
    opened = [
        OpenDraft(row, from_bytes(readers[row.space_id](row.id, row.sealed)))
        for row in found
        if row.space_id in readers
    ]
    opened.sort(key=lambda one: one.draft.kept_at, reverse=True)
    return opened, len(found) - len(opened)


def let_go(row: FeedbackDraft) -> None:
    """Delete a draft for good; a locked session may not."""
    open_draft(row)
    db.session.delete(row)
    db.session.flush()


def refuse_reach(author: Member, to_id: UUID, template: Template) -> None:
    """Thanks go to anybody; everything else only to people who report to the author."""
    if template.reach is Reach.REPORTS and not access.reports_to(to_id, author.id):
        raise Conflict(
            _("This template is for people who report to you. A specific thank-you can go to anybody."),
            code="not_a_report",
        )


def _insert(space: PrivateSpace, row_id: UUID, draft: Draft) -> bool:
    statement = insert(FeedbackDraft).values(
        tenant_id=scope.require().tenant_id,
        id=row_id,
        member_id=space.member_id,
        space_id=space.id,
        revision=1,
        sealed=vault.seal_for_member(space, table=TABLE, row_id=row_id, plaintext=to_bytes(draft)),
    )
    return db.session.execute(statement.on_conflict_do_nothing().returning(FeedbackDraft.id)).first() is not None


def _space(row: FeedbackDraft) -> PrivateSpace:
    return db.session.get_one(PrivateSpace, (row.tenant_id, row.space_id))


def _refuse_empty(draft: Draft) -> None:
    if draft.empty:
        raise Invalid(_("There is nothing to keep yet: write a line in one of the fields."), code="draft_empty")
