"""A programme from its first check-in to its ballot, as HR reads of it: page, files, PDF, and who reads nothing."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pypdf
import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, text

from tenants import beside, clock, jobs, taking_part
from tenants.db import as_member, db
from tenants.taking_part import TookPart
from tests.conftest import Company, Person
from tests.reports.documents.structure import faults
from tests.wellbeing.checkins.conftest import ZONE, Team
from wellbeing.checkins import service
from wellbeing.checkins.statistics import ballot_of_program
from wellbeing.programs import content
from wellbeing.programs.audience import Audience, to_json
from wellbeing.programs.models import Program
from wellbeing.programs.stored import group_of

Make = Callable[..., Team]
Drain = Callable[[], int]
NAMES = {"en": "Eight weeks of kindness", "de": "Acht Wochen Freundlichkeit"}
WEEKS = 13
OPERATIONS = 30


class Findings:
    """A programme of thirteen weeks for Operations, or for everyone."""

    def __init__(self, made: Team, *, units: tuple[UUID, ...] = (), sensitive: bool = False) -> None:
        self.id, self.made, self.starts_on = uuid4(), made, clock.today(ZONE)
        weeks = tuple(content.Week(number, {"en": "A week"}, {"en": "Hello."}, ()) for number in (1, WEEKS))
        told = replace(content.empty(), name=NAMES, weeks=weeks)
        row = Program(
            id=self.id, content=content.to_json(told), languages=["en", "de"], audience=to_json(Audience(units=units)),
            sensitive=sensitive, starts_on=self.starts_on, ends_on=self.starts_on + timedelta(days=7 * WEEKS - 1),
            state="running", made_at=clock.now(), launched_at=clock.now(),
        )  # fmt: skip
        with made.inside(made.hana.member_id):
            db.session.add(row)
        self.page = f"/program-reports/{self.id}"

    def checkin(self, name: str, *, days: int = 7, group: bool = True) -> UUID:
        """What a step of the programme sets off: an ordinary check-in with its audience as a group."""
        from wellbeing.checkins import opening
        from wellbeing.checkins.audience import NamedGroup

        people = frozenset(self.made.person(number).member_id for number in range(1, OPERATIONS + 1))
        groups = {group_of(self.id): NamedGroup(NAMES["en"], people)} if group else {}
        with self.made.inside(self.made.hana.member_id):
            last = clock.today(ZONE) + timedelta(days=days)
            return opening.open_wave(name=name, instruments=("cbi",), closes_on=last, groups=groups).id

    def answered(self, wave_id: UUID, value: str, drain: Drain) -> None:
        """Everybody but four answers; Operations ``value``, Sales the middle; then it is closed and counted."""
        from tenants.members.service import member_row

        with self.made.inside(self.made.hana.member_id):
            for name, person in self.made.company.people.items():
                number = int(name[1:]) if name.startswith("P") else 0
                if not number or number % 13 == 0:
                    continue
                given = value if number <= OPERATIONS else "50"
                cells = {"cbi": {f"cbi_{item}": given for item in ("p1", "p2", "p3", "p4", "p5", "p6")}}
                with as_member(person.member_id):
                    member = member_row(person.member_id)
                    assert service.cast(member=member, wave_id=wave_id, cells=cells, keep_copy=False)
        self.made.close(wave_id)
        drain()

    def ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its last day is over: two questions are owed to everybody whom it was offered to."""
        people = frozenset(self.made.person(number).member_id for number in range(1, OPERATIONS + 1))
        took_part = TookPart(ended_on=clock.today(ZONE), member_ids=people, name=NAMES)
        told = {self.id: took_part}
        monkeypatch.setitem(taking_part._tellers, taking_part.PROGRAM, told.get)
        with self.made.inside(self.made.hana.member_id):
            row = db.session.get_one(Program, (self.made.company.tenant_id, self.id))
            row.state, row.ended_at = "ended", clock.now()
            jobs.owe("checkins.program_ballot", self.id, {"program": str(self.id)})


