"""What happens to copies without anybody clicking: they close with the line, after a year, and rests are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tenants import clock, jobs
from tenants.db import work
from tenants.members import service as members
from tests.wellbeing.feedback.conftest import day, received, sent


@pytest.fixture
def copies(superuser: Any, line: SimpleNamespace) -> Callable[[], list[Any]]:
    """Who has a copy of something that Leo wrote."""

    def ask() -> list[Any]:
        superuser.rollback()
        query = "SELECT reader_id FROM feedback_copy WHERE author_id = %(leo)s ORDER BY reader_id"
        return list(superuser.exec_driver_sql(query, {"leo": line.leo.member_id}).scalars())

    return ask


def sweep(app: Flask, line: SimpleNamespace, key: str) -> None:
    """The daily look at reporting lines is owed."""
    with app.app_context(), work(line.leo.tenant_id):
        jobs.owe("feedback.end_lines", key)


def test_the_writers_copy_is_destroyed_when_the_reporting_line_ends(
    app: Flask, delivered: SimpleNamespace, drain: Callable[[], int], copies: Callable[[], list[Any]]
) -> None:
    both = sorted([delivered.alice.member_id, delivered.leo.member_id])
    sweep(app, delivered, "before")
    drain()
    assert copies() == both
    with app.app_context(), work(delivered.hana.tenant_id, delivered.hana.member_id):
        members.set_manager(members.member_row(delivered.alice.member_id), manager_id=delivered.hana.member_id)
    sweep(app, delivered, "after")
    drain()
    assert copies() == [delivered.alice.member_id]
    assert received(delivered.alice.client) == [delivered.url]


def test_the_writers_copy_is_destroyed_after_a_year_and_the_readers_stays(
    line: SimpleNamespace, drain: Callable[[], int], copies: Callable[[], list[Any]]
) -> None:
    sent(line.leo.client, "specific-thanks", line.alice.member_id)
    drain()
    assert len(copies()) == 2
    with clock.shifted(timedelta(days=367)):
        drain()
    assert copies() == [line.alice.member_id]


def test_weeks_of_rest_are_forgotten_once_they_are_over(
    app: Flask, delivered: SimpleNamespace, drain: Callable[[], int], superuser: Any
) -> None:
    left = "SELECT count(*) FROM feedback_rest WHERE tenant_id = %(tenant)s"
    for ahead, expected in ((timedelta(days=1), 1), (timedelta(days=8), 0)):
        with clock.shifted(ahead):
            sweep(app, delivered, str(ahead))
            drain()
        superuser.rollback()
        assert superuser.exec_driver_sql(left, {"tenant": delivered.leo.tenant_id}).scalar() == expected


def test_no_reminder_comes_for_a_note_that_was_removed(line: SimpleNamespace, drain: Callable[[], int]) -> None:
    sent(line.leo.client, "correct-one-thing", line.alice.member_id, remind="yes", **{"day-step": day(1)})
    drain()
    [url] = received(line.alice.client)
    assert "comes to mind for both of you" in line.alice.client.get(url).text
    assert line.alice.client.post(f"{url}/remove").status_code == 303
    with clock.shifted(timedelta(hours=22)):
        drain()
        for person in (line.leo, line.alice):
            person.sign_in()
            assert "A next step that you two wrote down" not in person.client.get("/notices").text
