"""The clock of learning notes: one goes out in the morning, people are told, and each ends after its twelve months."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tenants.erasures import service as erasures
from tenants.jobs import JobRun, job, periodic
from wellbeing.learning_notes import service
from wellbeing.learning_notes.service import PUBLISH, TELL

END_OLD = "learning_notes.end_old"


@job(PUBLISH)
def publish(run: JobRun) -> None:
    """Publish one note, unless it was called back."""
    service.go_out(author_id=UUID(run.args["author"]), note_id=UUID(run.args["note"]))


@job(TELL)
def tell(run: JobRun) -> None:
    """Tell the people of one note's group, who may be many."""
    service.tell(author_id=UUID(run.args["author"]), note_id=UUID(run.args["note"]))


@job(END_OLD)
def end_old(_run: JobRun) -> None:
    """Delete what has been read for a year."""
    service.end_old()


periodic(END_OLD, every=timedelta(days=1))
erasures.first(service.forget_waiting)