def for_operations(team: Make) -> Findings:
    made = team({"Operations": OPERATIONS, "Sales": 24}, signed_in=True)
    return Findings(made, units=(made.company.units["Operations"],))


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def ballot_of(made: Team, findings: Findings) -> UUID:
    with made.inside():
        found = ballot_of_program(findings.id)
    assert found is not None
    return found


def test_hr_reads_before_and_after_of_the_audience_and_the_two_questions_and_nobody_else_reads_any_of_it(
    team: Make,
    drain: Drain,
    company: Callable[..., Company],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from tenants.members import service as members

    findings = for_operations(team)
    made, hana = findings.made, findings.made.hana.client
    first = plain(hana.get(findings.page).text)
    assert "Programme report: Eight weeks of kindness" in first
    assert "Nothing has been counted yet" in first
    assert "Make the PDF" not in first
    assert hana.post(f"{findings.page}/pdf").status_code == 404
    findings.answered(findings.checkin("Week one"), "75", drain)
    once = plain(hana.get(findings.page).text)
    assert "This is a first result: later ones will be compared with it." in once
    assert "not asked" in once
    assert "is no proof" not in once
    with clock.shifted(timedelta(days=7 * WEEKS)):
        findings.answered(findings.checkin("Week thirteen"), "25", drain)
        findings.ends(monkeypatch)
    with clock.shifted(timedelta(days=7 * WEEKS + 14, hours=12)):
        drain()
        made.hana.sign_in()
        _two_questions(findings)
    with clock.shifted(timedelta(days=7 * WEEKS + 26)):
        _counts(made, drain)
        leader = made.person(1)
        for person in (made.hana, leader, made.person(2)):
            person.sign_in()
        with made.inside(made.hana.member_id):
            members.grant(member_id=leader.member_id, role="leader", unit_id=made.company.units["Operations"])
        _hr_reads(findings)
        _files_say_the_same(findings)
        _strangers_read_nothing(findings, company("Eastwind").people["Hana"].client)
        _made_as_pdf(findings, drain, tmp_path)


def _two_questions(findings: Findings) -> None:
    from tenants.members.service import member_row

    wave_id = ballot_of(findings.made, findings)
    for number in range(1, 25):
        cells = {"program_end": {"program_used": "2" if number < 13 else "0", "program_helped": "2"}}
        member_id = findings.made.person(number).member_id
        with findings.made.inside(member_id):
            assert service.cast(member=member_row(member_id), wave_id=wave_id, cells=cells, keep_copy=False)
    assert "Did people use it" not in findings.made.hana.client.get(findings.page).text, (
        "nothing is told before the close"
    )


def _counts(made: Team, drain: Drain) -> None:
    from wellbeing.checkins import schedules

    with made.inside():
        schedules.keep_time()
    drain()


def _hr_reads(findings: Findings) -> None:
    hana = findings.made.hana.client
    page = hana.get(findings.page).text
    said = plain(page)
    assert re.search(r"Personal burnout fell by \d\d points since Week one, to \d\d: more than chance\.", said)
    assert "For a part of the company" in said
    for words in (
        "Did you use this programme?",
        "hardly or not at all",
        "is no proof that a programme did something",
        "are not all the same people",
        "Not for appraisal, pay or discipline.",
        "Week one",
        "90 % or more",
    ):
        assert words in said, words
    assert "Sales" not in said
    assert findings.page in hana.get("/results").text
    german = hana.get(findings.page, headers={"Accept-Language": "de"}).text
    assert "Eight weeks of kindness" in german, "the language is the member's own, not the browser's"


def _files_say_the_same(findings: Findings) -> None:
    hana = findings.made.hana.client
    said = plain(hana.get(findings.page).text)
    rows = json.loads(hana.get(f"{findings.page}/figures.json").text)["figures"]
    answer = hana.get(f"/api/v1/programs/{findings.id}/report")
    assert answer.status_code == 200
    told = answer.get_json()
    assert told["figures"] == rows
    assert (told["name"], told["nothing"]) == (NAMES["en"], "")
    written = list(csv.DictReader(io.StringIO(hana.get(f"{findings.page}/figures.csv").text.lstrip("\ufeff"))))
    assert written == [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    assert {row["part"] for row in rows} == {"participation", "before", "after", "ballot"}
    for row in rows:
        assert row["reads"] in said
    personal = {row["part"]: row for row in rows if row["scale"] == "personal"}
    before, after = personal["before"], personal["after"]
    assert before["value"] > 65
    assert after["value"] < 35
    assert after["difference"] == after["value"] - before["value"]


def _strangers_read_nothing(findings: Findings, eve: Any) -> None:
    made = findings.made
    leader, member = made.person(1).client, made.person(2).client
    paths = ("", "/figures.csv", "/figures.json")
    for path in (*(f"{findings.page}{path}" for path in paths), f"/api/v1/programs/{findings.id}/report"):
        assert leader.get(path).status_code == 403, path
        assert eve.get(path).status_code == 404, path
        assert member.get(path).status_code == 403, path
    assert leader.post(f"{findings.page}/pdf").status_code == 403
    assert eve.post(f"{findings.page}/pdf").status_code == 404
    for told in (leader.get("/results").text, eve.get("/results").text, leader.get("/reports").text):
        assert NAMES["en"] not in told
        assert findings.page not in told
    assert made.hana.client.get(f"/program-reports/{uuid4()}").status_code == 404


def _made_as_pdf(findings: Findings, drain: Drain, folder: Path) -> None:
    from reports.documents.commands import report

    made, hana = findings.made, findings.made.hana.client
    for _second_click in range(2):
        assert hana.post(f"{findings.page}/pdf").status_code == 303
    assert "The PDF is being made" in hana.get(findings.page).text
    drain()
    (address,) = set(re.findall(r"/reports/[0-9a-f-]{36}\.pdf", hana.get(findings.page).text))
    pdf = hana.get(address).data
    assert faults(pdf) == []
    words = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    for row in json.loads(hana.get(f"{findings.page}/figures.json").text)["figures"]:
        assert row["reads"] in words
    listed = hana.get("/reports").text
    assert address in listed
    assert "Programme report: Eight weeks of kindness" in listed
    for stranger in (made.person(1), made.person(2)):
        assert stranger.client.get(address).status_code in {403, 404}
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    with made.app.app_context():
        told = CliRunner().invoke(report, ["verify", str(file), "--org", made.hana.slug])
    assert "Programme report: Eight weeks of kindness" in told.output, told.output
    _the_same_bytes_again(findings, address, hashlib.sha256(pdf).hexdigest(), drain)


def _the_same_bytes_again(findings: Findings, address: str, mark: str, drain: Drain) -> None:
    """Failed and made again after HR has renamed the programme: what was asked for is what is made."""
    from reports.documents.models import Document

    made, hana = findings.made, findings.made.hana.client
    document_id = UUID(address.rsplit("/", maxsplit=1)[-1].removesuffix(".pdf"))
    with made.inside(made.hana.member_id):
        row = db.session.get_one(Document, (made.company.tenant_id, document_id))
        row.state, row.content, row.sha256, row.reason = "failed", None, None, "unexpected"
        program = db.session.get_one(Program, (made.company.tenant_id, findings.id))
        program.content = {**program.content, "name": {"en": "Another name"}}
    assert hana.post(f"/reports/{document_id}/again").status_code == 303
    drain()
    assert hashlib.sha256(hana.get(address).data).hexdigest() == mark
    assert hana.post(f"{findings.page}/pdf").status_code == 303
    drain()
    again = hana.get(address).data
    assert hashlib.sha256(again).hexdigest() != mark, "asked for anew, it tells the new name"
    assert "Another name" in pypdf.PdfReader(io.BytesIO(again)).pages[0].extract_text()


def test_a_programme_for_everyone_is_compared_with_the_last_checkin_before_it(team: Make, drain: Drain) -> None:
    made = team({"Operations": OPERATIONS, "Sales": 24}, signed_in=True)
    with clock.shifted(timedelta(days=100)):
        findings = Findings(made)
    findings.answered(findings.checkin("Long before", group=False), "75", drain)
    with clock.shifted(timedelta(days=107)):
        findings.answered(findings.checkin("In its weeks", group=False), "75", drain)
        made.hana.sign_in()
        said = plain(made.hana.client.get(findings.page).text)
        assert "For everybody in the company" in said
        assert "Nothing changed by more than chance since Long before." in said
        assert "In its weeks" in said


def test_a_sensitive_programme_a_draft_and_one_that_is_not_there_have_no_report(
    team: Make, drain: Drain, superuser: Connection
) -> None:
    made = team({"Operations": OPERATIONS, "Sales": 24}, signed_in=True)
    findings = Findings(made, sensitive=True)
    findings.answered(findings.checkin("Everybody", group=False), "75", drain)
    hana = made.hana.client
    page = plain(hana.get(findings.page).text)
    assert "nobody sees who did, so there is no figure about it" in page
    assert "Personal burnout" not in page
    assert "CSV" not in page
    assert findings.page not in hana.get("/results").text
    assert json.loads(hana.get(f"{findings.page}/figures.json").text) == {"figures": []}
    assert hana.post(f"{findings.page}/pdf").status_code == 404
    draft = Findings(made)
    superuser.execute(text("UPDATE program SET state = 'draft', launched_at = NULL WHERE id = :p"), {"p": draft.id})
    superuser.commit()
    assert hana.get(draft.page).status_code == 404


def test_a_group_with_fewer_than_ten_settled_people_opens_no_checkin_and_a_small_one_has_no_rate(
    team: Make, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.errors import Conflict

    made = team({"Operations": 24, "Sales": 24}, signed_in=True)
    findings = Findings(made, units=(made.company.units["Operations"],))
    monkeypatch.setattr("tests.reports.programs.test_pages.OPERATIONS", 9)
    with pytest.raises(Conflict) as refused:
        findings.checkin("Too few")
    assert refused.value.code == "group_too_small"
    monkeypatch.setattr("tests.reports.programs.test_pages.OPERATIONS", 12)
    findings.answered(findings.checkin("Twelve"), "75", drain)
    page = plain(made.hana.client.get(findings.page).text)
    assert "Hidden to protect people's answers." in page
    rows = json.loads(made.hana.client.get(f"{findings.page}/figures.json").text)["figures"]
    assert [row["status"] for row in rows if row["part"] == "participation"] == ["suppressed"]
    assert {date.fromisoformat(row["closed_on"]) for row in rows} == {clock.today(ZONE)}


def beside_the_programme(findings: Findings, reader: Person) -> str:
    """What stands on HR's page of a programme, which has its id in the address."""
    cookie = reader.client.get_cookie("session")
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}"}
    with reader.app.test_request_context(findings.page, headers=headers):
        assert reader.app.preprocess_request() is None
        return plain(" ".join(beside.fragments(beside.PROGRAM)))


def test_beside_a_programme_stands_the_way_to_its_report_and_whether_it_is_asked_about(
    team: Make, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = for_operations(team)
    made = findings.made
    before = beside_the_programme(findings, made.hana)
    assert "Nothing has been counted yet" in before
    assert "At its end, everybody whom this programme was offered to is asked these two questions" in before
    assert beside_the_programme(findings, made.person(2)) == ""
    findings.ends(monkeypatch)
    drain()
    assert "Everybody whom it was offered to is asked until" in beside_the_programme(findings, made.hana)
    with made.inside(made.hana.member_id):
        service.close_wave(wave_id=ballot_of_program(findings.id) or uuid4())
    assert "The answers are being counted." in beside_the_programme(findings, made.hana)
    drain()
    after = beside_the_programme(findings, made.hana)
    assert "The result, for everybody together" in after
    assert "The report on this programme" in after


def test_the_database_keeps_no_report_on_a_programme_without_what_it_is_about(superuser: Connection) -> None:
    checks = text("SELECT conname FROM pg_constraint WHERE conrelid = 'document'::regclass")
    assert "document_about_check" in superuser.scalars(checks).all()
    superuser.rollback()
