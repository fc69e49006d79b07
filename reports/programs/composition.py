"""From the view of a programme to the bytes of its PDF."""

from __future__ import annotations

from datetime import UTC

from babel.dates import format_date
from flask_babel import gettext as _

from reports.documents import composition
from reports.documents.editions import Look
from reports.documents.rendering import html_of, pdf_of
from reports.programs import wording
from reports.programs.view import ProgramView


def compose(view: ProgramView, *, look: Look, language: str, mark: str) -> bytes:
    """The PDF of a report in a language (the caller has put that language in force); equal input, equal bytes."""
    newest = view.findings.newest
    if newest is None:
        raise ValueError("of this programme nothing was released")
    released_at = newest.released_at.astimezone(UTC)  # the database answers in a zone of its own
    html = html_of(
        "program.html",
        view=view,
        look=look,
        title=wording.title(view.name),
        language=language.replace("_", "-"),
        released_at=released_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        released_on=_("Released on %(day)s", day=format_date(released_at, "long", locale=language)),
        mark=mark,
        foot=wording.foot(),
        method=composition.method(newest, language),
        releases=[(wave.name, wave.fingerprint()[:16]) for wave in view.findings.used()],
    )
    return pdf_of(html, identifier=bytes.fromhex(mark)[:16])
