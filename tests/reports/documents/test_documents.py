"""Documents as rows: made by a job, told once, refused to strangers, failing in the open and made again."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pypdf
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Connection, select, text, update

from reports.documents import service
from reports.documents.models import Document
from reports.documents.rendering import RenderingFailed
from reports.releases import access as releases
from tenants import clock
from tenants.db import as_member, db, work
from tenants.jobs import Job, owe
from tenants.organizations.access import organization
from tests import mailbox
from tests.reports.conftest import Workplace
from wellbeing.checkins.models import Wave

KIND = "custom:calm"


def documents(app: Flask, place: Workplace) -> list[SimpleNamespace]:
    with app.app_context(), work(place.tenant_id):
        rows = db.session.scalars(select(Document).order_by(Document.created_at))
        return [
            SimpleNamespace(
                id=row.id, wave_id=row.wave_id, unit_id=row.unit_id, state=row.state, reason=row.reason,
                sha256=row.sha256, content=row.content, whole_only=row.whole_only,
            )
            for row in rows
        ]  # fmt: skip


def test_a_release_owes_the_organizations_report_and_one_for_each_led_unit(
    released: SimpleNamespace, app: Flask
) -> None:
    found = [row for row in documents(app, released.place) if row.wave_id == released.second]
    operations = released.place.units["Operations"]
    assert {(row.unit_id, row.whole_only) for row in found} == {(None, False), (None, True), (operations, False)}
    for row in found:
        assert row.state == "ready"
        assert hashlib.sha256(row.content).hexdigest() == row.sha256


def test_hana_downloads_every_report_and_leo_only_his(released: SimpleNamespace, app: Flask) -> None:
    cast = released.cast
    for row in documents(app, released.place):
        path = f"/reports/{row.id}.pdf"
        answer = cast.hana.client.get(path)
        assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", row.content)
        assert "attachment" in answer.headers["Content-Disposition"]
        assert cast.leo.client.get(path).status_code == (200 if row.unit_id or row.whole_only else 404)
        assert cast.bob.client.get(path).status_code == 403
        assert cast.eve.client.get(path).status_code == 404
        assert row.id.hex not in cast.eve.client.get("/reports").text


def test_leo_and_hana_are_told_once_a_wave_and_bob_is_not(released: SimpleNamespace, app: Flask) -> None:
    from tenants.notices.models import Notice

    def told(person: Any) -> list[dict[str, Any]]:
        with app.app_context(), work(person.tenant_id), as_member(person.member_id):
            rows = db.session.scalars(select(Notice).where(Notice.kind == "report.ready").order_by(Notice.created_at))
            return [dict(row.args) for row in rows]

    cast = released.cast
    assert told(cast.leo) == told(cast.hana) == [{"wave": "Spring"}, {"wave": "Autumn"}]
    assert told(cast.bob) == []
    home = cast.leo.client.get("/notices").text
    assert "The reports on Autumn are ready." in home
    assert "The reports on Spring are ready." not in home, "one notice is enough"


def test_a_leader_gets_one_mail_with_a_link_and_nothing_attached(
    workplace: Workplace, outbox: Callable[[], list[EmailMessage]]
) -> None:
    with clock.at(datetime(2031, 3, 3, 10, 0, tzinfo=UTC)):
        workplace.bring_in("Autumn", workplace.answers(2))
        [mail] = mailbox.to(outbox(), workplace.cast.leo.email)
        assert mailbox.to(outbox(), workplace.cast.bob.email) == []
    assert "Autumn" not in mail["Subject"]
    said = mail.get_content()
    assert "The reports on Autumn are ready." in said
    assert not list(mail.iter_attachments())
    assert "http://localhost/\n" in said
    assert "The reports on Autumn are ready." in workplace.cast.leo.client.get("/home").text


def test_leo_asks_for_a_unit_below_and_not_for_the_rest(
    workplace: Workplace, drain: Callable[[], int], app: Flask
) -> None:
    wave_id = workplace.bring_in("Autumn", workplace.answers(2))
    drain()
    leo = workplace.cast.leo.client
    wanted = {"wave_id": str(wave_id), "kind": KIND}
    day = workplace.units["Operations / Day shift"]
    assert leo.post("/reports", data=wanted | {"unit_id": str(day)}).status_code == 303
    assert "waiting" in leo.get("/reports").text
    assert leo.post("/reports", data=wanted | {"unit_id": str(day)}).status_code == 303
    drain()
    assert [row.state for row in documents(app, workplace) if row.unit_id == day] == ["ready"]
    assert leo.post("/reports", data=wanted | {"unit_id": ""}).status_code == 303
    assert leo.post("/reports", data=wanted | {"unit_id": ""}).status_code == 303
    assert leo.post("/reports", data=wanted | {"unit_id": str(workplace.units["Sales"])}).status_code == 404
    assert leo.post("/reports", data=wanted | {"kind": "burnout", "unit_id": str(day)}).status_code == 404
    refused = leo.post("/reports", data=wanted | {"kind": "nonsense", "unit_id": str(day)})
    assert refused.status_code == 422
    assert workplace.cast.bob.client.post("/reports", data=wanted).status_code == 403
    ready = re.findall(r"/reports/[0-9a-f-]{36}\.pdf", leo.get("/reports").text)
    assert len(ready) == 3
    assert sum(row.whole_only for row in documents(app, workplace)) == 1


def test_a_leaders_report_on_the_organization_names_no_unit(released: SimpleNamespace, app: Flask) -> None:
    for row in documents(app, released.place):
        if row.whole_only:
            words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(row.content)).pages)
            assert "Calm" in words
            for unit in ("Operations", "Sales", "Day shift"):
                assert unit not in words
    page = released.cast.leo.client.get(f"/results/{released.second}/{KIND}").text
    assert "Download the PDF" in page
    assert "Write what will change" not in page


def test_two_builds_have_one_fingerprint_whatever_leaders_write_in_between(
    workplace: Workplace, drain: Callable[[], int], app: Flask
) -> None:
    hana = workplace.cast.hana.client
    said = {"changes": "Fridays have no meetings.", "owner": "Hana", "state": "done"}
    assert hana.post("/actions/write", data=said).status_code == 303
    workplace.bring_in("Autumn", workplace.answers(2))
    drain()
    first = {row.id: row.sha256 for row in documents(app, workplace)}
    assert hana.post("/actions/write", data=said | {"changes": "Mondays neither."}).status_code == 303
    with app.app_context(), work(workplace.tenant_id):
        organization().name = "Another name"
    with app.app_context(), work(workplace.tenant_id):
        for kept in db.session.scalars(select(Document)):
            kept.state, kept.content, kept.sha256 = "failed", None, None
    for row in documents(app, workplace):
        assert hana.post(f"/reports/{row.id}/again").status_code == 303
    drain()
    assert {row.id: row.sha256 for row in documents(app, workplace)} == first
    assert first


def test_with_a_quarterly_rhythm_reports_are_made_once_when_the_quarter_is_over(
    workplace: Workplace, drain: Callable[[], int], app: Flask
) -> None:
    with app.app_context(), work(workplace.tenant_id):
        organization().quarterly = True
    early, late = (workplace.bring_in(name, workplace.answers(seed)) for seed, name in enumerate(("Early", "Late")))
    drain()
    assert documents(app, workplace) == []
    assert "Make the PDF" in workplace.cast.leo.client.get(f"/results/{late}/{KIND}").text
    with app.app_context(), work(workplace.tenant_id):
        closed = releases.released_waves()[-1].closed_on
        assert service.ask_for_quarter(service.quarter_before(closed)) == []
    after = service.quarter_before(closed).last + timedelta(days=95)
    for _look in range(2):
        with clock.at(datetime.combine(after, time(6), tzinfo=UTC)), app.app_context():
            with work(workplace.tenant_id):
                owe("report.look_for_quarter", f"look {_look}")
            drain()
    found = documents(app, workplace)
    assert {row.wave_id for row in found} == {late}
    assert early != late
    assert {row.state for row in found} == {"ready"}
    assert len(found) == 3


def test_a_checkin_of_a_quarter_that_is_counted_after_its_end_still_has_its_reports(
    workplace: Workplace, drain: Callable[[], int], app: Flask
) -> None:
    """It closes on the last evening, and the figures come when the quarter has been looked at already."""
    with app.app_context(), work(workplace.tenant_id):
        organization().quarterly = True
    wave_id = workplace.bring_in("Late", workplace.answers(1))
    with app.app_context(), work(workplace.tenant_id):
        closed = db.session.scalars(select(Wave.closed_at).where(Wave.id == wave_id)).one()
    assert closed is not None
    after = service.quarter_before(closed.date()).last + timedelta(days=95)
    with clock.at(datetime.combine(after, time(6), tzinfo=UTC)), app.app_context():
        with work(workplace.tenant_id):
            owe("report.look_for_quarter", "first look")
            db.session.execute(update(Job).where(Job.kind == "wave.release").values(run_at=clock.now() + timedelta(1)))
        drain()
        assert documents(app, workplace) == [], "not counted yet"
        with work(workplace.tenant_id):
            db.session.execute(update(Job).where(Job.kind == "wave.release").values(run_at=clock.now()))
        drain()
    found = documents(app, workplace)
    assert {(row.wave_id, row.state) for row in found} == {(wave_id, "ready")}


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_a_quarter_is_three_whole_months(day: date, first: date, last: date) -> None:
    assert service.quarter_before(day) == service.Quarter(first, last)
    assert service.quarter_of(first) == service.quarter_of(last) == service.Quarter(first, last)
    assert service.quarter_of(day).first == last + timedelta(days=1)


def test_the_command_tells_a_report_that_was_made_here_from_any_other_file(
    released: SimpleNamespace, app: Flask, tmp_path: Any
) -> None:
    from reports.documents.commands import report

    def verify(*arguments: str) -> Result:
        with app.app_context():
            return CliRunner().invoke(report, ["verify", *arguments])

    row = next(row for row in documents(app, released.place) if row.unit_id and row.wave_id == released.second)
    file = tmp_path / "report.pdf"
    file.write_bytes(row.content)
    for arguments in ((str(file),), (str(file), "--org", released.cast.hana.slug)):
        found = verify(*arguments)
        assert found.exit_code == 0, found.output
        assert "Report on Calm at work on Operations, Autumn, unchanged since it was made." in found.output
        assert row.sha256 in found.output
    elsewhere = verify(str(file), "--org", released.cast.eve.slug)
    assert elsewhere.exit_code == 1
    file.write_bytes(row.content + b"\n")
    changed = verify(str(file))
    assert changed.exit_code == 1
    assert "is not a report that is kept here, or it was changed since." in changed.output
    assert verify(str(tmp_path / "nothing.pdf")).exit_code == 2
    assert verify(str(file), "--org", "nobody-here").exit_code == 1
    assert row.sha256[:12] in released.cast.hana.client.get("/reports").text


def test_a_report_that_cannot_be_drawn_says_so_and_is_made_again(
    workplace: Workplace, drain: Callable[[], int], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_parts: object) -> bytes:
        raise RenderingFailed("no")

    monkeypatch.setattr(service, "make", fails)
    workplace.bring_in("Autumn", workplace.answers(2))
    drain()
    hana = workplace.cast.hana.client
    page = hana.get("/reports").text
    assert "It could not be drawn completely." in page
    failed = documents(app, workplace)[0]
    assert (failed.state, failed.reason, failed.content) == ("failed", "drawing", None)
    assert hana.get(f"/reports/{failed.id}.pdf").status_code == 404
    monkeypatch.undo()
    assert hana.post(f"/reports/{failed.id}/again").status_code == 303
    drain()
    assert [row.state for row in documents(app, workplace) if row.id == failed.id] == ["ready"]
    again = hana.post(f"/reports/{failed.id}/again")
    assert again.status_code == 409
    assert "ready already" in again.text


def test_an_unexpected_failure_is_tried_again_and_at_last_said(
    workplace: Workplace, drain: Callable[[], int], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def fails(_parts: object) -> bytes:
        calls.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(service, "make", fails)
    workplace.bring_in("Autumn", workplace.answers(2))
    drain()
    assert {row.state for row in documents(app, workplace)} == {"working"}
    for hours in range(1, 8):
        with clock.shifted(timedelta(hours=hours)):
            drain()
    assert {(row.state, row.reason) for row in documents(app, workplace)} == {("failed", "unexpected")}
    assert len(calls) == 18
    assert "Something went wrong while it was made." in workplace.cast.hana.client.get("/reports").text


def test_two_that_ask_at_the_same_moment_have_one_report(
    workplace: Workplace, drain: Callable[[], int], app: Flask
) -> None:
    """A second click, or the quarter looked at by two schedulers: the later one waits and finds what there is."""
    with app.app_context(), work(workplace.tenant_id):
        organization().quarterly = True
    wave_id = workplace.bring_in("Autumn", workplace.answers(2))
    drain()

    def ask() -> UUID:
        with app.app_context(), work(workplace.tenant_id):
            return service.ask_for(wave_id=wave_id, kind=KIND, unit_id=None, language="en").id

    with ThreadPoolExecutor(1) as other:
        with app.app_context(), work(workplace.tenant_id):
            first = service.ask_for(wave_id=wave_id, kind=KIND, unit_id=None, language="en").id
            second = other.submit(ask)
            assert wait([second], timeout=2).not_done, "it has to wait for the first to be kept"
        assert second.result(timeout=20) == first
    assert [row.id for row in documents(app, workplace)] == [first]


def test_a_report_that_kills_every_worker_is_given_up_and_says_so(
    workplace: Workplace, drain: Callable[[], int], app: Flask, superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed worker raises nothing: only the number of tries tells, and they must end."""
    monkeypatch.setattr(service, "make", lambda _parts: b"%PDF")
    with app.app_context(), work(workplace.tenant_id):
        organization().quarterly = True
    wave_id = workplace.bring_in("Autumn", workplace.answers(2))
    drain()
    leo = workplace.cast.leo.client
    assert leo.post("/reports", data={"wave_id": str(wave_id), "kind": KIND, "unit_id": ""}).status_code == 303
    calls: list[int] = []

    def make(_parts: object) -> bytes:
        calls.append(1)
        return b"%PDF"

    monkeypatch.setattr(service, "make", make)
    superuser.execute(
        text(
            "UPDATE job SET attempts = 6, state = 'running', lease_until = now() - interval '1 hour' "
            "WHERE kind = 'report.build' AND state = 'pending' AND tenant_id = :tenant"
        ),
        {"tenant": workplace.tenant_id},
    )
    superuser.commit()
    drain()
    assert not calls
    found = documents(app, workplace)
    assert [(row.state, row.reason) for row in found] == [("failed", "unexpected")]
    assert leo.post(f"/reports/{found[0].id}/again").status_code == 303
    drain()
    assert calls
    assert [row.state for row in documents(app, workplace)] == ["ready"]


