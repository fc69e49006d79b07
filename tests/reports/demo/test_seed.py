"""The demonstration's history is made by the product itself, quickly, once, and holds what a visitor looks for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from reports.demo import seed as demo
from reports.demo.answers import answers
from reports.demo.company import address, companies
from reports.demo.journals import reflections
from reports.releases.models import Release
from tenants import clock
from tenants.config import Settings
from tenants.db import db, work
from tenants.languages import OWN_NAMES
from tenants.members.models import Member
from tenants.organizations import service as organizations
from tenants.organizations.models import Unit
from tenants.provisioning.models import Slug
from wellbeing.checkins.instruments import shipped
from wellbeing.checkins.models import Wave
from wellbeing.practices import catalog as practices
from wellbeing.programs.models import Program
from wellbeing.programs.stored import timetable_of
from wsgi import create_app

SIGN_IN = r"^ {2}(\S+@\S+\.example) +(member|leader|HR|trustee)"
# of our own work; the database works beside it, and neighbours on the machine do not count
SECONDS = 20


@pytest.fixture(scope="module")
def told(app: Flask, settings: Settings) -> Iterator[tuple[str, float]]:
    """What the seeding printed and how long it took; its companies are erased afterwards."""
    started = time.process_time()
    steps: list[tuple[int, int]] = []
    text = demo.seed(create_app, settings, lambda done, total: steps.append((done, total)))
    took = time.process_time() - started
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _total in steps] == sorted(done for done, _total in steps)
    yield text, took
    for tenant_id in _tenants(app).values():
        with app.app_context(), work(tenant_id):
            organizations.erase()


def _tenants(app: Flask) -> dict[str, UUID]:
    slugs = [company.slug for company in companies(date(2026, 1, 1))]
    with app.app_context(), work(None):
        return dict(db.session.execute(select(Slug.slug, Slug.tenant_id).where(Slug.slug.in_(slugs))).all())


def test_seeding_takes_little_time(told: tuple[str, float]) -> None:
    assert told[1] < SECONDS


def test_both_companies_have_people_units_released_waves_and_an_open_one(app: Flask, told: tuple[str, float]) -> None:
    tenants = _tenants(app)
    assert set(tenants) == {"northwind", "brightwater-books"}
    for slug, tenant_id in tenants.items():
        with app.app_context(), work(tenant_id):
            people = db.session.scalar(select(func.count()).select_from(Member))
            assert people is not None
            assert (60 <= people <= 80) if slug == "northwind" else (25 <= people <= 40)
            assert max(path.count(" / ") for path in db.session.scalars(select(Unit.path))) >= 1
            live, about = Wave.origin == "live", Wave.origin == "program"
            states = db.session.scalars(select(Wave.state).where(live).order_by(Wave.opened_at)).all()
            assert states == ["released"] * 4 + ["open"]
            over = db.session.scalars(select(Wave.state).where(about)).all()
            assert (over == ["released"]) == (slug == "northwind")
            running = db.session.scalars(select(Program).where(Program.state == "running")).one()
            assert timetable_of(running).week_on(clock.today()) == 3
            assert db.session.scalar(select(Release.id).limit(1)) is not None
            moments = db.session.scalars(select(Wave.opened_at)).all()
            assert max(moments) < clock.now()
            assert (max(moments) - min(moments)).days > 350


def test_everyone_who_is_printed_can_sign_in_and_sees_their_pages(app: Flask, told: tuple[str, float]) -> None:
    printed = re.findall(SIGN_IN, told[0], re.MULTILINE)
    assert len(printed) == 8
    assert told[0].rstrip().endswith(demo.PASSWORD)
    for email, role in printed:
        client = app.test_client()
        signed_in = client.post("/sign-in", data={"email": email, "password": demo.PASSWORD})
        assert signed_in.status_code == 303, email
        home = client.get("/home")
        assert home.status_code == 200
        assert "A check-in is open" in home.text or role != "member"
        if role == "member":
            assert 'class="entries"' in client.get("/journal").text
            assert client.get("/check-ins/own").status_code == 200
            assert client.get("/feedback").text.count('class="card"') >= 2
            assert "done on" in client.get("/actions").text
            assert "You said, we did" in home.text
        if email.startswith("alice."):
            assert "A letter has arrived for you" in home.text
            assert "I may go slowly" in client.get("/my-sentences").text
            assert "Leave on time" in client.get("/goals").text
            assert "From Leo Marchetti" in client.get("/learning-notes").text
            assert "There is a learning note for you." in client.get("/notices").text
        if role == "HR":
            last_day = (clock.now() + timedelta(days=7)).date().isoformat()
            asked = {"name": "A pulse", "instruments": "pulse", "closes_on": last_day, "remind_before": ""}
            assert "Open it now" in client.post("/check-ins/run/preview", data=asked).text
        if role == "leader":
            page = client.get("/feedback/write").text
            assert "Drafts" in page
            assert "People who report to you" in page


def test_a_colleague_reads_in_each_of_the_other_languages(app: Flask, told: tuple[str, float]) -> None:
    readers = re.findall(r"^ {2}(\S+@\S+\.example) +reads (\S+)", told[0], re.MULTILINE)
    assert {name for _email, name in readers} == {"Deutsch", "Français", "Español"}
    for email, name in readers:
        client = app.test_client()
        client.post("/sign-in", data={"email": email, "password": demo.PASSWORD})
        code = next(code for code, own in OWN_NAMES.items() if own == name)
        home = client.get("/home", follow_redirects=True).text
        assert f'<html lang="{code}">' in home
        assert re.search(r'href="/check-ins/[0-9a-f-]{36}"', home), "a check-in is open to look at in this language"


def test_a_second_seeding_finds_everything_and_changes_nothing(
    app: Flask, settings: Settings, told: tuple[str, float]
) -> None:
    before = _tenants(app)
    again = demo.seed(create_app, settings, lambda _done, _total: None)
    assert _tenants(app) == before
    assert re.findall(SIGN_IN, again, re.MULTILINE) == re.findall(SIGN_IN, told[0], re.MULTILINE)


def test_nobody_invented_is_there_twice_and_addresses_are_plain() -> None:
    for company in companies(date(2026, 5, 4)):
        emails = [one.email for one in (*company.people, company.newcomer)]
        assert len(set(emails)) == len(emails)
        assert all(re.fullmatch(r"[a-z.-]+@[a-z]+\.example", email) for email in emails)
        managers = {one.manager_email for one in company.people} - {""}
        assert managers <= set(emails)
    assert address("Zofia Łąska-Ćwik", "x.example") == "zofia.laska-cwik@x.example"


def test_invented_answers_are_the_same_every_time_and_fit_their_items() -> None:
    instruments = [shipped("cbi"), shipped("fevs_eei")]
    first = answers("a@x.example", "Operations", 0, instruments, surely=True)
    assert first == answers("a@x.example", "Operations", 0, instruments, surely=True)
    assert first is not None
    for one in instruments:
        for item_id, cell in first[one.key].items():
            assert cell in {option.code for option in one.item(item_id).options}
    left_out = [answers(f"{number}@x.example", "Operations", 0, instruments) is None for number in range(200)]
    assert 10 < sum(left_out) < 70


def test_the_invented_journal_lies_in_the_past_over_several_months() -> None:
    now = clock.now()
    written = [one.written_at for one in reflections("northwind", now)]
    assert len(written) >= 20
    assert max(written) < now
    assert len({(moment.year, moment.month) for moment in written}) >= 6


def test_no_machine_of_anybody_is_named_in_the_invented_data() -> None:
    for file in Path(demo.__file__).parent.glob("*.toml"):
        assert "@" not in file.read_text(encoding="utf-8")


def test_each_company_has_a_practice_of_its_own_among_ours(app: Flask, told: tuple[str, float]) -> None:
    for slug, tenant_id in _tenants(app).items():
        with app.app_context(), work(tenant_id):
            own = [one for one in practices.here() if one.own]
            assert len(own) == 1
            assert len(practices.here()) > len(own)
            assert ("de" in own[0].texts) == (slug == "northwind")
