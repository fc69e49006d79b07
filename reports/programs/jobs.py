"""PDFs of programmes are made by the job of all documents; here stands how."""

from __future__ import annotations

from reports.documents import making
from reports.programs import service
from reports.programs.access import KIND

making.made_by(KIND, service.reading)
