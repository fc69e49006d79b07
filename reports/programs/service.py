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
from reports.programs.access import KIND, findings_now
from reports.programs.findings import Findings, from_kept, kept
from reports.programs.view import program_view
from tenants.errors import NotFound


def ask_for(*, findings: Findings, language: str) -> Document:
    """The PDF of what has been released of a programme by now; NotFound while that is nothing.

    It belongs to the wave that was released last of those it tells of, so asking twice gives the same one until another
    check-in or the ballot is counted.
    """
    if findings.newest is None:
        raise NotFound
    about, program = kept(findings.program), findings.program
    return documents.kept_once(
        wave_id=findings.newest.wave_id, kind=f"{KIND}:{program.id}", language=language, about=about
    )


def reading(document: Document) -> Callable[[], bytes]:
    """What a PDF is made of, read now, as a call that makes it."""
    assert document.about is not None  # noqa: S101 - the database keeps no such document without it
    findings = findings_now(from_kept(document.about), until=document.wave_id)
    look, _told = editions.edition_of(document.wave_id, None)
    language = document.language
    return lambda: make(findings, look, language)


def make(findings: Findings, look: Look, language: str) -> bytes:
    """The PDF; equal findings, look and language give equal bytes."""
    from reports.programs.composition import compose  # noqa: PLC0415 - only a worker needs it

    with force_locale(language):
        return compose(program_view(findings, language), look=look, language=language, mark=mark_of(findings))


def mark_of(findings: Findings) -> str:
    """The report's name in its foot, from the programme as it is told and every release behind it (64 hex digits)."""
    told = [kept(findings.program), [wave.fingerprint() for wave in findings.used()]]
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
