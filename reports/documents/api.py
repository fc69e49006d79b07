"""Released waves and their figures as JSON: the same figures as pages, PDF and CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from reports.documents import tables
from reports.documents.reading import period_asked, subject_for
from reports.documents.schemas import FiguresIn, FiguresOut, ReleasesOut
from reports.releases import access as releases
from tenants.http import actor, requires
from tenants.permissions import Permission

api = Blueprint("documents_api", __name__, url_prefix="/api/v1", description="Released figures")


@api.get("/releases")
@requires(Permission.REPORT_READ)
@api.response(200, ReleasesOut)
def list_releases() -> dict[str, Any]:
    """List the released waves, the newest first."""
    found = [
        {
            "wave_id": wave.wave_id,
            "name": wave.name,
            "closed_on": wave.closed_on,
            "released_at": wave.released_at,
            "threshold": wave.threshold,
            "kinds": wave.kinds(),
            "release": wave.fingerprint(),
        }
        for wave in reversed(releases.waves_for(actor()))
    ]
    return {"releases": found}


@api.get("/releases/<uuid:wave_id>/<kind>")
@requires(Permission.REPORT_READ)
@api.arguments(FiguresIn, location="query")
@api.response(200, FiguresOut)
def list_figures(asked: dict[str, Any], wave_id: UUID, kind: str) -> dict[str, Any]:
    """List the figures of a wave and kind for the organization or a unit and below; for a period its means."""
    subject, waves = subject_for(actor(), wave_id, kind, asked["unit"])
    period = period_asked(waves, kind, asked["period"])
    rows = tables.mean_rows(kind, subject, waves, period) if period else tables.rows_of(kind, subject, waves[-1])
    return {"figures": [asdict(row) for row in rows]}
