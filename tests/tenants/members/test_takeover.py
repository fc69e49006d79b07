"""HR can never take over an address: Hana tries each way in, and none opens Alice's place."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.db import db, work
from tenants.errors import Conflict
from tenants.members import service
from tenants.signin.models import Directory, Identity
from tests.conftest import PASSWORD


def _emails(app: Flask, cast: SimpleNamespace) -> tuple[str, str | None, str]:
    with app.app_context(), work(cast.alice.tenant_id):
        alice = service.member_row(cast.alice.member_id)
        mine = select(Identity.email).join(Directory, Directory.identity_id == Identity.id)
        identity = db.session.scalars(mine.where(Directory.member_id == alice.id)).one()
        return alice.email, alice.proposed_email, identity


def _box() -> str:
    return f"hana.box.{uuid4().hex[:8]}@example.org"


def test_a_changed_address_is_only_proposed_and_alice_decides(app: Flask, cast: SimpleNamespace) -> None:
    box = _box()
    path = f"/people/{cast.alice.member_id}/address"
    assert cast.hana.client.post(path, data={"email": box}).status_code == 303
    assert _emails(app, cast) == (cast.alice.email, box, cast.alice.email)
    refused = app.test_client().post("/sign-in", data={"email": box, "password": PASSWORD})
    assert refused.status_code == 422
    page = cast.alice.client.get("/my/address").text
    assert box in page
    assert cast.alice.client.post("/my/address/leave").status_code == 303
    assert _emails(app, cast) == (cast.alice.email, None, cast.alice.email)
    assert cast.alice.client.post("/my/address").status_code == 409


def test_alice_takes_a_proposed_address_and_the_old_mailbox_is_told(
    app: Flask, cast: SimpleNamespace, outbox: Callable[[], list]
) -> None:
    new = _box()
    cast.hana.client.post(f"/people/{cast.alice.member_id}/address", data={"email": new})
    assert cast.alice.client.post("/my/address").status_code == 303
    assert _emails(app, cast) == (new, None, new)
    assert any(mail["To"] == cast.alice.email and "address was changed" in mail["Subject"] for mail in outbox())
    assert app.test_client().post("/sign-in", data={"email": new, "password": PASSWORD}).status_code == 303
    assert app.test_client().post("/sign-in", data={"email": cast.alice.email, "password": PASSWORD}).status_code == 422


def test_only_the_member_may_take_the_address(app: Flask, cast: SimpleNamespace) -> None:
    box = _box()
    cast.hana.client.post(f"/people/{cast.alice.member_id}/address", data={"email": box})
    assert cast.hana.client.post("/my/address").status_code == 409
    assert cast.bob.client.post("/my/address").status_code == 409
    assert _emails(app, cast)[0] == cast.alice.email


def test_an_address_somebody_else_signs_in_with_cannot_be_taken(app: Flask, cast: SimpleNamespace) -> None:
    path = f"/people/{cast.alice.member_id}/address"
    assert cast.hana.client.post(path, data={"email": cast.bob.email}).status_code == 422
    assert cast.hana.client.post(path, data={"email": cast.adam.email}).status_code == 303
    assert cast.alice.client.post("/my/address").status_code == 409
    assert _emails(app, cast)[2] == cast.alice.email


def test_a_second_invitation_reaches_nobody_who_has_joined(cast: SimpleNamespace, outbox: Callable[[], list]) -> None:
    before = len(outbox())
    hana = cast.hana.client
    answers = [
        hana.post(f"/people/{cast.alice.member_id}/invite"),
        hana.post("/people/invite", data={"member": [str(cast.alice.member_id)]}),
        hana.post(f"/api/v1/people/{cast.alice.member_id}/invitation"),
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 204]
    assert len(outbox()) == before


def test_a_file_with_the_same_external_id_only_proposes(app: Flask, cast: SimpleNamespace) -> None:
    hana, box = cast.hana.client, _box()
    hana.post(f"/people/{cast.alice.member_id}/details", data={"name": "Alice", "external_id": "E1"})
    raw = f"email,external_id,name\n{box},E1,Alice\n".encode()
    kept = hana.post("/people/upload", data={"file": (io.BytesIO(raw), "people.csv")})
    page = hana.get(kept.location).text
    assert "a new address is proposed to them" in page
    found = re.search(r'value="([0-9a-f]{64})"', page)
    assert found is not None
    assert hana.post(f"{kept.location}/confirm", data={"fingerprint": found[1]}).status_code == 303
    assert _emails(app, cast) == (cast.alice.email, box, cast.alice.email)
    assert box in cast.alice.client.get("/my/address").text


def test_the_api_opens_no_other_way(app: Flask, cast: SimpleNamespace) -> None:
    box = _box()
    told = cast.hana.client.put(f"/api/v1/people/{cast.alice.member_id}/address", json={"email": box})
    assert (told.status_code, told.json["email"], told.json["proposed_email"]) == (200, cast.alice.email, box)
    extra = {"name": "Alice", "email": box}
    assert cast.hana.client.put(f"/api/v1/people/{cast.alice.member_id}", json=extra).status_code == 422
    assert _emails(app, cast)[0] == cast.alice.email


def test_one_sign_in_for_two_companies_is_parted_before_an_address_changes(app: Flask, cast: SimpleNamespace) -> None:
    from tenants.signin import service as signin

    alice = cast.alice.client
    with app.app_context(), work(cast.eve.tenant_id):
        twin = service.add(email=cast.alice.email, name="Alice")
        signin.activate(member_id=twin.id, password=PASSWORD)
        twin_id = twin.id
    box = _box()
    cast.hana.client.post(f"/people/{cast.alice.member_id}/address", data={"email": box})
    assert alice.post("/my/address").status_code == 303
    assert _emails(app, cast) == (box, None, box)
    with app.app_context(), work(cast.eve.tenant_id):
        mine = select(Identity.email).join(Directory, Directory.identity_id == Identity.id)
        assert db.session.scalars(mine.where(Directory.member_id == twin_id)).one() == cast.alice.email
    assert alice.get("/my/address").status_code == 200


def test_an_address_is_not_changed_for_somebody_who_joins_meanwhile(app: Flask, cast: SimpleNamespace) -> None:
    from tenants.members import uploads
    from tenants.signin import service as signin

    mark = uuid4().hex[:8]
    content = f"email,external_id\n{_box()},N{mark}\n".encode()
    with app.app_context():
        with work(cast.hana.tenant_id):
            nia_id = service.add(email=f"nia.{mark}@example.org", external_id=f"N{mark}").id
        with work(cast.hana.tenant_id):
            seen = uploads.plan_of(content)
        with work(cast.hana.tenant_id):
            signin.activate(member_id=nia_id, password=PASSWORD)
        with pytest.raises(Conflict), work(cast.hana.tenant_id):
            uploads.apply(seen)
        with work(cast.hana.tenant_id):
            assert service.member_row(nia_id).email == f"nia.{mark}@example.org"
            assert uploads.plan_of(content).updated[0].proposes_address
