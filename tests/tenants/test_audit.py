"""The administrators' trail is a chain: a changed or missing event breaks it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import create_engine, text

from tenants import audit
from tenants.db import work


def test_events_follow_from_each_other(app: Flask, company: Any) -> None:
    made = company(signed_in=False)
    with app.app_context(), work(made.tenant_id, made.people["Hana"].member_id):
        before = audit.count()
        audit.record("unit.renamed", "x", name="Night")
        audit.record("unit.renamed", "x", name="Day")
        assert audit.count() == before + 2
        assert audit.chain_is_whole()
        newest = audit.events(limit=1)[0]
        assert (newest.action, newest.details) == ("unit.renamed", {"name": "Day"})
        assert audit.events(before=newest.seq, limit=1)[0].seq == newest.seq - 1


def test_a_changed_or_missing_event_is_noticed(app: Flask, company: Any, engines: Any) -> None:
    made = company(signed_in=False)
    with app.app_context(), work(made.tenant_id):
        for name in "abc":
            audit.record("unit.renamed", name)
    superuser = create_engine(engines.superuser_url)
    mine = "tenant_id = :t AND subject = 'b'"
    changes = (f"UPDATE audit_event SET action = 'z' WHERE {mine}", f"DELETE FROM audit_event WHERE {mine}")
    for change in changes:
        with superuser.begin() as connection:
            connection.execute(text(change), {"t": made.tenant_id})
        with app.app_context(), work(made.tenant_id):
            assert not audit.chain_is_whole()
    superuser.dispose()
