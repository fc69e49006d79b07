"""Python refuses before the database has to: no tenant, no query; and each of the two guards holds alone."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from tenants import embedded, scope
from tenants.db import db, work
from tenants.errors import NoTenant
from tenants.members.models import Member

ROOT = Path(__file__).parents[2]


def test_outside_any_tenant_no_query_is_sent(app: Flask) -> None:
    with app.app_context(), work(None), pytest.raises(NoTenant):
        db.session.scalars(select(Member)).all()
    with pytest.raises(NoTenant):
        scope.require()


def test_the_orm_adds_the_tenant_even_where_the_database_would_show_all(
    app: Flask, engines: embedded.Engines, cast: SimpleNamespace
) -> None:
    superuser = create_engine(engines.superuser_url)
    with app.app_context(), scope.opened(scope.Scope(cast.eve.tenant_id)), Session(superuser) as session:
        assert session.scalars(select(Member.id).where(Member.id == cast.alice.member_id)).all() == []
        assert session.scalars(select(Member.tenant_id).distinct()).all() == [cast.eve.tenant_id]
        counted = session.scalar(select(func.count()).select_from(Member))
        assert counted == len(cast.other.people)
    superuser.dispose()


def test_the_database_hides_the_others_even_where_the_orm_adds_nothing(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(cast.eve.tenant_id):
        assert db.session.scalar(text("SELECT count(*) FROM member")) == len(cast.other.people)
        foreign = text("SELECT count(*) FROM member WHERE tenant_id = :tenant")
        assert db.session.scalar(foreign, {"tenant": cast.alice.tenant_id}) == 0


def test_a_savepoint_keeps_the_tenant(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(cast.eve.tenant_id):
        with db.session.begin_nested():
            assert db.session.scalar(select(func.count()).select_from(Member))
        assert db.session.scalar(select(func.count()).select_from(Member))


def test_what_waits_for_the_commit_is_forgotten_by_a_rollback(app: Flask, cast: SimpleNamespace) -> None:
    ran: list[str] = []

    def attempt(*, fail: bool) -> None:
        with work(cast.eve.tenant_id):
            scope.after_commit(lambda: ran.append("x"))
            if fail:
                raise RuntimeError

    with app.app_context():
        with pytest.raises(RuntimeError):
            attempt(fail=True)
        assert ran == []
        attempt(fail=False)
        assert ran == ["x"]


def test_every_place_that_works_without_a_tenant_is_known() -> None:
    known = set((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("`"))
    uses = {
        str(file.relative_to(ROOT))
        for floor in ("tenants", "wellbeing", "reports")
        for file in (ROOT / floor).rglob("*.py")
        if re.search(r"work\(None\)|db\.engine\.begin\(\)|scope\.opened\(None\)", file.read_text(encoding="utf-8"))
    }
    assert uses <= known, f"name these in docs/architecture.md: {sorted(uses - known)}"
