"""The organization page: HR changes it, a trustee reads it, and what was promised never gets weaker."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image, PngImagePlugin
from sqlalchemy import Connection, text

from tenants import clock, jobs
from tenants.db import db, work
from tenants.members import service as members
from tenants.organizations import logo, service
from tenants.organizations.access import organization
from tenants.organizations.colours import contrast
from tenants.organizations.models import Organization
from tests.conftest import Person

SETTINGS = {
    "name": "Northwind",
    "program_name": "Kind Work",
    "languages": ["en"],
    "language": "en",
    "time_zone": "Europe/Lisbon",
    "working_days": ["1", "2", "3"],
    "quiet_from": "17:30",
    "quiet_until": "09:00",
    "threshold": "7",
}


def _organization(app: Flask, person: Person) -> Organization:
    with app.app_context(), work(person.tenant_id):
        found = organization()
        _ = found.logo
        db.session.expunge(found)
        return found


def test_hr_changes_the_settings_and_only_hr(app: Flask, cast: SimpleNamespace) -> None:
    assert cast.alice.client.post("/organization", data=SETTINGS).status_code == 403
    assert cast.leo.client.get("/organization").status_code == 403
    assert cast.hana.client.post("/organization", data=SETTINGS).status_code == 303
    found = _organization(app, cast.hana)
    assert (found.program_name, found.working_days, found.threshold) == ("Kind Work", [1, 2, 3], 7)
    assert f"{found.quiet_from:%H:%M}-{found.quiet_until:%H:%M}" == "17:30-09:00"
    assert "Northwind · Kind Work" in cast.alice.client.get("/help").text


def test_a_trustee_reads_the_settings_and_the_acts_and_changes_nothing(cast: SimpleNamespace) -> None:
    cast.hana.client.post(f"/people/{cast.bob.member_id}/roles", data={"role": "trustee"})
    page = cast.bob.client.get("/organization")
    assert page.status_code == 200
    assert '<button class="filled" type="submit">Save' not in page.text
    assert "A role was given" in cast.bob.client.get("/organization/acts").text
    assert cast.bob.client.post("/organization", data=SETTINGS).status_code == 403
    assert cast.bob.client.get("/people").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": "4"},
        {"threshold": "many"},
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
        {"working_days": []},
        {"working_days": ["8"]},
        {"name": " "},
        {"name": "=cmd"},
        {"quiet_from": "25:00"},
    ],
)
def test_a_setting_that_makes_no_sense_comes_back_with_the_rest_of_the_form(
    app: Flask, cast: SimpleNamespace, wrong: dict[str, object]
) -> None:
    refused = cast.hana.client.post("/organization", data=SETTINGS | wrong)
    assert refused.status_code == 422
    assert "Kind Work" in refused.text
    assert _organization(app, cast.hana).threshold == 5


def test_a_word_of_welcome_is_there_in_the_language_of_the_house_or_not_at_all(
    app: Flask, cast: SimpleNamespace
) -> None:
    def spoken(language: str) -> str:
        with app.app_context(), work(cast.hana.tenant_id):
            return service.welcome_word(language)

    hana = cast.hana.client
    assert spoken("en") == ""
    refused = hana.post("/organization/welcome", data={"welcome_de": "Schön, dass du da bist."})
    assert (refused.status_code, "in this language first" in refused.text) == (422, True)
    assert "Schön, dass du da bist." in refused.text
    assert hana.post("/organization/welcome", data={"welcome_en": "x" * 301}).status_code == 422
    assert spoken("de") == ""
    words = {"welcome_en": "<b>Take</b>  what\r\nhelps 🙂", "welcome_de": "Nimm, was hilft."}
    for _click in range(2):
        assert hana.post("/organization/welcome", data=words).status_code == 303
    assert [spoken(language) for language in ("en", "de", "fr")] == [
        "<b>Take</b> what helps 🙂",
        "Nimm, was hilft.",
        "<b>Take</b> what helps 🙂",
    ]
    assert "&lt;b&gt;Take&lt;/b&gt; what helps" in hana.get("/organization/welcome").text
    german = SETTINGS | {"languages": ["en", "de", "fr"], "language": "fr"}
    refused = hana.post("/organization", data=german)
    assert (refused.status_code, "in this language first" in refused.text) == (422, True)
    assert hana.post("/organization", data=german | {"language": "de"}).status_code == 303
    assert spoken("fr") == "Nimm, was hilft."
    hana.post(f"/people/{cast.bob.member_id}/roles", data={"role": "trustee"})
    assert "Nimm, was hilft." in cast.bob.client.get("/organization").text
    assert cast.bob.client.post("/organization/welcome", data=words).status_code == 403
    assert hana.post("/organization/welcome", data={}).status_code == 303
    assert (spoken("de"), spoken("en")) == ("", "")
    assert hana.get("/organization/acts").text.count("Das Willkommenswort wurde geändert") == 2


def test_the_threshold_falls_only_while_nothing_was_collected(
    app: Flask, cast: SimpleNamespace, superuser: Connection
) -> None:
    for threshold in ("9", "6"):
        assert cast.hana.client.post("/organization", data=SETTINGS | {"threshold": threshold}).status_code == 303
    superuser.execute(
        text(
            "INSERT INTO wave (tenant_id, id, name, instruments, promise, threshold, organization_only, trial, origin,"
            " state, opened_at, closes_at) VALUES (:tenant, :id, 'Spring', '[]', '{}', 6, false, false, 'live',"
            " 'open', now(), now())"
        ),
        {"tenant": cast.hana.tenant_id, "id": uuid4()},
    )
    superuser.commit()
    refused = cast.hana.client.post("/organization", data=SETTINGS | {"threshold": "5"})
    assert refused.status_code == 422
    assert "never down" in refused.text
    assert cast.hana.client.post("/organization", data=SETTINGS | {"threshold": "8"}).status_code == 303
    assert _organization(app, cast.hana).threshold == 8
    assert cast.eve.client.post("/organization", data=SETTINGS | {"threshold": "5"}).status_code == 303


def test_stricter_limits_loosen_only_while_nothing_was_collected(
    app: Flask, cast: SimpleNamespace, superuser: Connection
) -> None:
    assert "Stricter limits" in cast.hana.client.get("/organization").text
    for strict in (True, False, True):
        ticked = {"strict": "yes"} if strict else {}
        assert cast.hana.client.post("/organization", data=SETTINGS | ticked).status_code == 303
        assert _organization(app, cast.hana).strict is strict
    superuser.execute(
        text(
            "INSERT INTO wave (tenant_id, id, name, instruments, promise, threshold, organization_only, strict, trial,"
            " origin, state, opened_at, closes_at) VALUES (:tenant, :id, 'Spring', '[]', '{}', 7, false, true, false,"
            " 'live', 'open', now(), now())"
        ),
        {"tenant": cast.hana.tenant_id, "id": uuid4()},
    )
    superuser.commit()
    refused = cast.hana.client.post("/organization", data=SETTINGS)
    assert refused.status_code == 422
    assert "They stay." in refused.text
    assert _organization(app, cast.hana).strict is True


def _picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "taken at home")
    Image.new(mode, size, 90 if mode == "L" else None).save(
        written, kind, **({"pnginfo": notes} if kind == "PNG" else {})
    )
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("JPEG", "RGB"), ("JPEG", "L")]
)
def test_a_logo_is_written_anew_without_what_else_was_in_the_file(kind: str, mode: str) -> None:
    cleaned, media_type = logo.cleaned(_picture(kind, mode=mode))
    assert media_type == f"image/{kind.lower()}"
    assert Image.open(io.BytesIO(cleaned)).size == (40, 20)
    assert b"taken at home" not in cleaned


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not_a_picture"),
        (b"GIF89a" + b"\x00" * 50, "not_a_picture"),
        (_picture("PNG")[:60], "not_a_picture"),
        (_picture("PNG", (2001, 3)), "too_many_pixels"),
        (b"\x89PNG" + b"\x00" * logo.MOST_BYTES, "too_large"),
        (_picture("GIF"), "not_a_picture"),
    ],
)
def test_anything_that_is_not_a_small_png_or_jpeg_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(logo.NotALogo) as refusal:
        logo.cleaned(content)
    assert refusal.value.code == code


def test_hr_uploads_a_logo_and_members_see_it(app: Flask, cast: SimpleNamespace) -> None:
    assert cast.alice.client.get("/organization/logo").status_code == 404
    svg = {"logo": (io.BytesIO(b"<svg/>"), "logo.png")}
    assert cast.hana.client.post("/organization/logo", data=svg).status_code == 422
    png = {"logo": (io.BytesIO(_picture("PNG")), "logo.svg")}
    assert cast.hana.client.post("/organization/logo", data=png).status_code == 303
    seen = cast.alice.client.get("/organization/logo")
    assert (seen.mimetype, seen.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert cast.eve.client.get("/organization/logo").status_code == 404
    assert cast.hana.client.post("/organization/logo/remove").status_code == 303
    assert cast.alice.client.get("/organization/logo").status_code == 404


def test_a_sign_up_gets_its_own_slug_even_for_a_name_that_is_taken(app: Flask) -> None:
    mark = uuid4().hex[:8]
    with app.app_context():
        slugs = []
        for number in range(3):
            with work(None):
                slugs.append(service.sign_up(name=f"Äther & Söhne {mark}", hr_email=f"h{number}@example.org")[1])
    assert slugs == [f"ather-sohne-{mark}", f"ather-sohne-{mark}-2", f"ather-sohne-{mark}-3"]


def test_the_launch_waits_for_people_and_help_and_then_invites_everyone_once(
    app: Flask, cast: SimpleNamespace, outbox: Callable[[], list]
) -> None:
    hana = cast.hana.client
    assert hana.post("/organization", data=SETTINGS).status_code == 303
    email = f"new.{uuid4().hex[:8]}@example.org"
    assert hana.post("/people/new", data={"email": email}).status_code == 303
    page = hana.get("/organization/launch").text
    assert "Confirm where people can turn to for help in one country." in page
    assert hana.post("/organization/launch").status_code == 409
    assert hana.post("/organization/help/confirm", data={"country": "PT"}).status_code == 303
    assert cast.alice.client.post("/organization/launch").status_code == 403
    for _ in range(2):
        assert hana.post("/organization/launch").status_code == 303
        assert [mail["To"] for mail in outbox()].count(email) == 1
    assert _organization(app, cast.hana).launched_at is not None
    assert "You have been open since" in hana.get("/organization/launch").text


def test_an_organization_never_launched_is_erased_after_ninety_days(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Callable[[], int]
) -> None:
    def rows(person: Person) -> list[int]:
        superuser.rollback()
        counts = [
            f"SELECT count(*) FROM {table} WHERE tenant_id = :id"
            for table in ("organization", "member", "tenant_key", "slug", "directory", "audit_event", "unit")
        ]
        counts.append("SELECT count(*) FROM identity WHERE email = :email")
        told = {"id": person.tenant_id, "email": person.email}
        return [min(1, superuser.execute(text(count), told).scalar() or 0) for count in counts]

    alice, eve = cast.alice.client, cast.eve.client
    assert eve.get("/people").status_code == 200
    with app.app_context(), work(cast.eve.tenant_id):
        organization().launched_at = clock.now()
    for days, kept in ((89, 1), (91, 0)):
        with clock.shifted(timedelta(days=days)):
            for person in (cast.hana, cast.eve):
                with app.app_context(), work(person.tenant_id):
                    jobs.owe("organization.erase_unlaunched", days)
            drain()
        assert rows(cast.hana) == [kept] * 8
        assert rows(cast.eve) == [1] * 8
    assert alice.get("/help").status_code == 303
    assert eve.get("/people").status_code == 200


def test_the_acts_are_listed_with_who_and_what_and_the_chain_can_be_checked(
    app: Flask, cast: SimpleNamespace, superuser: Connection
) -> None:
    cast.hana.client.post(f"/people/{cast.alice.member_id}/unit", data={"unit_id": ""})
    page = cast.hana.client.get("/organization/acts?check=yes").text
    assert "A person was moved to another unit" in page
    assert "Alice" in page
    assert "no entry was changed" in page
    assert cast.alice.client.get("/organization/acts").status_code == 403
    superuser.execute(
        text("UPDATE audit_event SET action = 'member.added' WHERE tenant_id = :id AND seq = 2"),
        {"id": cast.hana.tenant_id},
    )
    superuser.commit()
    assert "The chain is broken" in cast.hana.client.get("/organization/acts?check=yes").text
    with app.app_context(), work(cast.hana.tenant_id):
        assert members.by_email(cast.alice.email).unit_id is None


def test_a_colour_of_ones_own_is_taken_only_when_it_can_be_read_on_paper(cast: SimpleNamespace, app: Flask) -> None:
    hana = cast.hana.client
    for typed, kept in (("#6B1F4F", "#6b1f4f"), ("24574a", "#24574a"), ("", "")):
        assert hana.post("/organization", data=SETTINGS | {"colour": typed}).status_code == 303
        assert _organization(app, cast.hana).colour == kept
    for typed, sentence in (("#ffd700", "too light to be read"), ("red; x", "Write a colour as")):
        refused = hana.post("/organization", data=SETTINGS | {"colour": typed})
        assert refused.status_code == 422
        assert sentence in refused.text
        assert typed in refused.text
    assert _organization(app, cast.hana).colour == ""
    assert hana.post("/organization", data=SETTINGS | {"quarterly": "yes"}).status_code == 303
    assert _organization(app, cast.hana).quarterly


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert contrast("#777777", "#ffffff") == contrast("#ffffff", "#777777") < 4.5
