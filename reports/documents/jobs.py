"""Jobs of documents: ask for those of a fresh release, make one, tell that they are ready."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import structlog

from reports.documents import access, making, service
from reports.documents.rendering import RenderingFailed
from tenants import clock
from tenants.jobs import JobRun, job, owe, periodic
from tenants.organizations.access import organization

DAY, QUARTER = "report.look_for_quarter", "report.quarter"
log = structlog.get_logger()


@job("release.announce")
def announce(run: JobRun) -> None:
    """A wave was released: its documents are owed now, or at the end of the quarter where HR wants it so."""
    service.announce(UUID(run.args["wave_id"]))


@job(DAY)
def look_for_a_quarter(_run: JobRun) -> None:
    """Owe the reports of the quarter that is over; each quarter is owed once, whoever looks and however often."""
    ended = service.quarter_before(clock.today(organization().time_zone))
    owe(QUARTER, f"{ended.first}", {"first": ended.first.isoformat(), "last": ended.last.isoformat()})


@job(QUARTER)
def make_of_quarter(run: JobRun) -> None:
    """Ask for the reports on the last check-in of a quarter, where HR wants them once a quarter."""
    quarter = service.Quarter(date.fromisoformat(run.args["first"]), date.fromisoformat(run.args["last"]))
    service.ask_for_quarter(quarter)


periodic(DAY, every=timedelta(days=1))


@job(service.BUILD_JOB, lease=timedelta(minutes=5))
def build(run: JobRun) -> None:
    """Make one document; what is ready stays as it is, what cannot be made says so."""
    document_id = UUID(run.args["document_id"])
    document = access.document_by_id(document_id)
    if document is None or document.state == "ready":
        return
    if run.is_beyond_tries:
        service.give_up(document, service.FAILED_OTHERWISE)
        return
    document.state = "working"
    make = making.reading(document)
    content, reason = b"", ""
    with run.outside_transaction():
        try:
            content = make()
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
