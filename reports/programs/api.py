"""A programme's report as JSON: the same figures and words as page, PDF and CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from reports.programs import access
from reports.programs.rows import rows_of
from reports.programs.schemas import ProgramReportOut
from reports.programs.view import program_view
from tenants.http import requires
from tenants.languages import in_force
from tenants.permissions import Permission

api = Blueprint("program_reports_api", __name__, url_prefix="/api/v1/programs", description="Reports on programmes")


@api.get("/<uuid:program_id>/report")
@requires(Permission.PROGRAM_REPORT_READ)
@api.response(200, ProgramReportOut)
def show_report(program_id: UUID) -> dict[str, Any]:
    """Show what was released of a programme."""
    findings = access.findings_for(program_id)
    view = program_view(findings, in_force())
    return {
        "id": program_id,
        "name": view.name,
        "about": view.audience,
        "starts_on": findings.program.starts_on,
        "ends_on": findings.program.ends_on,
        "nothing": view.nothing,
        "cautions": view.cautions,
        "figures": [asdict(row) for row in rows_of(findings, in_force())],
    }
