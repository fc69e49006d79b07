"""Jobs of documents: ask for those of a fresh release, make one, tell that they are ready."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog

from reports.documents import access, service
from reports.documents.rendering import RenderingFailed
from tenants.jobs import JobRun, job

log = structlog.get_logger()


@job("release.announce")
def announce(run: JobRun) -> None:
    """A wave was released: its documents are owed now."""
    service.ask_for_all(UUID(run.args["wave_id"]))


@job(service.BUILD_JOB, lease=timedelta(minutes=5))
def build(run: JobRun) -> None:
    """Make one document; what is ready stays as it is, what cannot be made says so."""
    document_id = UUID(run.args["document_id"])
    document = access.document_by_id(document_id)
    if document is None or document.state == "ready":
        return
    document.state = "working"
    parts = service.ingredients(document)
    content, reason = b"", ""
    with run.outside_transaction():
        try:
            content = service.make(parts)
        except RenderingFailed:
            reason = service.FAILED_DRAWING
        except Exception as error:
            if not run.last_attempt:
                raise
            log.error("report_failed", error=type(error).__name__)  # noqa: TRY400 - a trace could hold figures
            reason = service.FAILED_OTHERWISE
    document = access.document_by_id(document_id)
    if document is None:
        return
    if reason:
        service.give_up(document, reason)
    else:
        service.keep(document, content)


@job("report.tell")
def tell(run: JobRun) -> None:
    """All documents of a wave are made: one notice to each who reads them."""
    service.tell(UUID(run.args["wave_id"]))
