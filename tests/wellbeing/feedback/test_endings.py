"""What ends by itself: what was shown, what is on its way when a line ends, and every row about what is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tenants import clock, jobs
from tenants.db import work
from tenants.members import leaving
from tenants.members import service as members
from tests.wellbeing.feedback.conftest import CANARY, begin_space, day, draft_url, received, sent

Count = Callable[..., int]


@pytest.fixture
def count(superuser: Any) -> Count:
    """Counts rows, whoever they belong to."""

    def ask(query: str, **values: Any) -> int:
        superuser.rollback()
        return int(superuser.exec_driver_sql(f"SELECT count(*) FROM {query}", values).scalar())

    return ask


@pytest.fixture
def shown(app: Flask, delivered: SimpleNamespace) -> SimpleNamespace:
    """Alice has shown Leo's note to Cleo, a trustee."""
    begin_space(app, delivered.cleo)
    page = delivered.alice.client.get(f"{delivered.url}/show").text
    assert "ends by itself after 90 days" in page
    fields = {"to": str(delivered.cleo.member_id)}
    assert delivered.alice.client.post(f"{delivered.url}/show", data=fields).status_code == 303
    [delivered.shown] = received(delivered.cleo.client)
    return delivered


def new_supervisor(app: Flask, line: SimpleNamespace) -> None:
    """Alice reports to Hana from now on."""
    with app.app_context(), work(line.hana.tenant_id, line.hana.member_id):
        members.set_manager(members.member_row(line.alice.member_id), manager_id=line.hana.member_id)


def sweep(app: Flask, line: SimpleNamespace) -> None:
    """The daily look at what has ended is owed."""
    with app.app_context(), work(line.leo.tenant_id):
        jobs.owe("feedback.end_lines", "today")


def test_what_was_shown_ends_after_90_days(shown: SimpleNamespace, drain: Callable[[], int], count: Count) -> None:
    with clock.shifted(timedelta(days=89)):
        drain()
        assert CANARY in shown.cleo.sign_in().get(shown.shown).text
    with clock.shifted(timedelta(days=90)):
        assert shown.cleo.sign_in().get(shown.shown).status_code == 404
        drain()
        assert count("feedback_copy WHERE reader_id = %(cleo)s", cleo=shown.cleo.member_id) == 0
        assert "Can read it now" not in shown.alice.sign_in().get(f"{shown.url}/show").text


@pytest.mark.parametrize("end", ["role", "leaves", "erased"])
def test_what_was_shown_ends_with_the_role_and_with_its_owner(
    app: Flask, shown: SimpleNamespace, drain: Callable[[], int], count: Count, superuser: Any, end: str
) -> None:
    with app.app_context(), work(shown.hana.tenant_id, shown.hana.member_id):
        if end == "leaves":
            members.mark_leaver(members.member_row(shown.alice.member_id), left_on=clock.today())
        if end == "erased":
            leaving.destroy(shown.alice.member_id)
    if end == "role":
        superuser.exec_driver_sql("DELETE FROM role_grant WHERE member_id = %(c)s", {"c": shown.cleo.member_id})
        superuser.commit()
        assert "Can read it now" not in shown.alice.client.get(f"{shown.url}/show").text
    assert shown.cleo.client.get(shown.shown).status_code == 404
    assert received(shown.cleo.client) == []
    sweep(app, shown)
    drain()
    assert count("feedback_copy WHERE reader_id = %(cleo)s", cleo=shown.cleo.member_id) == 0


def test_whoever_removed_what_was_shown_can_be_shown_it_again(shown: SimpleNamespace) -> None:
    assert shown.cleo.client.post(f"{shown.shown}/remove").status_code == 303
    assert "Can read it now" not in shown.alice.client.get(f"{shown.url}/show").text
    fields = {"to": str(shown.cleo.member_id)}
    assert shown.alice.client.post(f"{shown.url}/show", data=fields).status_code == 303
    assert len(received(shown.cleo.client)) == 1


def test_a_note_on_its_way_over_a_line_that_ended_is_a_draft_again(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int]
) -> None:
    with clock.shifted(timedelta(hours=10)):
        line.leo.sign_in()
        sent(line.leo.client, "correct-one-thing", line.alice.member_id)
        new_supervisor(app, line)
        sweep(app, line)
        drain()
        assert "For Alice" in line.leo.client.get("/feedback/write").text
    with clock.shifted(timedelta(days=1)):
        drain()
        assert received(line.alice.sign_in()) == []
        begin_space(app, line.hana)
        assert sent(line.hana.sign_in(), "correct-one-thing", line.alice.member_id)  # no rest began


