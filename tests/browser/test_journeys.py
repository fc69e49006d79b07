"""Three people in a real browser, from the first click to what they came for; one ends with a PDF that is read back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from email.message import EmailMessage
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tenants.db import as_member, work
from tests.browser.conftest import sign_in
from tests.conftest import PASSWORD
from tests.scene import Scene

Outbox = Callable[[], list[EmailMessage]]
PEOPLE = 12


def link_for(mails: list[EmailMessage], address: str) -> str:
    """The path of the link in the newest mail to an address."""
    text = next(mail.get_content() for mail in reversed(mails) if mail["To"] == address)
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found[1]


@pytest.mark.slow
def test_a_member_joins_writes_and_answers_on_a_phone(
    app: Flask, furnished: Scene, phone: Page, outbox: Outbox
) -> None:
    address = furnished.alice.email.replace("alice", "person4")
    hana = furnished.hana.sign_in()
    person = hana.get("/people", query_string={"words": "person4."}).text
    member_id = re.search(r'name="member" value="([^"]+)"', person)
    assert member_id
    hana.post(f"/people/{member_id[1]}/invite")

    phone.goto(link_for(outbox(), address))
    phone.get_by_label("Choose a password").fill(PASSWORD)
    phone.get_by_role("button", name="Join").click()

    expect(phone.get_by_text("Step 1 of 3")).to_be_visible()
    phone.get_by_role("link", name="Next").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("What you write is yours")
    phone.get_by_role("link", name="Next").click()
    phone.get_by_role("button", name="Go to my page").click()

    phone.get_by_role("link", name="Write a line").click()
    phone.goto("/journal/new?form=free")
    phone.get_by_label("Your words").fill("Carried the late shift, and asked for help in time.")
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.get_by_label("Your words")).to_have_value("Carried the late shift, and asked for help in time.")
    phone.get_by_label("Yes, keep my private writing").check()
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.locator("main")).to_contain_text(re.compile(r"([A-Z2-7]{5}-){4}[A-Z2-7]{5}"))
    phone.locator("main a.filled").click()
    expect(phone.locator("main")).to_contain_text("Carried the late shift")

    bar = phone.get_by_role("navigation", name="Pages, at hand")
    bar.get_by_text("More").click()
    bar.get_by_role("link", name="Check-ins").click()
    phone.get_by_role("link", name="Open", exact=True).click()
    expect(phone.get_by_text("Once sent, an answer cannot be taken back").first).to_be_visible()
    groups = phone.locator("fieldset.scale")
    for number in range(groups.count()):
        groups.nth(number).locator("label.option").nth(number % 3).click()
    phone.get_by_role("button", name="Send without my name").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(phone.locator("main")).to_contain_text("Listening line")


@pytest.mark.slow
def test_hr_signs_up_brings_people_in_and_runs_a_check_in(
    app: Flask, desktop: Page, outbox: Outbox, drain: Callable[[], int]
) -> None:
    mark = uuid4().hex[:8]
    hr = f"hana.{mark}@example.org"
    desktop.goto("/")
    desktop.get_by_role("link", name="Start with your company").click()
    desktop.get_by_label("Name of the organization").fill(f"Southwind {mark}")
    desktop.get_by_label("Your name").fill("Hana Lindqvist")
    desktop.get_by_label("Your e-mail address at work").fill(hr)
    desktop.get_by_role("button", name="Send me the link").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Look in your mail")
    desktop.goto(link_for(outbox(), hr))
    desktop.get_by_label("Choose a password").fill(PASSWORD)
    desktop.get_by_role("button", name="Join").click()
    desktop.get_by_role("link", name="Not now").click()

    desktop.goto("/organization")
    desktop.locator("select[name=time_zone]").select_option("Europe/Lisbon")
    desktop.get_by_role("button", name="Save").click()

    desktop.goto("/people/upload")
    people = people_csv(mark)
    desktop.set_input_files("input[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": people})
    desktop.get_by_role("button", name="Look at it first").click()
    expect(desktop.locator("main")).to_contain_text(
        re.compile(f"{PEOPLE} people are new.*Operations / Night shift", re.DOTALL)
    )
    desktop.get_by_role("button", name="Take it in").click()
    expect(desktop.locator("main")).to_contain_text("Person 3")

    desktop.goto("/organization/help")
    with desktop.expect_navigation():
        desktop.get_by_role("button", name="This is right").click()
    desktop.goto("/organization/launch")
    desktop.get_by_role("button", name="Launch and invite everyone").click()
    desktop.get_by_role("dialog").get_by_role("button", name="Launch now").click()
    expect(desktop.locator("main")).to_contain_text("You have been open since")

    desktop.goto("/check-ins/instruments/cbi")
    desktop.get_by_label("I have read the licence note").check()
    with desktop.expect_navigation():
        desktop.get_by_role("button", name="Switch it on").click()
    desktop.goto("/check-ins/run/new")
    desktop.get_by_label("Name").fill("First check-in")
    desktop.locator("label.option", has_text="Copenhagen").click()
    desktop.get_by_role("button", name="Read the promise first").click()
    desktop.get_by_role("button", name="Open it now").click()
    wave_id = desktop.url.rsplit("/", 1)[1]
    everybody_answers(app, hr, wave_id)

    desktop.reload()  # the page as it stands now, with its script
    desktop.get_by_role("button", name="Close it now").click()
    desktop.get_by_role("dialog").get_by_role("button", name="Close it").click()
    expect(desktop.locator("main")).to_contain_text("Closed")
    drain()
    desktop.goto("/results")
    desktop.get_by_role("link", name=re.compile("Burnout report")).first.click()
    expect(desktop.get_by_role("heading", level=1)).to_contain_text(f"Southwind {mark}")
    expect(desktop.locator("main")).to_contain_text("of 100")


@pytest.mark.slow
def test_a_leader_downloads_the_report_of_the_own_unit(furnished: Scene, desktop: Page) -> None:
    sign_in(desktop, furnished.leo)
    pages = desktop.get_by_role("navigation", name="Pages", exact=True)
    pages.get_by_text("More").click()
    pages.get_by_role("link", name="Reports").click()
    row = desktop.get_by_role("row", name=re.compile("Burnout report.*Operations"))
    with desktop.expect_download() as download:
        row.get_by_role("link", name=re.compile("PDF")).click()
    pdf = PdfReader(download.value.path())
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Burnout" in text
    assert "Operations" in text
    assert "Summer check-in" in text
    assert "Not for appraisal, pay or discipline" in text.replace("\n", " ")
    assert "Sales" not in text


def people_csv(mark: str) -> bytes:
    """A people.csv as HR would export it, with a byte order mark and semicolons."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(["email", "name", "unit", "manager_email", "location", "time_zone"])
    for number in range(PEOPLE):
        boss = f"person0.{mark}@example.org" if number else ""
        unit = ("Operations / Day shift", "Operations / Night shift")[number % 2]
        rows.writerow([f"person{number}.{mark}@example.org", f"Person {number}", unit, boss, "Lisbon", "Europe/Lisbon"])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def everybody_answers(app: Flask, hr: str, wave_id: str) -> None:
    """Everybody casts a ballot, as their own pages would."""
    from uuid import UUID

    from sqlalchemy import select

    from tenants.db import db
    from tenants.members.models import Member
    from tenants.signin.access import identity_by_email
    from tenants.signin.places import places_of
    from wellbeing.checkins import catalog, service
    from wellbeing.checkins.models import Wave

    with app.app_context():
        with work(None):
            identity = identity_by_email(hr)
            assert identity is not None
            tenant_id = places_of(identity.id)[0].tenant_id
        with work(tenant_id):
            wave = db.session.get_one(Wave, (tenant_id, UUID(wave_id)))
            instruments = [one for one, _origin in catalog.instruments_of(wave)]
            cells = {one.key: {item.id: item.options[2].code for item in one.items} for one in instruments}
            for member in db.session.scalars(select(Member)).all():
                with as_member(member.id):
                    service.cast(member=member, wave_id=wave.id, cells=cells, keep_copy=False)
