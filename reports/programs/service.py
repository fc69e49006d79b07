"""What is done with a programme's report: its PDF is asked for, read, and made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from flask_babel import force_locale

from reports.documents import editions
from reports.documents import service as documents
from reports.documents.editions import Look
from reports.documents.models import Document
from reports.programs.access import KIND, course_now
from reports.programs.course import Course, from_kept, kept
from reports.programs.view import program_view
from tenants.errors import NotFound


def ask_for(*, course: Course, language: str) -> Document:
    """The PDF of what has been released of a programme by now; NotFound while that is nothing.

    It belongs to the wave that was released last of those it tells of, so asking twice gives the same one until another
    check-in or the ballot is counted.
    """
    if course.newest is None:
        raise NotFound
    about, program = kept(course.program), course.program
    return documents.kept_once(
        wave_id=course.newest.wave_id, kind=f"{KIND}:{program.id}", language=language, about=about
    )


def reading(document: Document) -> Callable[[], bytes]:
    """What a PDF is made of, read now, as a call that makes it."""
    assert document.about is not None  # noqa: S101 - the database keeps no such document without it
    course = course_now(from_kept(document.about), until=document.wave_id)
    look, _told = editions.edition_of(document.wave_id, None)
    language = document.language
    return lambda: make(course, look, language)


def make(course: Course, look: Look, language: str) -> bytes:
    """The PDF; equal course, look and language give equal bytes."""
    from reports.programs.composition import compose  # noqa: PLC0415 - only a worker needs it

    with force_locale(language):
        return compose(program_view(course, language), look=look, language=language, mark=mark_of(course))


def mark_of(course: Course) -> str:
    """The report's name in its foot, from the programme as it is told and every release behind it (64 hex digits)."""
    told = [kept(course.program), [wave.fingerprint() for wave in course.used()]]
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
