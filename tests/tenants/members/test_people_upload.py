"""people.csv through the pages: looked at first, then taken in whole or not at all."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tenants import clock
from tenants.db import db, work
from tenants.members import people_csv, uploads
from tenants.members.models import Member, PeopleUpload
from tenants.organizations.access import units_of
from tests.conftest import Person


def _upload(client: FlaskClient, content: str | bytes) -> TestResponse:
    raw = content.encode() if isinstance(content, str) else content
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(raw), "people.csv")})
    return client.post("/people/upload", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def _preview(client: FlaskClient, content: str | bytes) -> tuple[str, str]:
    kept = _upload(client, content)
    assert kept.status_code == 303, kept.text
    return kept.location, client.get(kept.location).text


def _fingerprint(page: str) -> str:
    found = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def _take_in(client: FlaskClient, content: str | bytes) -> TestResponse:
    location, page = _preview(client, content)
    return client.post(f"{location}/confirm", data={"fingerprint": _fingerprint(page)})


def _people(app: Flask, person: Person) -> dict[str, Member]:
    with app.app_context(), work(person.tenant_id):
        rows = db.session.scalars(select(Member)).all()
        db.session.expunge_all()
        return {row.email: row for row in rows}


def _file(mark: str) -> str:
    return (
        "email;name;external_id;unit;manager_email;location;hired_on;time_zone;language\n"
        f"ann.{mark}@example.org;Ann;A{mark};Care / Ward 1;bea.{mark}@example.org;Porto;2020-01-02;Europe/Lisbon;en\n"
        f"bea.{mark}@example.org;Bea;B{mark};Care;;Porto;;;\n"
    )


def test_a_file_is_looked_at_first_and_then_taken_in(app: Flask, cast: SimpleNamespace) -> None:
    mark = uuid4().hex[:8]
    location, page = _preview(cast.hana.client, _file(mark).encode("utf-8-sig"))
    assert "2 people are new" in page
    assert "Care / Ward 1" in page
    assert f"ann.{mark}@example.org" not in _people(app, cast.hana)
    taken = cast.hana.client.post(f"{location}/confirm", data={"fingerprint": _fingerprint(page)})
    assert taken.status_code == 303
    people = _people(app, cast.hana)
    ann, bea = people[f"ann.{mark}@example.org"], people[f"bea.{mark}@example.org"]
    assert ann.manager_id == bea.id
    assert (ann.name, ann.time_zone, str(ann.hired_on), ann.activated_at) == (
        "Ann",
        "Europe/Lisbon",
        "2020-01-02",
        None,
    )
    with app.app_context(), work(cast.hana.tenant_id):
        assert {"Care", "Care / Ward 1"} <= {unit.path for unit in units_of()}
    again = cast.hana.client.post(f"{location}/confirm", data={"fingerprint": _fingerprint(page)})
    assert again.status_code == 303
    assert cast.hana.client.get(location).status_code == 303
    assert len(_people(app, cast.hana)) == len(people)


def test_a_second_file_changes_who_it_names_and_nobody_else(app: Flask, cast: SimpleNamespace) -> None:
    mark = uuid4().hex[:8]
    _take_in(cast.hana.client, _file(mark))
    before = _people(app, cast.hana)
    second = f"external_id,email,name,unit,location\nA{mark},ann2.{mark}@example.org,Ann Two,Care / Ward 2,\n"
    _location, page = _preview(cast.hana.client, second)
    assert "E-mail address" in page
    assert _take_in(cast.hana.client, second).status_code == 303
    after = _people(app, cast.hana)
    ann = after[f"ann2.{mark}@example.org"]
    assert ann.id == before[f"ann.{mark}@example.org"].id
    assert (ann.name, ann.location, ann.manager_id) == ("Ann Two", "Porto", before[f"bea.{mark}@example.org"].id)
    assert ann.unit_since > before[f"ann.{mark}@example.org"].unit_since
    assert ann.placed_since is None
    assert _take_in(cast.hana.client, f"external_id,email,location\nA{mark},{ann.email},Lyon\n").status_code == 303
    placed = _people(app, cast.hana)[ann.email]
    assert placed.location == "Lyon"
    assert placed.placed_since is not None
    assert placed.unit_since == ann.unit_since
    for email in (cast.alice.email, f"bea.{mark}@example.org"):
        assert (after[email].name, after[email].unit_id) == (before[email].name, before[email].unit_id)


def test_any_flaw_refuses_the_whole_file_and_every_flaw_is_named(app: Flask, cast: SimpleNamespace) -> None:
    before = _people(app, cast.hana)
    content = (
        "email,name,unit,manager_email,hired_on\n"
        "good@example.org,Good,Care,,\n"
        "bad,Bad,,,\n"
        "c@example.org,=1+1,operations,nobody@example.org,2020-02-31\n"
    )
    location, page = _preview(cast.hana.client, content)
    assert "fingerprint" not in page
    for row, words in ((3, "not a whole e-mail address"), (4, "begins like a formula"), (4, "not a date")):
        assert re.search(rf'<td class="number">{row}</td>.*{words}', page)
    forced = cast.hana.client.post(f"{location}/confirm", data={"fingerprint": "0" * 64})
    assert forced.status_code == 422
    assert "Nothing was taken in" in forced.text
    assert _people(app, cast.hana).keys() == before.keys()
    listed = cast.hana.client.get(f"{location}/flaws.csv")
    assert listed.text.count("\r\n") == 4
    spelled = _preview(cast.hana.client, "email,unit\nnew@example.org,OPERATIONS / night  shift\n")[1]
    assert "There is “Operations” already" in spelled


def test_a_file_that_is_no_csv_is_refused_with_a_sentence(cast: SimpleNamespace) -> None:
    assert _upload(cast.hana.client, b"").status_code == 422
    assert "not in UTF-8" in _preview(cast.hana.client, "email,name\nzoe@example.org,Zoë".encode("latin-1"))[1]
    assert "not a CSV file" in _preview(cast.hana.client, b"PK\x03\x04\x00")[1]
    large = _upload(cast.hana.client, b"email\n" + b"x" * people_csv.MOST_BYTES)
    assert (large.status_code, "larger than 8 MB" in large.text) == (422, True)


def test_what_changed_since_the_preview_is_shown_again_before_anything_happens(
    app: Flask, cast: SimpleNamespace
) -> None:
    mark = uuid4().hex[:8]
    location, page = _preview(cast.hana.client, _file(mark))
    made = cast.hana.client.post("/people/new", data={"email": f"bea.{mark}@example.org", "name": "Other"})
    assert made.status_code == 303
    changed = cast.hana.client.post(f"{location}/confirm", data={"fingerprint": _fingerprint(page)})
    assert changed.status_code == 409
    assert "changed since you looked" in changed.text
    assert "One person is new" in changed.text
    assert f"ann.{mark}@example.org" not in _people(app, cast.hana)
    sure = cast.hana.client.post(f"{location}/confirm", data={"fingerprint": _fingerprint(changed.text)})
    assert sure.status_code == 303
    assert _people(app, cast.hana)[f"bea.{mark}@example.org"].name == "Bea"


def test_an_upload_is_sealed_and_seen_by_the_uploader_alone(app: Flask, cast: SimpleNamespace) -> None:
    mark = uuid4().hex[:8]
    location, page = _preview(cast.hana.client, _file(mark))
    assert cast.eve.client.get(location).status_code == 404
    assert cast.alice.client.get(location).status_code == 403
    assert cast.eve.client.post(f"{location}/confirm", data={"fingerprint": _fingerprint(page)}).status_code == 404
    with app.app_context(), work(cast.hana.tenant_id):
        (kept,) = db.session.scalars(select(PeopleUpload)).all()
        assert mark.encode() not in kept.sealed
    with clock.shifted(timedelta(days=2)), app.app_context(), work(cast.hana.tenant_id):
        uploads.forget_old()
    assert cast.hana.client.get(location).status_code == 404


def test_the_same_addresses_in_another_company_do_not_matter(app: Flask, cast: SimpleNamespace) -> None:
    content = f"email,name\n{cast.alice.email},Someone Else\n"
    assert _take_in(cast.eve.client, content).status_code == 303
    assert _people(app, cast.hana)[cast.alice.email].name == "Alice"
    assert _people(app, cast.eve)[cast.alice.email].name == "Someone Else"


def test_a_corrected_address_of_somebody_invited_gets_a_fresh_link(
    cast: SimpleNamespace, outbox: Callable[[], list]
) -> None:
    mark = uuid4().hex[:8]
    _take_in(cast.hana.client, _file(mark))
    assert cast.hana.client.post("/people/invite", data={"everyone": "yes"}).status_code == 303
    assert len([mail for mail in outbox() if mark in mail["To"]]) == 2
    _take_in(cast.hana.client, f"external_id,email\nA{mark},right.{mark}@example.org\n")
    assert [mail["To"] for mail in outbox()].count(f"right.{mark}@example.org") == 1


def test_the_sample_can_be_uploaded_as_it_is(cast: SimpleNamespace) -> None:
    sample = cast.hana.client.get("/people/upload/sample.csv")
    assert sample.headers["Content-Disposition"].startswith("attachment")
    assert "2 people are new" in _preview(cast.hana.client, sample.data)[1]


def test_twenty_thousand_people_come_in_and_change(app: Flask, cast: SimpleNamespace) -> None:
    mark = uuid4().hex[:8]

    def lines(place: str) -> str:
        rows = (
            f"p{number}.{mark}@example.org,Person {number},X{number}-{mark},Area {number % 40} / Team {number % 400},"
            f"{f'p{(number - 1) // 8}.{mark}@example.org' if number else ''},{place}"
            for number in range(people_csv.MOST_ROWS)
        )
        return "\n".join(["email,name,external_id,unit,manager_email,location", *rows])

    assert _take_in(cast.eve.client, lines("Porto")).status_code == 303
    page = cast.eve.client.get("/people?words=Person+19999").text
    assert f"p19999.{mark}@example.org" in page
    _location, page = _preview(cast.eve.client, lines("Braga"))
    assert "20000 people change." in page
    assert cast.eve.client.get("/people?page=400").status_code == 200
