"""One's own copies: a gentle picture over time, and a file that only their member can make."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tenants import clock
from tests.wellbeing.checkins.conftest import ZONE, Team
from wellbeing.checkins import exporting

Make = Callable[..., Team]
FIRST = datetime(2031, 3, 3, 10, tzinfo=ZoneInfo(ZONE))


@pytest.fixture
def kept(team: Make) -> Team:
    """P01 has answered two check-ins, a quarter apart, and kept a copy of each."""
    made = team()
    for number, (name, value) in enumerate((("Zest", "25"), ("Autumn", "100"))):
        with clock.at(FIRST + timedelta(days=91 * number)):
            wave_id = made.open(name=name)
            given = {f"cbi-cbi_p{item}": value for item in range(1, 7)} | {"begin_space": "yes", "keep_copy": "yes"}
            assert made.person(1).sign_in().post(f"/check-ins/{wave_id}", data=given).status_code in {200, 303}
    return made


def test_own_answers_are_a_picture_with_words_a_table_and_no_verdict(kept: Team) -> None:
    with clock.at(FIRST + timedelta(days=92)):
        page = kept.person(1).sign_in().get("/check-ins/own").text
    assert "Personal burnout from March 2031 to June 2031, 2 times" in page
    assert page.count("<circle") == 2 + page.count('class="mark-sun"')
    assert page.index("Somewhat heavier than last time") < page.index("<polyline") < page.index("<table")
    assert page.index("June 2031<small>Autumn") < page.index("March 2031<small>Zest")
    for word in ("diagnos", "patient", "therapy", "normal"):
        assert word not in page.lower()


def test_the_file_holds_every_question_answer_and_score_and_is_ones_own(kept: Team) -> None:
    with clock.at(FIRST + timedelta(days=92)):
        client = kept.person(1).sign_in()
        assert "2 check-ins of which you kept a copy" in client.get("/check-ins/own/export").text
        assert "/check-ins/own/export" in client.get("/my-data").text
        answer = client.get("/check-ins/own/export/json")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="check-ins.json"'
        told = json.loads(answer.text)
        assert [one["checkin"] for one in told["checkins"]] == ["Autumn", "Zest"]
        newest = told["checkins"][0]
        assert (newest["month"], newest["sent_on"]) == ("2031-06", "2031-06-02")
        assert newest["answers"][0] == {
            "instrument": "cbi",
            "item": "cbi_p1",
            "question": "How often do you feel tired?",
            "value": "100",
            "answer": "Always",
        }
        assert [(one["scale"], one["score"]) for one in newest["scores"]] == [("personal", 100.0)]
        words = client.get("/check-ins/own/export/markdown").text
        assert "## 2031-03-03 · Zest" in words
        assert "- How often do you feel tired? **Seldom**" in words
        assert client.get("/check-ins/own/export/pdf").status_code == 404
        for other in (kept.person(2), kept.hana):
            assert json.loads(other.sign_in().get("/check-ins/own/export/json").text)["checkins"] == []
    assert kept.app.test_client().get("/check-ins/own/export/json").status_code == 303


def test_two_copies_of_one_month_stay_in_the_order_of_time(team: Make) -> None:
    from wellbeing.checkins import service

    made = team()
    with clock.at(FIRST), made.inside(made.person(1).member_id):
        from tenants.members import private_space
        from tenants.members.service import member_row

        private_space.begin(made.person(1).member_id)
    for days, name in ((0, "Zest"), (14, "Autumn")):
        with clock.at(FIRST + timedelta(days=days)):
            wave_id = made.open(name=name, instruments=("cbi",) if days == 0 else ("scs_sf",))
            with made.inside(made.person(1).member_id):
                from wellbeing.checkins import access

                wave = access.wave_for(wave_id)
                cells = {"cbi": {"cbi_p1": "50"}} if days == 0 else {"scs_sf": {"scssf_1": "3"}}
                assert service.keep(member=member_row(made.person(1).member_id), wave=wave, cells=cells)
    with made.inside(made.person(1).member_id):
        assert [one.wave for one in service.own_copies(member_row(made.person(1).member_id))] == ["Autumn", "Zest"]


def test_nothing_in_the_file_is_taken_for_markup() -> None:
    answers = [exporting.Answered("own", "q", "Is <b>this</b>\nfine?", "1", "<script>")]
    record = exporting.Record("<i>Pulse</i>", date(2031, 3, 1), None, answers, [])
    from flask import Flask
    from flask_babel import Babel

    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        words = exporting.as_markdown([record])
    assert "<" not in words
    assert "## 2031-03 · " in words
