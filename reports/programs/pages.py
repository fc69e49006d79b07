"""The page of a programme's report, its PDF, and the same figures as files."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.dashboard.pages import drawn
from reports.documents import tables
from reports.documents.composition import method
from reports.documents.pages import as_file
from reports.programs import access, service, wording
from reports.programs.findings import Findings
from reports.programs.rows import ProgramRow, rows_of
from reports.programs.view import program_view
from tenants import beside
from tenants.http import comes_back, may, requires, see_other
from tenants.languages import in_force
from tenants.permissions import Permission

pages = Blueprint("program_reports", __name__, url_prefix="/program-reports", template_folder="templates")


@pages.get("/<uuid:program_id>")
@requires(Permission.PROGRAM_REPORT_READ)
def report(program_id: UUID) -> ResponseReturnValue:
    """One programme: words first, then before and after, the two questions, and what all of it cannot say."""
    findings = access.findings_for(program_id)
    language = in_force()
    view = program_view(findings, language)
    newest = findings.newest
    made = access.documents_about(program_id, newest.wave_id) if newest else []
    return render_template(
        "program_reports/report.html",
        view=view,
        program_id=program_id,
        title=wording.title(view.name),
        document=next((one for one in made if one.language == language), None),
        can_ask=newest is not None,
        method=method(newest.spoken(language), language) if newest else (),
        mark=service.mark_of(findings),
        foot=wording.foot(),
        drawn=drawn,
    )


@pages.post("/<uuid:program_id>/pdf")
@requires(Permission.PROGRAM_REPORT_READ)
@comes_back(lambda program_id: report(program_id=program_id))
def ask(program_id: UUID) -> ResponseReturnValue:
    """Ask for the PDF of what has been released by now; it is made by a worker."""
    service.ask_for(findings=access.findings_for(program_id), language=in_force())
    flash(_("The report is being made. It will be here in a moment."))
    return see_other("program_reports.report", program_id=program_id)


@pages.get("/<uuid:program_id>/figures.csv")
@requires(Permission.PROGRAM_REPORT_READ)
def figures_csv(program_id: UUID) -> ResponseReturnValue:
    """The same figures for a spreadsheet."""
    findings = access.findings_for(program_id)
    text = tables.csv_of(rows_of(findings, in_force()), ProgramRow)
    return as_file(("\ufeff" + text).encode(), "text/csv; charset=utf-8", _name(findings, "csv"))


@pages.get("/<uuid:program_id>/figures.json")
@requires(Permission.PROGRAM_REPORT_READ)
def figures_json(program_id: UUID) -> ResponseReturnValue:
    """The same figures for a program."""
    findings = access.findings_for(program_id)
    text = tables.json_of(rows_of(findings, in_force()))
    return as_file(text.encode(), "application/json", _name(findings, "json"))


def _name(findings: Findings, ending: str) -> str:
    return f"program-{findings.program.id.hex[:8]}.{ending}"


def _beside_program() -> str:
    """On HR's page of a programme: the way to its report, and why there may be nothing in it yet."""
    if not may(Permission.PROGRAM_REPORT_READ):
        return ""
    program_id = (request.view_args or {})["program_id"]
    findings = access.findings_for(program_id)
    return render_template("program_reports/_beside.html", nothing=wording.nothing(findings), program_id=program_id)


beside.show(beside.PROGRAM, _beside_program)
