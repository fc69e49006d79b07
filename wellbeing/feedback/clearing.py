"""A copy goes together with what leads to it and what was owed for it: its notices and its rows of jobs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, delete, func

from tenants import scope
from tenants.db import as_member, db
from tenants.jobs import Job
from tenants.members.models import Member
from tenants.notices.models import Notice
from wellbeing.feedback.models import FeedbackCopy

OWED = ("feedback.deliver", "feedback.close", "feedback.remind", "feedback.end_shown")
_PLAIN = {"synchronize_session": False}


def drop_copies(reader_id: UUID, *which: ColumnElement[bool]) -> None:
    """Delete copies of one reader, the notices about them, and what is owed for them."""
    mine = FeedbackCopy.reader_id == reader_id
    with as_member(reader_id):
        copies = delete(FeedbackCopy).where(mine, *which).returning(FeedbackCopy.id)
        gone = list(db.session.scalars(copies, execution_options=_PLAIN))
        about = Notice.args["copy"].astext.in_([str(copy_id) for copy_id in gone])
        if gone:
            told = delete(Notice).where(Notice.member_id == reader_id, about)
            db.session.execute(told, execution_options=_PLAIN)
    forget_owed(*gone)


def forget_owed(*keys: UUID) -> None:
    """Delete the rows of jobs about notes or copies; one that runs now ends by itself."""
    if not keys:
        return
    first_word = func.split_part(Job.key, " ", 1)
    about = Job.kind.in_(OWED), first_word.in_([str(key) for key in keys]), Job.state != "running"
    rows = delete(Job).where(Job.tenant_id == scope.require().tenant_id, *about)
    db.session.execute(rows, execution_options=_PLAIN)


def take_back_all(member: Member) -> None:
    """Whoever erases everything of their own takes back what has not been delivered yet, with what was owed for it."""
    on_the_way = FeedbackCopy.author_id == member.id, FeedbackCopy.delivered.is_(False)
    gone = db.session.execute(delete(FeedbackCopy).where(*on_the_way).returning(FeedbackCopy.note_id, FeedbackCopy.id))
    forget_owed(*(key for row in gone.all() for key in row))
