"""A member's pages of programmes: one step at a time, nothing is late, and nobody learns what anybody did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask

from tenants import clock
from tenants.db import db, work
from tenants.members import service as members
from tenants.members.my_way import MyWay
from tests.conftest import Company
from tests.tenants.private_space import steps as space
from tests.tenants.private_space.steps import Outbox
from tests.wellbeing.practices.steps import goes_its_way
from tests.wellbeing.programs import steps
from tests.wellbeing.programs.steps import home, later, page, press, runs
from wellbeing.programs import audience
from wellbeing.programs.audience import Audience
from wellbeing.programs.kinds import WEEK as WEEK_KIND
from wellbeing.programs.place import BLOCK

WEEK = timedelta(days=7)
FINE = "Both are fine."


def test_a_member_follows_one_step_at_a_time(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id)
    alice, keep = cast.alice.client, f"/programs/{program}/keep"
    card = home(alice)
    assert "/practices/effort-and-kindness" in card
    assert card.count("<h2>") == 1
    assert "w1s2" not in card
    asked = alice.get(f"{keep}?act=done&step=w1s1&back=home").text
    assert "Yes, keep my private writing" in asked
    refused = alice.post(keep, data={"act": "done", "step": "w1s1", "back": "home"})
    assert (refused.status_code, "Tick this to keep" in refused.text) == (422, True)
    assert 'name="step" value="w1s1"' in refused.text, "what was asked for comes back"
    assert "recovery code" in press(alice, program, "done", "w1s1", back="home").text
    card = home(alice)
    assert "/journal/new?prompt=effort-today" in card
    assert "effort-and-kindness" not in card
    assert press(alice, program, "left_out", "w1s2", back="home").location.endswith("/home")
    assert "Nothing more waits this week. That is enough." in home(alice), "no check-in is open"
    shown = page(alice, program)
    assert (shown.count("Take that back"), shown.count("Leave it out")) == (2, 0)
    press(alice, program, "open", "w1s1")
    press(alice, program, "open", "w1s1")
    assert "/practices/effort-and-kindness" in home(alice)
    for act, step in (("done", "w8s1"), ("done", "nothing"), ("done", ""), ("fly", ""), ("done", "x" * 41)):
        wrong = alice.post(keep, data={"act": act, "step": step})
        assert wrong.status_code in {404, 422}, act
    assert alice.get(f"{keep}?act=fly").status_code == 404


def test_weeks_come_by_themselves_and_a_late_return_is_welcome(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    first = page(alice, program)
    assert "Begin with what is there" in first
    assert "Something steady" in first, "later titles are shown"
    assert "gentle-breathing" not in first, "their steps are not"
    with later(cast.alice, 4 * WEEK) as alice:
        assert "From the beginning" in home(alice), "nobody left off what they have not begun"
        assert "Where I left off" not in page(alice, program)
    alice = cast.alice.client
    press(alice, program, "done", "w1s1")
    with later(cast.alice, WEEK) as alice:
        assert "effort-today" in home(alice), "what is open waits"
        assert "gentle-breathing" in page(alice, program)
        assert FINE not in home(alice)
    with later(cast.alice, 4 * WEEK) as alice:
        card = home(alice)
        assert FINE in card
        assert "Where I left off" in card
        for word in ("overdue", "missed", "behind", "%", "w1s2"):
            assert word not in card
        press(alice, program, "where_left", back="home")
        assert "effort-today" in home(alice)
        press(alice, program, "this_week", back="home")
        assert "the-pause" in home(alice)
        assert "effort-today" in page(alice, program), "what came before stays to be read"
    with later(cast.alice, 8 * WEEK) as alice:
        assert "This is" in page(alice, program) or "The eight weeks end here" in page(alice, program)
    with later(cast.alice, 12 * WEEK - timedelta(days=1)) as alice:
        assert home(alice), "what is open waits four weeks more"
    with later(cast.alice, 12 * WEEK + timedelta(days=1)) as alice:
        assert home(alice) == ""
        assert "The eight weeks end here" in page(alice, program)
        listed = alice.get("/programs").text
        assert "Earlier, still to be read" in listed
        assert "Ended on " in listed


def test_joiners_movers_and_leavers(app: Flask, cast: SimpleNamespace, company: Callable[..., Company]) -> None:
    tenant, night = cast.company.tenant_id, cast.company.units["Operations / Night shift"]
    whom = Audience(units=(night,))
    own_week = runs(app, tenant, weeks_ago=5, whom=whom)
    with_all = runs(app, tenant, weeks_ago=5, whom=whom, joiners="with_company")
    alice, bob, cleo = cast.alice.client, cast.bob.client, cast.cleo.client
    assert "Week 1: Begin with what is there" in alice.get("/programs").text
    assert "/practices/gentle-breathing" not in page(alice, own_week)
    assert "Week 6" in page(alice, with_all)
    assert "More programmes" in home(alice)
    assert cleo.get(f"/programs/{own_week}").status_code == 404
    assert home(cleo) == ""
    press(alice, own_week, "done", "w1s1")
    with app.app_context(), work(tenant, cast.hana.member_id):
        for person in (cast.alice, cast.bob):
            row = members.member_row(person.member_id)
            row.unit_id, row.unit_since = cast.company.units["Sales"], clock.now()
    with later(cast.alice, 2 * WEEK) as alice:
        assert "Week 3" in page(alice, own_week), "what somebody began stays theirs, and their days too"
        assert alice.get(f"/programs/{with_all}").status_code == 404
    assert bob.get(f"/programs/{own_week}").status_code == 404
    assert home(bob) == ""
    for stranger in (cast.eve.client, cast.adam.client):
        assert stranger.get(f"/programs/{own_week}").status_code == 404
        assert stranger.post(f"/programs/{own_week}/keep", data={"act": "done", "step": "w1s1"}).status_code == 404
        assert stranger.get(f"/programs/preview/{own_week}").status_code in {403, 404}
    from tenants.members.leaving import mark_leaver

    with app.app_context(), work(tenant, cast.hana.member_id):
        mark_leaver(members.member_row(cast.alice.member_id), left_on=clock.today())
    for path in ("/programs", f"/programs/{own_week}", "/api/v1/programs"):
        assert alice.get(path).status_code in {303, 401, 403, 404}


def test_somebody_who_comes_after_the_end_finds_it_over(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id, weeks_ago=9, state="ended", ended_at=clock.now() - WEEK)
    alice = cast.alice.client
    assert home(alice) == ""
    assert "This programme has ended." in page(alice, program)
    refused = alice.post(f"/programs/{program}/keep", data={"act": "done", "step": "w1s1", "consent": "yes"})
    assert refused.status_code == 409


def test_each_meets_the_steps_that_are_for_them(app: Flask, cast: SimpleNamespace) -> None:
    tenant = cast.company.tenant_id
    with app.app_context(), work(tenant, cast.hana.member_id):
        members.set_manager(members.member_row(cast.bob.member_id), manager_id=cast.alice.member_id)
    first = clock.today() - timedelta(days=23)
    warmth, leading = (
        runs(app, tenant, slug, starts_on=first, joiners="with_company", whom=Audience())
        for slug in ("feedback-with-warmth", "leaders-go-first")
    )
    nudge, note = "/feedback/write/new?template=", "A learning note, if you like"
    told = {person: page(getattr(cast, person).client, warmth) for person in ("alice", "bob", "leo")}
    assert [person for person, text in told.items() if nudge in text] == ["alice"]
    told = {person: page(getattr(cast, person).client, leading) for person in ("alice", "bob", "leo")}
    assert [person for person, text in told.items() if note in text] == ["alice", "leo"], "whoever has people"
    assert 'href="/learning-notes/write"' in told["leo"]
    only = runs(app, tenant, "leaders-go-first", starts_on=clock.today(), whom=Audience(role=audience.LEADERS))
    assert cast.bob.client.get(f"/programs/{only}").status_code == 404
    card = home(cast.leo.client)
    assert "A step is there for you" in card
    assert "Leaders go first" not in card, "a leader's matters live on their own pages"
    assert "Why you first" in page(cast.leo.client, only)


def test_my_way_and_what_hr_hides_are_followed(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id, weeks_ago=2, joiners="with_company")
    alice, bob = cast.alice.client, cast.bob.client
    goes_its_way(app, cast.alice, MyWay(avoid=frozenset({"breath", "touch", "critic"})))
    shown = page(alice, program)
    assert "gentle-breathing" not in shown
    assert "soothing-touch" not in shown
    assert "compassionate-labelling" not in shown
    assert "/practices/grounding" in shown
    assert "/journal/new?prompt=friend-would-see" in shown
    assert "gentle-breathing" in page(bob, program)
    assert cast.hana.client.post("/practices/settings/ours/gentle-breathing/hide").status_code == 303
    shown = page(bob, program)
    assert "gentle-breathing" not in shown
    assert "/practices/grounding" in shown


def test_the_week_suggests_the_question_of_the_day(app: Flask, cast: SimpleNamespace) -> None:
    alice, question = cast.alice.client, "Where was there a moment of quiet today"
    before = alice.get("/home").text
    program = runs(app, cast.company.tenant_id, weeks_ago=1, joiners="with_company")
    asked = "/journal/new?prompt=moment-of-quiet"
    assert asked not in before
    assert asked in alice.get("/home").text
    assert 'name="prompt" value="moment-of-quiet"' in alice.get("/journal/new").text, question
    press(alice, program, "left_out", "w2s3")
    assert asked not in alice.get("/home").text
    press(alice, program, "open", "w2s3")
    assert asked in alice.get("/home").text
    press(alice, program, "aside")
    assert asked not in alice.get("/home").text


def test_laying_aside_and_taking_up_again_are_one_press_each(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    press(alice, program, "aside")
    assert home(alice) == ""
    assert "Laid aside" in alice.get("/programs").text
    assert "Take it up again" in page(alice, program)
    press(alice, program, "again")
    assert "effort-and-kindness" in home(alice)
    steps.changes(app, cast.company.tenant_id, program, state="paused", paused_since=clock.today() + timedelta(days=1))
    with later(cast.alice, 3 * WEEK) as alice:
        rests = "pauses for a while; what has begun is still here"
        assert rests in home(alice)
        assert rests in page(alice, program)
        assert "gentle-breathing" not in page(alice, program)


def test_a_quiet_week_says_so(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id, "quarterly-check-in")
    quiet = "This week nothing is asked."
    from wellbeing.programs import blueprint

    length = blueprint.shipped()["quarterly-check-in"].content.length
    numbers = {week.number for week in blueprint.shipped()["quarterly-check-in"].content.weeks}
    for number in range(1, length + 1):
        with later(cast.alice, (number - 1) * WEEK) as alice:
            assert number in numbers or quiet in page(alice, program), number
    assert numbers != set(range(1, length + 1)), "there are quiet weeks"


def test_one_that_ended_early_keeps_what_had_begun(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    press(alice, program, "done", "w1s1")
    steps.changes(app, cast.company.tenant_id, program, state="ended", ended_at=clock.now())
    with later(cast.alice, 2 * WEEK) as alice:
        shown = page(alice, program)
        assert "This programme has ended. What has begun is still here." in shown
        assert "Something steady" not in shown
        assert "effort-today" in home(alice)
    with later(cast.alice, 5 * WEEK) as alice:
        assert home(alice) == ""


def test_a_sensitive_one_is_joined_alone(app: Flask, cast: SimpleNamespace, superuser: object) -> None:
    program = runs(app, cast.company.tenant_id, "after-a-hard-season", weeks_ago=2)
    alice = cast.alice.client
    assert home(alice) == ""
    assert "nobody sees whether you did" in alice.get("/programs").text
    offered = page(alice, program)
    assert "Join for yourself alone" in offered
    assert "grounding" not in offered
    early = alice.post(f"/programs/{program}/keep", data={"act": "done", "step": "w1s1", "consent": "yes"})
    assert early.status_code == 409
    press(alice, program, "join")
    press(alice, program, "join")
    card = home(alice)
    assert "A step is there for you" in card
    assert "hard season" not in card
    shown = page(alice, program)
    assert "Week 1" in shown
    assert "/practices/grounding" in shown
    assert "No reminder leaves this page." in shown
    assert alice.post(f"/programs/{program}/reminder", data={"choice": "mail"}).status_code == 404
    with later(cast.alice, WEEK) as alice:
        assert "after-a-hard-day" in page(alice, program)
    press(alice, program, "done", "w1s1")
    assert "place-of-safety" in alice.get("/home").text
    press(alice, program, "aside")
    assert home(alice) == ""
    assert cast.hana.client.get(f"/programs/{program}").text.count("Join for yourself alone")


def test_nobody_learns_whether_somebody_joined(app: Flask, cast: SimpleNamespace, superuser: object) -> None:
    program = runs(app, cast.company.tenant_id, "after-a-hard-season")
    alice, hana, leo = cast.alice.client, cast.hana.client, cast.leo.client
    space.write(alice)
    paths = ["/home", "/programs", f"/programs/{program}", f"/programs/preview/{program}", "/people", "/audit"]
    paths += ["/programs/manage", f"/programs/manage/{program}", "/reports", "/my-data"]

    def seen() -> list[str]:
        return [person.get(path).text for person in (hana, leo) for path in paths]

    before = seen()
    press(alice, program, "join")
    press(alice, program, "done", "w1s1")
    assert seen() == before
    for person in (cast.bob, cast.hana, cast.leo):
        listed = person.client.get("/api/v1/programs").json["programs"]
        assert [(one["follows"], one["now"]) for one in listed] == [(False, None)]
    from sqlalchemy import text

    superuser.rollback()  # type: ignore[attr-defined]
    rows = superuser.execute(text("SELECT sealed FROM enrollment WHERE member_id = :m"), {"m": cast.alice.member_id})  # type: ignore[attr-defined]
    (sealed,) = [bytes(row.sealed) for row in rows]
    assert str(program).encode() not in sealed
    assert BLOCK < len(sealed) < BLOCK + 200
    with app.app_context(), work(cast.company.tenant_id, cast.hana.member_id):
        assert db.session.scalar(text("SELECT count(*) FROM enrollment")) == 0


def test_a_locked_space_shows_a_programme_as_not_begun(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    program = runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    _entry, code = space.write(alice)
    press(alice, program, "done", "w1s1")
    space.reset(app, cast.alice, outbox)
    intruder = cast.alice.sign_in(app.test_client())
    shown, card = page(intruder, program), home(intruder)
    assert "looks as if you had not begun it" in shown
    assert "Take that back" not in shown + card
    assert "Done" not in shown + card, "no button that could not keep anything"
    assert "effort-and-kindness" in card
    refused = intruder.post(f"/programs/{program}/keep", data={"act": "done", "step": "w1s2"})
    assert refused.status_code == 423
    assert intruder.post("/private-space/open", data={"code": code}).status_code == 303
    assert "effort-today" in home(intruder)
    assert "Take that back" in page(intruder, program)


def test_a_device_from_before_a_reset_goes_on_where_it_was(app: Flask, cast: SimpleNamespace, outbox: Outbox) -> None:
    program = runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    space.write(alice)
    press(alice, program, "done", "w1s1")
    space.reset(app, cast.alice, outbox)
    other = cast.alice.sign_in(app.test_client())
    assert other.post("/private-space/empty", data={"consent": "yes"}).status_code in {200, 303}
    press(other, program, "aside")
    assert home(other) == ""
    assert "effort-today" in home(alice), "what the other one keeps does not reach the older space"
    press(alice, program, "done", "w1s2")
    assert "That is enough." in home(alice)
    assert home(other) == ""


def test_two_windows_keep_both_marks(app: Flask, cast: SimpleNamespace) -> None:
    from concurrent.futures import ThreadPoolExecutor

    program = runs(app, cast.company.tenant_id)
    space.write(cast.alice.client)
    windows = [cast.alice.sign_in(app.test_client()) for _ in range(2)]
    with ThreadPoolExecutor(2) as several:
        list(
            several.map(lambda one: press(one[0], program, "done", one[1]), zip(windows, ("w1s1", "w1s2"), strict=True))
        )
    assert page(cast.alice.client, program).count("Take that back") == 2


def test_pages_go_on_while_keys_are_out_of_reach(
    app: Flask, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants import vault
    from tenants.errors import KeysUnavailable

    program = runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    press(alice, program, "done", "w1s1")

    def away(*_args: object, **_named: object) -> bytes:
        raise KeysUnavailable

    monkeypatch.setattr(vault, "unwrap_tenant_key", away)
    assert alice.get("/home").status_code == 200
    shown = page(alice, program)
    assert "cannot be shown just now" in shown
    assert alice.get("/programs").status_code == 200
    assert alice.post(f"/programs/{program}/keep", data={"act": "done", "step": "w1s2"}).status_code == 503


def test_a_reminder_is_chosen_by_the_member_alone(app: Flask, cast: SimpleNamespace) -> None:
    from tenants.notices import choices
    from tenants.notices.registry import Choice

    program = runs(app, cast.company.tenant_id)
    alice, path = cast.alice.client, f"/programs/{program}/reminder"
    assert "When a new week begins, tell me" in page(alice, program)
    for nonsense in ("always", ""):
        assert alice.post(path, data={"choice": nonsense}).status_code == 422
    assert alice.post(path, data={"choice": "mail"}).status_code == 303
    with app.app_context(), work(cast.company.tenant_id, cast.alice.member_id):
        assert choices.choices_of(cast.alice.member_id)[WEEK_KIND] is Choice.MAIL
    assert 'value="mail" checked' in page(alice, program)
    assert 'value="neither" id="f-choice" checked' in page(cast.bob.client, program)


def test_german_is_spoken_and_a_missing_language_is_marked(app: Flask, cast: SimpleNamespace) -> None:
    from wellbeing.programs import blueprint, content

    program = runs(app, cast.company.tenant_id)
    told = content.to_json(blueprint.shipped()[steps.SLUG].content)
    told["name"].pop("fr")
    steps.changes(app, cast.company.tenant_id, program, content=told, languages=["de", "en"])
    for language, shown in (("de", "Acht Wochen in freundlicherem Ton"), ("fr", '<span lang="de">Acht Wochen')):
        with app.app_context(), work(cast.company.tenant_id, cast.alice.member_id):
            members.member_row(cast.alice.member_id).language = language
        assert shown in page(cast.alice.client, program)
    assert f"/programs/{uuid4()}" not in home(cast.alice.client)


def test_nothing_of_a_draft_is_shown(app: Flask, cast: SimpleNamespace) -> None:
    program = runs(app, cast.company.tenant_id, state="draft", launched_at=None)
    assert cast.alice.client.get(f"/programs/{program}").status_code == 404
    assert "No programme just now" in cast.alice.client.get("/programs").text
    assert home(cast.alice.client) == ""
    assert cast.hana.client.get(f"/programs/preview/{program}").status_code == 200
