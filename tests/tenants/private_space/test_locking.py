"""A new password by mail opens the account, and the private space stays locked until its owner opens it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from flask import Flask

from tenants import clock
from tests import mailbox
from tests.tenants.private_space import steps
from tests.tenants.private_space.steps import CODE, Outbox


def test_after_a_reset_the_account_opens_and_the_private_space_does_not(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    client = cast.alice.sign_in(app.test_client())
    assert client.get("/account").status_code == 200
    assert client.get(entry).status_code == 423
    assert not steps.reads(client, entry)
    assert steps.SECRET_LINE not in client.get("/journal").text
    assert steps.SECRET_LINE not in client.get("/journal/export/json").text
    assert client.post("/journal", data={"body": "more"}).status_code == 423
    assert "locked" in client.get("/private-space").text


def test_a_device_signed_in_before_the_reset_still_reads_and_sees_the_reset(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    assert steps.reads(cast.alice.client, entry)


def test_the_recovery_code_opens_it_however_it_is_typed(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    entry, code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    client = cast.alice.sign_in(app.test_client())
    assert client.post("/private-space/open", data={"code": "nonsense"}).status_code == 422
    wrong = "-".join(["AAAAA"] * 5)
    assert client.post("/private-space/open", data={"code": wrong}).status_code == 422
    assert not steps.reads(client, entry)
    typed = code.lower().replace("-", " ")
    assert client.post("/private-space/open", data={"code": typed}).status_code == 303
    assert steps.reads(client, entry)


def test_opening_it_signs_out_whoever_else_came_in_since_the_reset(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    thief = cast.alice.sign_in(app.test_client())
    client = cast.alice.sign_in(app.test_client())
    assert client.post("/private-space/open", data={"code": code}).status_code == 303
    assert thief.get("/account").status_code == 303
    assert steps.reads(cast.alice.client, entry)
    assert steps.reads(client, entry)


def test_six_digits_typed_on_a_device_signed_in_before_open_it_there(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    phone = cast.alice.sign_in(app.test_client())
    digits = steps.digits_on(phone.post("/private-space/digits").text)
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    assert cast.alice.client.post("/private-space/approve", data={"code": wrong}).status_code == 422
    assert cast.alice.client.post("/private-space/approve", data={"code": digits}).status_code == 303
    assert steps.reads(phone, entry)


def test_six_digits_cannot_be_approved_by_the_locked_device_itself_or_by_another_locked_one(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    first = cast.alice.sign_in(app.test_client())
    second = cast.alice.sign_in(app.test_client())
    digits = steps.digits_on(first.post("/private-space/digits").text)
    for client in (first, second, cast.bob.client, cast.hana.client):
        assert client.post("/private-space/approve", data={"code": digits}).status_code in {422, 423}
    assert not steps.reads(first, entry)


def test_six_digits_end_after_ten_minutes_and_after_five_wrong_ones(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    phone = cast.alice.sign_in(app.test_client())

    def show() -> str:
        return steps.digits_on(phone.post("/private-space/digits").text)

    digits = show()
    with clock.shifted(timedelta(minutes=11)):
        assert cast.alice.client.post("/private-space/approve", data={"code": digits}).status_code == 422
    digits = show()
    for number in range(4):
        wrong = f"{(int(digits) + 1 + number) % 1_000_000:06d}"
        assert cast.alice.client.post("/private-space/approve", data={"code": wrong}).status_code == 422
    assert cast.alice.client.post("/private-space/approve", data={"code": digits}).status_code == 429
    assert not steps.reads(phone, entry)


def test_a_link_to_the_private_address_opens_it_once_and_only_signed_in(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, _code = steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    steps.private_address(cast.alice.client, own, outbox)
    steps.reset(app, cast.alice, outbox)
    client = cast.alice.sign_in(app.test_client())
    assert client.post("/private-space/link").status_code == 303
    path = mailbox.link(mailbox.to(outbox(), own)[-1], "/private-space/open/")
    assert app.test_client().post(path).status_code == 401
    for other in (cast.bob.client, cast.hana.client, cast.eve.client):
        assert other.post(path).status_code == 404
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    assert steps.reads(client, entry)
    assert client.post(path).status_code == 404


def test_the_link_ends_after_an_hour(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    steps.private_address(cast.alice.client, own, outbox)
    steps.reset(app, cast.alice, outbox)
    client = cast.alice.sign_in(app.test_client())
    client.post("/private-space/link")
    path = mailbox.link(mailbox.to(outbox(), own)[-1], "/private-space/open/")
    with clock.shifted(timedelta(minutes=61)):
        assert client.post(path).status_code == 404


def test_asking_for_a_link_tells_nobody_whether_there_is_a_private_address(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    steps.write(cast.alice.client)
    steps.write(cast.bob.client)
    steps.private_address(cast.alice.client, f"private.{uuid4().hex[:8]}@example.net", outbox)
    pages = []
    for person in (cast.alice, cast.bob):
        steps.reset(app, person, outbox)
        client = person.sign_in(app.test_client())
        answer = client.post("/private-space/link", follow_redirects=True)
        pages.append(answer.text.replace(str(person.member_id), "whose page it is"))
    assert pages[0] == pages[1]


def test_a_private_address_counts_only_after_its_link_was_opened(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    assert cast.alice.client.post("/private-space/address", data={"email": own}).status_code == 303
    assert cast.alice.client.post("/private-space/address", data={"email": cast.alice.email}).status_code == 409
    path = mailbox.link(mailbox.to(outbox(), own)[-1], "/private-space/address/")
    assert cast.bob.client.post(path).status_code == 409
    with clock.shifted(timedelta(hours=25)):
        assert cast.alice.sign_in(app.test_client()).post(path).status_code == 409
    steps.reset(app, cast.alice, outbox)
    client = cast.alice.sign_in(app.test_client())
    before = len(mailbox.to(outbox(), own))
    client.post("/private-space/link")
    assert len(mailbox.to(outbox(), own)) == before


def test_a_reset_is_told_to_the_private_address_too(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    steps.private_address(cast.alice.client, own, outbox)
    steps.reset(app, cast.alice, outbox)
    for address in (own, cast.alice.email):
        [told] = [mail for mail in mailbox.to(outbox(), address) if "was replaced" in mail["Subject"]]
        assert "/reset/" not in told.get_content()


def test_the_private_address_is_stored_sealed(app: Flask, cast: SimpleNamespace, outbox: Outbox, superuser) -> None:  # type: ignore[no-untyped-def]
    steps.write(cast.alice.client)
    own = f"private.{uuid4().hex[:8]}@example.net"
    steps.private_address(cast.alice.client, own, outbox)
    for table in ("private_space", "job", "mail_outbox", "audit_event", "invitation"):
        rows = superuser.exec_driver_sql(f"SELECT x::text FROM {table} x").fetchall()
        stored = " ".join(row[0] for row in rows)
        assert own not in stored
        assert own.encode().hex() not in stored


def test_an_empty_space_beside_the_sealed_one_and_the_old_code_opens_the_old_later(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    entry, code = steps.write(cast.alice.client)
    steps.reset(app, cast.alice, outbox)
    client = cast.alice.sign_in(app.test_client())
    assert client.post("/private-space/empty", data={}).status_code == 422
    begun = client.post("/private-space/empty", data={"consent": "yes"})
    found = CODE.search(begun.text)
    assert found
    assert found[0] != code
    new = steps.write_more(client, "a new beginning")
    assert steps.reads(client, new, "a new beginning")
    assert not steps.reads(client, entry)
    assert client.post("/private-space/empty", data={"consent": "yes"}).status_code == 409
    assert client.post("/private-space/open", data={"code": found[0]}).status_code == 422
    assert client.post("/private-space/open", data={"code": code}).status_code == 303
    assert steps.reads(client, entry)
    assert steps.reads(client, new, "a new beginning")


def test_a_new_recovery_code_replaces_the_old_one(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    entry, old = steps.write(cast.alice.client)
    found = CODE.search(cast.alice.client.post("/private-space/new-code").text)
    assert found
    steps.reset(app, cast.alice, outbox)
    client = cast.alice.sign_in(app.test_client())
    assert client.post("/private-space/open", data={"code": old}).status_code == 422
    assert client.post("/private-space/open", data={"code": found[0]}).status_code == 303
    assert steps.reads(client, entry)


def test_beginning_needs_a_yes_and_happens_once(cast: SimpleNamespace) -> None:
    client = cast.bob.client
    assert client.post("/private-space/begin", data={}).status_code == 422
    assert CODE.search(client.post("/private-space/begin", data={"consent": "yes"}).text)
    assert client.post("/private-space/begin", data={"consent": "yes"}).status_code == 409


def test_every_reset_stands_on_home_for_fourteen_days(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    def told() -> bool:
        page = cast.alice.sign_in(app.test_client()).get("/home").text
        return "new password" in page.lower()

    assert not told()
    steps.reset(app, cast.alice, outbox)
    assert told()
    with clock.shifted(timedelta(days=13)):
        assert told()
    with clock.shifted(timedelta(days=14, minutes=1)):
        assert not told()


def test_a_reset_link_works_once_for_an_hour_and_only_the_newest_use_counts(
    app: Flask, cast: SimpleNamespace, outbox: Outbox
) -> None:
    client = app.test_client()
    client.post("/reset", data={"email": cast.alice.email})
    client.post("/reset", data={"email": cast.alice.email})
    first, second = (mailbox.link(mail, "/reset/") for mail in mailbox.to(outbox(), cast.alice.email))
    with clock.shifted(timedelta(minutes=61)):
        assert client.get(first).status_code == 404
    assert client.get(first).status_code == 200
    assert client.post(first, data={"password": "too short"}).status_code == 422
    assert client.post(first, data={"password": steps.NEW_PASSWORD}).status_code == 303
    assert client.post(first, data={"password": steps.NEW_PASSWORD}).status_code == 404
    assert client.post(second, data={"password": steps.NEW_PASSWORD}).status_code == 404


def test_asking_for_a_reset_gives_everybody_the_same_page(app: Flask, cast: SimpleNamespace) -> None:
    client = app.test_client()
    known = client.post("/reset", data={"email": cast.alice.email})
    unknown = client.post("/reset", data={"email": f"{uuid4().hex}@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
