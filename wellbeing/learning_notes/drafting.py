"""What a leader does with drafts: keep, go on, let go; every word sealed under their own key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members import private_space, sealed_rows
from tenants.members.models import Member
from tenants.private_space.models import PrivateSpace
from wellbeing.learning_notes import access, groups, story
from wellbeing.learning_notes.models import LearningDraft
from wellbeing.learning_notes.story import Draft

TABLE = LearningDraft.__tablename__


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft's row with what it says."""

    row: LearningDraft
    draft: Draft


def keep_new(*, author: Member, draft_id: UUID, draft: Draft) -> UUID:
    """Keep a new draft. Sending the same page twice keeps one; other words under a used id become a second.

    So it is when the first one went out meanwhile: the same words lead to that note, other words are a new draft.
    """
    refuse_strangers(author, draft.unit_id)
    refuse_empty(draft)
    space = private_space.writing_space(author.id)
    row_id = uuid5(author.id, str(draft_id))
    note = access.became(author, row_id)
    if note is not None:
        if (access.story_of(note), note.unit_id) == (draft.story, draft.unit_id):
            return row_id
        row_id = uuid4()
    if not _insert(space, row_id, draft):
        kept = access.draft_for(author, row_id)
        if not open_draft(kept).draft.same_words(draft):
            row_id = uuid4()
            _insert(space, row_id, draft)
    return row_id


def keep(row: LearningDraft, *, author: Member, draft: Draft, revision: int) -> None:
    """Replace the words of a draft, unless it changed since `revision` was shown or waits to go out."""
    refuse_strangers(author, draft.unit_id)
    refuse_empty(draft)
    if open_draft(row).draft.same_words(draft):
        return
    if access.waiting_for(author, row.id) is not None:
        raise Conflict(
            _("This note waits to go out as it was. Call it back first; what you typed stands here."),
            code="draft_waits",
        )
    if row.revision != revision:
        raise Conflict(
            _("This draft was changed in another window. What you typed stands here; keep it to replace the other."),
            code="draft_changed",
        )
    sealed_rows.seal_anew(row, story.draft_bytes(draft))
    row.revision += 1
    db.session.flush()


def open_draft(row: LearningDraft) -> OpenDraft:
    """Open one draft; PrivateSpaceLocked when its space is locked for this session."""
    return OpenDraft(row, story.draft_from(sealed_rows.open_one(row)))


def open_drafts(rows: Sequence[LearningDraft]) -> tuple[Sequence[OpenDraft], bool]:
    """The drafts that this session opens, the latest first, and whether some stay sealed."""
    opened = [OpenDraft(row, story.draft_from(said)) for row, said in sealed_rows.opened(rows)]
    opened.sort(key=lambda one: one.draft.kept_at, reverse=True)
    return opened, len(opened) < len(rows)


def refuse_strangers(author: Member, unit_id: UUID | None) -> None:
    """A note goes to the writer's own people and to nobody else."""
    if not groups.still_leads(author, unit_id):
        raise Conflict(
            _("These people are not yours to write to any more. What you wrote is kept; choose others for it."),
            code="not_own_people",
        )


def refuse_empty(draft: Draft) -> None:
    """Nothing is kept without a word, and no private space begins for it."""
    if draft.story.empty:
        raise Invalid(_("There is nothing to keep yet: write a line in one of the fields."), code="draft_empty")


def _insert(space: PrivateSpace, row_id: UUID, draft: Draft) -> bool:
    row = insert(LearningDraft).values(sealed_rows.values(space, TABLE, row_id, story.draft_bytes(draft)))
    return db.session.execute(row.on_conflict_do_nothing().returning(LearningDraft.id)).first() is not None
