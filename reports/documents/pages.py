"""Pages of documents: the list with states, asking for one, trying again, and the files themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reports.documents import access, service, tables, wording
from reports.documents.models import Document
from reports.documents.pieces import Subject
from reports.documents.reading import period_asked, subject_for
from reports.documents.schemas import ReportIn
from reports.releases import access as releases
from reports.releases.statistics import ReleasedWave
from tenants.errors import NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.languages import in_force
from tenants.navigation import Entry
from tenants.organizations.access import organization
from tenants.permissions import Permission, Role

pages = Blueprint("documents", __name__, url_prefix="/reports", template_folder="templates")
navigation = (Entry("documents.overview", _l("Reports"), Permission.REPORT_READ, 50),)


@pages.get("")
@requires(Permission.REPORT_READ)
def overview() -> ResponseReturnValue:
    """Every report this person may download, by wave, the newest first."""
    documents = access.documents_of(actor())
    paths = {unit.id: unit.path for unit in releases.visible_units(actor())}
    waves = releases.waves_for(actor())
    return render_template(
        "documents/overview.html",
        waves=[(wave, [row for row in documents if row.wave_id == wave.wave_id]) for wave in reversed(waves)],
        titles=titles_of(waves) | _programs(documents),
        paths=paths,
        place=organization(),
        is_hr=Role.HR in actor().roles,
    )


@pages.post("")
@requires(Permission.REPORT_BUILD)
@comes_back(overview)
def ask() -> ResponseReturnValue:
    """Ask for a report; it is made by a worker."""
    wanted = load(ReportIn)
    if not access.may_ask(actor(), wanted["unit_id"]):
        raise NotFound
    whole_only = wanted["unit_id"] is None and Role.HR not in actor().roles
    service.ask_for(**wanted, language=actor().member.language or organization().language, whole_only=whole_only)
    flash(_("The report is being made. It will be in this list in a moment."))
    return see_other("documents.overview")


@pages.post("/<uuid:document_id>/again")
@requires(Permission.REPORT_BUILD)
@comes_back(lambda **_row: overview())
def again(document_id: UUID) -> ResponseReturnValue:
    """Make a failed report once more."""
    service.again(access.document_for(actor(), document_id))
    flash(_("The report is being made again."))
    return see_other("documents.overview")


@pages.get("/<uuid:document_id>.pdf")
@requires(Permission.REPORT_READ)
def download(document_id: UUID) -> ResponseReturnValue:
    """The PDF of a ready report."""
    document = access.document_for(actor(), document_id)
    if document.content is None:
        raise NotFound
    name = f"{document.kind.replace(':', '-')}-{document_id.hex[:8]}.pdf"
    return as_file(document.content, "application/pdf", name, etag=document.sha256)


@pages.get("/figures/<uuid:wave_id>/<kind>.csv", defaults={"unit_id": None})
@pages.get("/figures/<uuid:wave_id>/<kind>/<uuid:unit_id>.csv")
@requires(Permission.REPORT_READ)
def figures_csv(wave_id: UUID, kind: str, unit_id: UUID | None) -> ResponseReturnValue:
    """The same figures for a spreadsheet."""
    subject, waves = subject_for(actor(), wave_id, kind, unit_id)
    text = tables.csv_of(_rows(kind, subject, waves))
    return as_file(("\ufeff" + text).encode(), "text/csv; charset=utf-8", f"{kind.replace(':', '-')}.csv")


@pages.get("/figures/<uuid:wave_id>/<kind>.json", defaults={"unit_id": None})
@pages.get("/figures/<uuid:wave_id>/<kind>/<uuid:unit_id>.json")
@requires(Permission.REPORT_READ)
def figures_json(wave_id: UUID, kind: str, unit_id: UUID | None) -> ResponseReturnValue:
    """The same figures for a program."""
    subject, waves = subject_for(actor(), wave_id, kind, unit_id)
    text = tables.json_of(_rows(kind, subject, waves))
    return as_file(text.encode(), "application/json", f"{kind.replace(':', '-')}.json")


def _rows(kind: str, subject: Subject, waves: Sequence[ReleasedWave]) -> list[tables.FigureRow]:
    """The figures of the wave; of a quarter or year its means, where that is what was asked for."""
    period = period_asked(waves, kind, request.args.get("period", ""))
    if period is not None:
        return tables.mean_rows(kind, subject, waves, period)
    return tables.rows_of(kind, subject, waves[-1])


def as_file(content: bytes, kind: str, name: str, etag: str | None = None) -> Response:
    """A file to take away, which no cache keeps."""
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    if etag:
        answer.set_etag(etag)
        answer.make_conditional(request.environ)
    return answer


def _programs(documents: Iterable[Document]) -> dict[str, str]:
    """The names of reports on programmes."""
    language = in_force()
    return {row.kind: wording.program_title(row.about["name"], language) for row in documents if row.about}


def titles_of(waves: Iterable[ReleasedWave]) -> dict[str, str]:
    """The name of every report kind that these waves have."""
    titles: dict[str, str] = {}
    for wave in waves:
        names = {f"custom:{one.key}": one.name for one in wave.instruments}
        titles |= {kind: wording.report_title(kind, names.get(kind, "")) for kind in wave.kinds()}
    return titles
