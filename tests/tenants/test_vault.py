"""Sealed values open only with their key and in their own row."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tenants import clock, vault
from tenants.db import db, work
from tenants.errors import PrivateSpaceLocked
from tenants.members import private_space
from tenants.vault import SealBroken, open_sealed, seal


@given(st.binary(max_size=500))
def test_what_was_sealed_opens_again(plaintext: bytes) -> None:
    key = os.urandom(32)
    assert open_sealed(key, seal(key, plaintext, "here"), "here") == plaintext


def test_lengths_are_hidden_in_buckets() -> None:
    key = os.urandom(32)
    assert len({len(seal(key, b"x" * size, "here")) for size in range(61)}) == 1


@pytest.mark.parametrize("place", [0, 3, 7, 20, -1])
def test_a_changed_byte_does_not_open(place: int) -> None:
    key = os.urandom(32)
    sealed = bytearray(seal(key, b"quiet", "here"))
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        open_sealed(key, bytes(sealed), "here")


def test_another_row_another_key_and_a_cut_value_do_not_open() -> None:
    key = os.urandom(32)
    sealed = seal(key, b"quiet", "here")
    for other_key, value, row in (
        (key, sealed, "there"),
        (os.urandom(32), sealed, "here"),
        (key, sealed[:20], "here"),
    ):
        with pytest.raises(SealBroken):
            open_sealed(other_key, value, row)


def test_a_tenants_values_open_for_that_tenant_and_row_only(app: Flask, company) -> None:  # type: ignore[no-untyped-def]
    one, two, row = company(signed_in=False), company("Eastwind", signed_in=False), uuid4()
    with app.app_context():
        with work(one.tenant_id):
            with pytest.raises(LookupError):
                vault.seal_for_tenant(b"quiet", table="x", row_id=row)
            sealed = vault.seal_for_tenant(b"quiet", table="own_pace", row_id=row)
            assert vault.open_for_tenant(sealed, table="own_pace", row_id=row) == b"quiet"
            secret = vault.tenant_secret("noise")
            assert secret == vault.tenant_secret("noise") != vault.tenant_secret("other")
            for table, other_row in (("notice_choice", row), ("own_pace", uuid4())):
                with pytest.raises(SealBroken):
                    vault.open_for_tenant(sealed, table=table, row_id=other_row)
        with work(two.tenant_id):
            assert vault.tenant_secret("noise") != secret
            with pytest.raises(SealBroken):
                vault.open_for_tenant(sealed, table="own_pace", row_id=row)


def test_keys_are_stored_wrapped_only(app: Flask, company) -> None:  # type: ignore[no-untyped-def]
    one = company(signed_in=False)
    with app.app_context(), work(one.tenant_id):
        rows = db.session.execute(text("SELECT version, wrapped FROM tenant_key")).all()
    assert {row.version for row in rows} == {0, 1}
    for row in rows:
        with pytest.raises(SealBroken):
            open_sealed(os.urandom(32), bytes(row.wrapped), f"tenant_key|{one.tenant_id}|{row.version}")


def test_something_can_be_put_into_a_locked_space_and_nothing_taken_out(app: Flask, cast) -> None:  # type: ignore[no-untyped-def]
    alice, row = cast.alice, uuid4()
    with app.app_context(), work(alice.tenant_id, alice.member_id):
        private_space.begin(alice.member_id)
        [space] = private_space.spaces_of(alice.member_id)
        private_space.lock(alice.member_id, clock.now())
    with app.app_context(), work(alice.tenant_id, alice.member_id, started_at=clock.now()):
        [space] = private_space.spaces_of(alice.member_id)
        sealed = vault.put_into(space, table="x", row_id=row, plaintext=b"quiet")
        with pytest.raises(PrivateSpaceLocked):
            vault.open_for_member(space, table="x", row_id=row, sealed=sealed)
        space.locked_at = None
        assert vault.open_for_member(space, table="x", row_id=row, sealed=sealed) == b"quiet"