def test_it_is_not_delivered_either_when_nobody_looked_at_lines_before(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int]
) -> None:
    sent(line.leo.client, "correct-one-thing", line.alice.member_id)
    new_supervisor(app, line)
    drain()
    assert received(line.alice.client) == []
    assert "For Alice" in line.leo.client.get("/feedback/write").text


def test_it_can_be_taken_back_after_the_line_has_ended(app: Flask, line: SimpleNamespace) -> None:
    with clock.shifted(timedelta(hours=10)):
        line.leo.sign_in()
        own = sent(line.leo.client, "correct-one-thing", line.alice.member_id)
        new_supervisor(app, line)
        assert "Take it back" in line.leo.client.get(own).text
        back = line.leo.client.post(f"{own}/take-back")
        assert back.status_code == 303
        assert CANARY in line.leo.client.get(back.headers["Location"]).text


def test_a_draft_to_somebody_elses_report_tells_nothing(app: Flask, line: SimpleNamespace) -> None:
    draft = draft_url(line.leo.client, "correct-one-thing", line.alice.member_id)
    new_supervisor(app, line)
    begin_space(app, line.hana)
    answers = []
    for _turn in range(2):
        answers.append((line.leo.client.get(f"{draft}/preview"), line.leo.client.post(f"{draft}/send")))
        if not answers[1:]:
            sent(line.hana.client, "correct-one-thing", line.alice.member_id)
    assert {answer.status_code for pair in answers for answer in pair} == {409}
    assert "people who report to you" in answers[0][0].text
    assert line.leo.client.post(draft, data={"words-behaviour": "x"}).status_code in {409, 422}


LEFT = "job WHERE tenant_id = %(t)s AND kind LIKE 'feedback.%%' AND kind <> 'feedback.end_lines'"
TOLD = "notice WHERE tenant_id = %(t)s AND kind LIKE 'feedback%%'"


def test_what_was_removed_leaves_no_rows_about_it(
    line: SimpleNamespace, drain: Callable[[], int], count: Count
) -> None:
    sent(line.leo.client, "correct-one-thing", line.alice.member_id, remind="yes", **{"day-step": day(2)})
    drain()
    [url] = received(line.alice.client)
    line.alice.client.post(f"{url}/view", data={"words": "x"})
    line.alice.client.post(f"{url}/show", data={"to": str(line.hana.member_id)})
    assert count(LEFT, t=line.leo.tenant_id)
    assert line.alice.client.post(f"{url}/remove").status_code == 303
    assert count(LEFT, t=line.leo.tenant_id) == 0
    assert count(TOLD, t=line.leo.tenant_id) == 0


def test_what_was_taken_back_leaves_no_rows_about_it(line: SimpleNamespace, count: Count) -> None:
    with clock.shifted(timedelta(hours=10)):
        line.leo.sign_in()
        own = sent(line.leo.client, "correct-one-thing", line.alice.member_id, remind="yes")
        assert line.leo.client.post(f"{own}/take-back").status_code == 303
    assert count(LEFT, t=line.leo.tenant_id) == 0


def test_erasing_somebody_takes_drafts_waiting_copies_and_rows_about_them(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int], count: Count
) -> None:
    sent(line.leo.client, "hard-day", line.bob.member_id)
    drain()
    draft_url(line.leo.client, "hard-day", line.bob.member_id)
    for person in (line.bob, line.leo):
        with app.app_context(), work(line.hana.tenant_id, line.hana.member_id):
            members.mark_leaver(members.member_row(person.member_id), left_on=clock.today())
            leaving.destroy(person.member_id)
    assert count("feedback_copy WHERE tenant_id = %(t)s", t=line.leo.tenant_id) == 0
    assert count("feedback_draft WHERE tenant_id = %(t)s", t=line.leo.tenant_id) == 0
    assert count(LEFT, t=line.leo.tenant_id) == 0
    assert count(TOLD, t=line.leo.tenant_id) == 0


def test_a_talk_closes_with_the_note(app: Flask, delivered: SimpleNamespace) -> None:
    delivered.alice.client.post(f"{delivered.url}/talk", data={"on": day(1), "at": "10:00"})
    [talk] = re.findall(r"/feedback/[0-9a-f-]{36}/talk.ics", delivered.leo.client.get(delivered.own).text)
    [hers] = re.findall(r"/feedback/[0-9a-f-]{36}/talk.ics", delivered.alice.client.get(delivered.url).text)
    assert delivered.leo.client.get(talk).status_code == 200
    new_supervisor(app, delivered)
    assert delivered.leo.client.get(talk).status_code == 404
    assert delivered.alice.client.get(hers).status_code == 200
