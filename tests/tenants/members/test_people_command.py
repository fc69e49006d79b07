"""`wellbeing people import` and `wellbeing org create` use the verbs of the pages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import click
import pytest
from flask import Flask

from tenants.db import work
from tenants.errors import DomainError
from tenants.members import service
from tenants.members.commands import people
from tenants.organizations.commands import org

FILE = "email,name,unit\nann.{mark}@example.org,Ann,Care / Ward 1\nbea.{mark}@example.org,Bea,Care\n"


def _run(app: Flask, group: click.Group, *args: str) -> int:
    with app.app_context():
        try:
            found = group.main([*args], standalone_mode=False)
        except click.exceptions.Exit as stop:
            return stop.exit_code
        except (DomainError, click.ClickException):
            return 2
    return int(found or 0)


def _is_here(app: Flask, cast: SimpleNamespace, email: str) -> bool:
    with app.app_context(), work(cast.hana.tenant_id):
        try:
            return bool(service.by_email(email))
        except DomainError:
            return False


def test_a_dry_run_does_nothing_and_the_real_run_takes_all(
    app: Flask, cast: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = uuid4().hex[:8]
    file = tmp_path / "people.csv"
    file.write_text(FILE.format(mark=mark), encoding="utf-8-sig")
    assert _run(app, people, "import", "--org", cast.hana.slug, str(file), "--dry-run") == 0
    told = capsys.readouterr()
    assert "2 new, 0 changed, 0 as they were. Nothing was done." in told.out
    assert "new unit: Care / Ward 1" in told.err
    assert not _is_here(app, cast, f"ann.{mark}@example.org")
    assert _run(app, people, "import", "--org", cast.hana.slug, str(file)) == 0
    assert _is_here(app, cast, f"ann.{mark}@example.org")
    assert _run(app, people, "import", "--org", cast.hana.slug, str(file)) == 0
    assert "0 new, 0 changed, 2 as they were" in capsys.readouterr().out


def test_a_file_with_flaws_ends_with_2_and_names_each(
    app: Flask, cast: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email,hired_on\ngood@example.org,2024-01-01\nbad,tomorrow\n")
    assert _run(app, people, "import", "--org", cast.hana.slug, str(file)) == 2
    told = capsys.readouterr().err
    assert "row 3, email:" in told
    assert "row 3, hired_on:" in told
    assert not _is_here(app, cast, "good@example.org")
    assert _run(app, people, "import", "--org", "no-such-place", str(file)) == 2


def test_an_organization_is_created_and_its_slug_printed(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    mark = uuid4().hex[:8]
    assert _run(app, org, "create", f"Southwind {mark}", "--hr-email", f"hr.{mark}@example.org") == 0
    assert capsys.readouterr().out == f"southwind-{mark}\n"
    assert _run(app, org, "create", "X", "--hr-email", "nobody") == 2
    assert _run(app, org, "create", "X", "--hr-email", "h@example.org", "--time-zone", "Mars") == 2
