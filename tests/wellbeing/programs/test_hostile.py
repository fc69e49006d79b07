"""What a hostile or careless hand sends to the pages of programmes: each gets a sentence, and nothing half is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tenants import clock
from tests.wellbeing.programs.conftest import House, monday
from tests.wellbeing.programs.steps import home, page, press, runs
from tests.wellbeing.programs.test_hr_pages import week_form
from wellbeing.programs import content, editing, obstacles
from wellbeing.programs.content import TEXTS
from wellbeing.programs.stored import content_of

SCRIPT = "<script>alert(1)</script>{{7*7}}\u202e\u2066\"'><b>"
INVISIBLE = ("a\x00b", "half a sign \ud800")
HR_PAGES = ("", "/words", "/audience", "/weeks/1", "/launch", "/dates")


def opens(house: House, program: str, *, shows: str = "") -> None:
    """Every page of a programme still opens, and what was typed stands there as text alone."""
    texts = [house.hana.get(f"/programs/manage/{program}{path}") for path in HR_PAGES]
    texts += [house.hana.get("/programs/manage"), house.hana.get(f"/programs/preview/{program}")]
    assert [answer.status_code for answer in texts] == [200] * len(texts)
    seen = " ".join(answer.text for answer in texts)
    assert "<script>alert" not in seen
    assert "49\u202e" not in seen
    assert shows in seen


@pytest.mark.parametrize(
    "day", ["9999-12-31", "9999-12-01", "0001-01-01", "1999-12-31", "2027-02-29", "soon", "2" * 99]
)
def test_a_first_day_that_makes_no_sense_comes_back(house: House, day: str) -> None:
    draft = house.drafted()
    before = house.row(draft)
    status, _page = house.frame(draft, starts_on=day)
    assert (status, house.row(draft).starts_on) == (422, before.starts_on)
    opens(house, draft)


def test_a_leap_day_and_the_turn_of_a_year_are_days_like_others(house: House) -> None:
    draft = house.drafted()
    for day in ("2028-02-29", "2027-12-27", "2026-12-31"):
        assert house.frame(draft, starts_on=day)[0] == 303
        opens(house, draft)


def test_what_is_typed_is_text_everywhere_and_invisible_signs_are_refused(house: House) -> None:
    draft = house.drafted()

    def keep(language: str = "en", **words: str) -> int:
        given = {"revision": house.row(draft).revision, "minutes_a_week": 10, "name": "A name"} | words
        return int(house.hana.post(f"/programs/manage/{draft}/words?language={language}", json=given).status_code)

    for name in (*TEXTS, "source"):
        assert keep(**{name: "x" * 100_000}) == 422, name
        assert keep(**{name: INVISIBLE[0]}) == 422, name
    assert keep(purpose=INVISIBLE[1]) == 303
    assert keep(**dict.fromkeys((*TEXTS, "source"), SCRIPT.replace("\u202e\u2066", ""))) == 303
    form = week_form(house.hana.get(f"/programs/manage/{draft}/weeks/1?language=en").text)
    count = len(form["step"])  # type: ignore[arg-type]
    typed = form | {"title": SCRIPT, "opening": SCRIPT, "text": [SCRIPT] * count}
    typed["revision"] = str(house.row(draft).revision)
    assert house.hana.post(f"/programs/manage/{draft}/weeks/1?language=en", data=typed).status_code == 303
    opens(house, draft, shows="&lt;script&gt;alert(1)&lt;/script&gt;")
    assert house.hana.post("/programs/manage/start", json={"name": INVISIBLE[0]}).status_code == 422
    assert house.hana.post("/programs/manage/start", data={"name": "x" * 81}).status_code == 422


def test_members_read_what_hr_typed_as_text_alone(app: Flask, cast: SimpleNamespace) -> None:
    said = content.empty()
    texts = {"en": SCRIPT}
    week = content.Week(1, texts, texts, (content.Step("s1", "message", "", texts),))
    said = content.Content(texts, texts, texts, 5, texts, SCRIPT, texts, texts, (week,))
    program = runs(
        app, cast.company.tenant_id, content=content.to_json(said), ends_on=clock.today() + timedelta(days=6)
    )
    alice = cast.alice.client
    for shown in (page(alice, program), home(alice), alice.get("/programs").text):
        assert "&lt;script&gt;alert" in shown
        assert "<script>alert" not in shown
    press(alice, program, "done", "s1")
    assert alice.get(f"/api/v1/programs/{program}").json["source"] == SCRIPT


def test_a_week_takes_its_own_steps_once_and_numbers_that_there_are(house: House) -> None:
    draft = house.drafted()
    form = week_form(house.hana.get(f"/programs/manage/{draft}/weeks/2?language=en").text)
    before = house.row(draft).content
    count = len(form["step"])  # type: ignore[arg-type]

    def sends(number: str = "2", **more: object) -> int:
        given = form | {"revision": str(house.row(draft).revision)} | more
        return int(house.hana.post(f"/programs/manage/{draft}/weeks/{number}?language=en", data=given).status_code)

    assert sends("3") == 422, "the steps of week two do not stand in week three as well"
    assert sends(step=["w1s1", *form["step"][1:]]) == 422  # type: ignore[index]
    for wrong in ("-1", "0", "27", "999999", "9" * 30, "one"):
        assert sends(week=[wrong] * count) == 422, wrong
    for wrong_kind in ("evil", "checkin"):
        assert sends(kind=[wrong_kind] * count) == 422
    wrongs: tuple[dict[str, Any], ...] = (
        {"step": ["a" * 41] * count},
        {"step": []},
        {"ref": ["../../etc"] * count},
        {"lighter": ["x y"] * count},
    )
    for wrong_step in wrongs:
        assert sends(**wrong_step) == 422, wrong_step
    many = {f"field{number}": "x" for number in range(10_000)}
    assert sends(**many) == 422
    for number in ("0", "27", "999999", "9" * 30):
        assert sends(number) == 404, number
    assert house.row(draft).content == before


def test_weeks_and_audiences_that_there_are_not_change_nothing(house: House) -> None:
    draft = house.drafted()
    before = house.row(draft).content
    for act in ("earlier", "later", "copy", "remove", "quiet", "close"):
        for number in ("0", "27", "9" * 30):
            for to in ("0", "-1", "27", "x", "9" * 30):
                data = {"revision": str(house.row(draft).revision), "to": to}
                answer = house.hana.post(f"/programs/manage/{draft}/weeks/{number}/{act}", data=data)
                assert answer.status_code == 422, (act, number, to)
    assert house.row(draft).content == before
    wrongs: tuple[tuple[str, object], ...] = (
        ("units", [str(uuid4())]),
        ("units", ["x"]),
        ("locations", ["\x00"]),
        ("job_families", ["Nobody"]),
        ("role", "hr"),
        ("joiners", "never"),
        ("languages", ["tlh"]),
        ("revision", "x"),
    )
    for name, value in wrongs:
        assert house.frame(draft, **{name: value})[0] == 422, name
    opens(house, draft)


def test_another_companys_unit_is_no_part_of_an_audience(house: House, cast: SimpleNamespace) -> None:
    draft = house.drafted()
    theirs = str(next(iter(cast.company.units.values())))
    assert house.frame(draft, units=[theirs])[0] == 422
    assert house.row(draft).audience["units"] == []


def test_a_unit_that_goes_leaves_nobody_in_its_programme_rather_than_everybody(
    app: Flask, cast: SimpleNamespace
) -> None:
    from wellbeing.programs.audience import Audience

    program = runs(app, cast.company.tenant_id, whom=Audience(units=(uuid4(),)))
    assert cast.alice.client.get(f"/programs/{program}").status_code == 404
    assert home(cast.alice.client) == ""
    told = cast.hana.client.get(f"/programs/manage/{program}").text
    assert "a part of the company that is not there any more" in told


def test_whoever_left_is_in_no_audience_and_sees_no_programme_whatever_door_they_find(
    app: Flask, cast: SimpleNamespace
) -> None:
    from tenants.db import work
    from tenants.errors import NotFound
    from tenants.members import service as members
    from tenants.members.leaving import mark_leaver
    from wellbeing.programs import audience, mine

    program = runs(app, cast.company.tenant_id)
    whole, alice = audience.Audience(), cast.alice.member_id
    with app.app_context(), work(cast.company.tenant_id, cast.hana.member_id):
        row = members.member_row(alice)
        before = audience.size(whole)
        assert alice in audience.members_of(whole)
        mark_leaver(row, left_on=clock.today())
        assert (audience.size(whole), audience.holds(whole, row)) == (before - 1, False)
        assert alice not in audience.members_of(whole)
    with app.app_context(), work(cast.company.tenant_id, alice):
        row = members.member_row(alice)
        assert mine.programs_of(row, {}) == []
        with pytest.raises(NotFound):
            mine.program_for(row, program, {})


def test_every_way_in_asks_for_what_it_shows(app: Flask, cast: SimpleNamespace) -> None:
    from tenants.permissions import Permission

    def needed(rule: Any) -> Permission:
        if rule.endpoint.startswith("program_reports"):
            return Permission.PROGRAM_REPORT_READ
        hr = rule.rule.startswith(("/programs/manage", "/programs/preview"))
        return Permission.PROGRAM_MANAGE if hr else Permission.PROGRAM_OWN

    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("program")]
    asked = {rule.rule: getattr(app.view_functions[rule.endpoint], "permission", None) for rule in rules}
    assert len(rules) > 25
    assert asked == {rule.rule: needed(rule) for rule in rules}
    program = runs(app, cast.company.tenant_id)
    for person in (cast.alice, cast.leo):
        assert person.client.get(f"/programs/preview/{program}").status_code == 403


def at_once(
    house: House, held: tuple[Any, str], monkeypatch: pytest.MonkeyPatch, sends: list[Callable[[Any], int]]
) -> list[int]:
    """Let several windows send at once: whoever comes first to a function waits there for the next one in vain."""
    where, name = held
    inner, came = getattr(where, name), threading.Semaphore(0)
    first = threading.Lock()

    def waits(*given: Any, **more: Any) -> Any:
        if first.acquire(blocking=False):
            came.acquire(timeout=1.5)
        else:
            came.release()
        return inner(*given, **more)

    monkeypatch.setattr(where, name, waits)
    windows = [house.company.people["Hana"].sign_in(house.app.test_client()) for _ in sends]
    with ThreadPoolExecutor(len(sends)) as several:
        return sorted(several.map(lambda pair: pair[0](pair[1]), zip(sends, windows, strict=True)))


def test_two_launches_at_once_see_each_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [house.drafted(slug) for slug in ("feedback-with-warmth", "peer-coaching")]
    for draft in drafts:
        assert house.frame(draft, starts_on=monday(2).isoformat())[0] == 303
    revisions = [str(house.row(draft).revision) for draft in drafts]

    def launches(draft: str, revision: str) -> Callable[[Any], int]:
        data = {"revision": revision}
        return lambda client: int(client.post(f"/programs/manage/{draft}/launch", data=data).status_code)

    sends = [launches(draft, revision) for draft, revision in zip(drafts, revisions, strict=True)]
    assert at_once(house, (obstacles, "of"), monkeypatch, sends) == [303, 409]
    assert sorted(house.row(draft).state for draft in drafts) == ["draft", "running"]


def test_two_windows_never_write_over_each_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = house.drafted()
    revision = str(house.row(draft).revision)

    def writes(name: str) -> Callable[[Any], int]:
        data = {"revision": revision, "minutes_a_week": "5", "name": name}
        return lambda client: int(client.post(f"/programs/manage/{draft}/words?language=en", data=data).status_code)

    assert at_once(house, (editing, "with_words"), monkeypatch, [writes("One"), writes("Other")]) == [303, 409]
    kept = content_of(house.row(draft)).name["en"]
    revision = "1"
    assert writes("Late")(house.hana) == 409
    assert house.frame(draft, revision="1", role="leaders")[0] == 409
    form = week_form(house.hana.get(f"/programs/manage/{draft}/weeks/2?language=en").text) | {"title": "Late"}
    sent = house.hana.post(f"/programs/manage/{draft}/weeks/2?language=en", data=form | {"revision": "1"})
    assert sent.status_code == 409
    assert house.row(draft).audience["role"] == "everyone"
    assert content_of(house.row(draft)).name["en"] == kept


def test_programs_in_json_take_nothing_else(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    press(alice, program, "done", "w1s1")
    place, step = f"/api/v1/programs/{program}/place", f"/api/v1/programs/{program}/steps/w1s2"
    for body, kind in (
        ("act=aside", "application/x-www-form-urlencoded"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ('{"act": "aside", "member": "x"}', "application/json"),
        ('{"act": ["aside"]}', "application/json"),
        ('{"act": "erase"}', "application/json"),
        ("[" * 50_000, "application/json"),
        ("", "text/plain"),
    ):
        assert alice.post(place, data=body, content_type=kind).status_code in {400, 415, 422}, body[:40]
    for mark in ("finished", "", None, 1):
        assert alice.put(step, json={"mark": mark}).status_code == 422
    for path in ("w1s1\x00", "x" * 500, "%00", "w9s9", "../w1s2"):
        assert alice.put(f"/api/v1/programs/{program}/steps/{path}", json={"mark": "done"}).status_code in {404, 422}
    assert alice.put(f"/api/v1/programs/{uuid4()}/steps/w1s1", json={"mark": "done"}).status_code == 404
    for act, more in (
        ("done", {"step": "w8s1"}),
        ("done", {"step": "\x00"}),
        ("evil", {}),
        ("done", {"step": "x" * 99}),
    ):
        sent = alice.post(f"/programs/{program}/keep", data={"act": act, **more})
        assert sent.status_code in {404, 422}, act
    assert alice.get(f"/api/v1/programs/{program}").json["laid_aside"] is False