def test_the_row_is_ready_exactly_when_it_has_bytes(released: SimpleNamespace, superuser: Connection) -> None:
    wrong = "SELECT count(*) FROM document WHERE (state = 'ready') <> (content IS NOT NULL AND sha256 IS NOT NULL)"
    assert superuser.scalar(text(wrong)) == 0


def run(app: Flask, *arguments: object) -> Result:
    from reports.documents.commands import report

    with app.app_context():
        return CliRunner().invoke(report, ["build", *map(str, arguments)], standalone_mode=False)


def test_the_command_writes_the_bytes_that_the_page_offers(
    released: SimpleNamespace, app: Flask, tmp_path: Any
) -> None:
    slug, output = released.cast.hana.slug, tmp_path / "operations.pdf"
    result = run(
        app, "--org", slug, "--kind", KIND, "--unit", "operations", "--wave", "Autumn", "-o", output
    )  # fmt: skip
    assert result.exception is None, result.output
    stored = [row for row in documents(app, released.place) if row.wave_id == released.second and row.unit_id]
    assert output.read_bytes() == stored[0].content
    as_json = run(app, "--org", slug, "--kind", KIND, "--wave", "Autumn", "--format", "json", "-o", output)
    assert as_json.exception is None
    assert b'"figures"' in output.read_bytes()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"--org": "nobody-here"}, "There is no organization with the slug nobody-here."),
        ({"--wave": "Winter"}, "The wave 'Winter' does not exist."),
        ({"--kind": "burnout"}, "has no burnout report; it has: custom:calm."),
        ({"--unit": "Nowhere"}, "The unit 'Nowhere' was not part of the wave 'Autumn'."),
        ({"-o": "/nowhere/at/all.pdf"}, "There is no folder /nowhere/at."),
        ({"--format": "docx"}, "'docx' is not one of 'pdf', 'csv', 'json'."),
    ],
)
def test_the_command_refuses_with_one_sentence(
    changed: dict[str, str], sentence: str, released: SimpleNamespace, app: Flask, tmp_path: Any
) -> None:
    asked = {"--org": released.cast.hana.slug, "--kind": KIND, "--wave": "Autumn", "-o": str(tmp_path / "x.pdf")}
    result = run(app, *[part for pair in (asked | changed).items() for part in pair])
    assert result.exception is not None
    assert sentence in result.exception.format_message()  # type: ignore[attr-defined]
    assert result.exception.exit_code in {1, 2}  # type: ignore[attr-defined]
