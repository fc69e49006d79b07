"""You said, we did: leaders write for their part, members read their own path, nothing doubles or names anyone."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from tenants import clock
from tenants.db import work
from tests.scene import Scene
from wellbeing.actions.statistics import actions_of

NIGHT = "Operations / Night shift"
SOON = timedelta(days=30)


def form(**given: object) -> dict[str, Any]:
    """A form as a leader fills it in."""
    filled = {
        "changes": "Shifts are set three weeks ahead.",
        "owner": "Shift lead",
        "state": "planned",
        "due_on": (clock.today() + SOON).isoformat(),
        "reason": "",
        "lever": "recovery",
        "wave": "",
        "draft": str(uuid4()),
        "unit_id": "",
    }
    return filled | {name: str(value) for name, value in given.items()}


def anew(revision: int, **given: object) -> dict[str, Any]:
    """The form of a change that stands already."""
    return {name: value for name, value in form(revision=revision, **given).items() if name not in {"draft", "unit_id"}}


def write(client: FlaskClient, unit_id: UUID | str = "", **given: object) -> TestResponse:
    """Write down a change as this person."""
    return client.post("/actions/write", data=form(unit_id=unit_id, **given))


def words(client: FlaskClient, path: str = "/actions") -> str:
    """What a page says."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    main = answer.text.split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def address(client: FlaskClient, changes: str = "") -> str:
    """Where a leader changes what reads so."""
    links = re.findall(
        r'href="(/actions/write/[0-9a-f-]{36})">[^<]*<span[^>]*> ([^<]*)<', client.get("/actions/write").text
    )
    return next(path for path, about in links if about == changes or not changes)


def stored(superuser: Connection, tenant_id: UUID) -> list[Any]:
    """Every stored change of a company."""
    superuser.rollback()
    return list(superuser.execute(text("SELECT * FROM action WHERE tenant_id = :t ORDER BY made_at"), {"t": tenant_id}))


def test_a_leader_writes_and_the_people_of_that_part_read_it_and_nobody_else(cast: SimpleNamespace) -> None:
    units, leo = cast.company.units, cast.leo.client
    assert write(leo, units[NIGHT], changes="Night breaks are covered by a jumper.").status_code == 303
    assert write(leo, units["Operations"], changes="Orders stop at five.", lever="workload").status_code == 303
    assert write(cast.hana.client, changes="Fridays have no meetings.", owner="Hana of HR").status_code == 303
    night, everybody, above = "Night breaks are covered", "Fridays have no meetings", "Orders stop at five"
    read = words(cast.alice.client)
    assert read.index(everybody) < read.index(above) < read.index(night)
    assert "planned" in read
    assert "Shift lead · by" in read
    assert "Recovery time" in read
    leos = words(leo)
    assert (above in leos, everybody in leos, night in leos) == (True, True, False)
    cleos = words(cast.cleo.client)
    assert (everybody in cleos, above in cleos, night in cleos) == (True, False, False)
    for stranger in (cast.adam, cast.eve):
        assert "Nothing is written here yet" in words(stranger.client)
    leads = words(leo, "/actions/write")
    assert leads.index(above) < leads.index(night)
    assert everybody not in leads
    assert everybody in words(cast.hana.client, "/actions/write")
    assert "Nothing is open here" in words(cast.eve.client, "/actions/write")
    listed = cast.alice.client.get("/api/v1/actions").json["actions"]
    assert [(one["unit"], one["changes"]) for one in listed] == [
        ("", "Fridays have no meetings."),
        ("Operations", "Orders stop at five."),
        (NIGHT, "Night breaks are covered by a jumper."),
    ]
    assert cast.adam.client.get("/api/v1/actions").json == {"actions": []}


def test_nobody_writes_for_a_place_that_is_not_theirs(cast: SimpleNamespace, superuser: Connection) -> None:
    units, leo = cast.company.units, cast.leo.client
    assert write(leo, units["Sales"]).status_code == 404
    assert write(leo, cast.other.units["Lab"]).status_code == 404
    refused = write(leo, "", changes="For everybody, from Leo.")
    assert refused.status_code == 422
    assert "For everybody, from Leo." in refused.text
    assert write(cast.alice.client, units[NIGHT]).status_code == 403
    assert cast.alice.client.get("/actions/write").status_code == 403
    assert stored(superuser, cast.company.tenant_id) == []
    assert write(cast.hana.client, units["Sales"]).status_code == 303
    sales = address(cast.hana.client)
    for method, path in (("GET", sales), ("POST", sales), ("POST", f"{sales}/done"), ("POST", f"{sales}/end")):
        for stranger in (cast.leo, cast.eve):
            asked = stranger.client.open(path, method=method, data=anew(1))
            assert asked.status_code == 404, (method, path)
        assert cast.alice.client.open(path, method=method, data=anew(1)).status_code == 403
    assert [(row.changes, row.revision) for row in stored(superuser, cast.company.tenant_id)] == [
        (form()["changes"], 1)
    ]


def test_a_mistake_brings_back_what_was_typed_and_says_what_to_do(cast: SimpleNamespace, superuser: Connection) -> None:
    leo, night = cast.leo.client, cast.company.units[NIGHT]
    today = clock.today()
    wrong: list[tuple[dict[str, object], str]] = [
        ({"due_on": ""}, "Please say by when"),
        ({"due_on": today - timedelta(days=1)}, "This day is over"),
        ({"due_on": today + timedelta(days=900)}, "within two years"),
        ({"due_on": "soon"}, "Please choose a day."),
        ({"state": "not_now", "due_on": ""}, "Please say why not now"),
        ({"state": "someday"}, "Please choose one of these."),
        ({"lever": "salary"}, "Please choose one of these."),
        ({"owner": " "}, "Please fill this in."),
        ({"changes": "x" * 281}, "longer than 280"),
        ({"reason": "y" * 201}, "longer than 200"),
    ]
    for given, sentence in wrong:
        answer = write(leo, night, **{"wave": "Autumn & after", **given})
        assert (answer.status_code, sentence in unescape(answer.text)) == (422, True), given
        assert "Autumn &amp; after" in answer.text
        assert f'value="{night}" selected' in answer.text
    for missing in ("changes", "owner", "state"):
        assert leo.post("/actions/write", data=form(unit_id=night) | {missing: ""}).status_code == 422
    assert leo.post("/actions/write", data={"unit_id": "nonsense"}).status_code == 422
    assert stored(superuser, cast.company.tenant_id) == []


def test_what_is_typed_is_shown_as_text(cast: SimpleNamespace) -> None:
    canary = "<script>alert(1)</script> {{ 7*7 }} %(name)s"
    for place, given in (
        (cast.company.units[NIGHT], {"changes": canary, "owner": canary, "wave": canary}),
        (cast.company.units["Operations"], {"changes": canary, "state": "not_now", "reason": canary}),
    ):
        assert write(cast.leo.client, place, **given).status_code == 303
    for client, path in (
        (cast.alice.client, "/actions"),
        (cast.alice.client, "/home"),
        (cast.leo.client, "/actions/write"),
    ):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "{{ 7*7 }} %(name)s" in page
    assert f"Not now, because {canary}" in words(cast.alice.client)


def test_the_same_form_sent_twice_is_one_and_other_words_are_another(
    cast: SimpleNamespace, superuser: Connection
) -> None:
    leo, night = cast.leo.client, cast.company.units[NIGHT]
    sent = form(unit_id=night)
    assert [leo.post("/actions/write", data=sent).status_code for _twice in range(2)] == [303, 303]
    assert leo.post("/actions/write", data=sent | {"changes": "Something else."}).status_code == 303
    assert leo.post("/actions/write", data=sent | {"unit_id": str(cast.company.units["Operations"])}).status_code == 303
    rows = stored(superuser, cast.company.tenant_id)
    assert [(row.unit_id, row.changes) for row in rows] == [
        (night, sent["changes"]),
        (night, "Something else."),
        (cast.company.units["Operations"], sent["changes"]),
    ]
    assert "draft" in leo.get("/actions/write/new").text


def test_a_fourth_open_change_is_refused_kindly_and_room_comes_from_finishing(
    cast: SimpleNamespace, superuser: Connection
) -> None:
    leo, units = cast.leo.client, cast.company.units
    for number, given in enumerate(
        ({}, {"state": "under_way"}, {"state": "not_now", "reason": "the rota tool comes first"})
    ):
        assert write(leo, units[NIGHT], changes=f"Change {number}", **given).status_code == 303
    fourth = write(leo, units[NIGHT], changes="One too many")
    assert fourth.status_code == 409
    assert "few that get done are better than many" in fourth.text
    assert "One too many" in fourth.text
    assert write(leo, units[NIGHT], changes="Long done", state="done", due_on="").status_code == 303
    assert write(leo, units["Operations"], changes="Another unit has its own three").status_code == 303
    first = address(leo, "Change 0")
    assert [leo.post(f"{first}/done").status_code for _twice in range(2)] == [303, 303]
    assert write(leo, units[NIGHT], changes="Room again").status_code == 303
    again = leo.post(first, data=anew(2, changes="Change 0"))
    assert (again.status_code, "few that get done" in again.text) == (409, True), "nor does one come back as a fourth"
    assert leo.post(f"{address(leo, 'Change 2')}/end").status_code == 303
    assert leo.post(first, data=anew(2, changes="Change 0")).status_code == 303
    by_words = {row.changes: (row.state, row.done_on) for row in stored(superuser, cast.company.tenant_id)}
    assert by_words["Change 0"] == ("planned", None)
    assert by_words["Long done"] == ("done", clock.today())


def test_two_windows_at_once_never_make_a_fourth(app: Flask, cast: SimpleNamespace, superuser: Connection) -> None:
    night = cast.company.units[NIGHT]
    for number in range(2):
        assert write(cast.leo.client, night, changes=f"Change {number}").status_code == 303
    windows = [cast.leo.sign_in(app.test_client()) for _ in range(3)] + [
        cast.hana.sign_in(app.test_client()) for _ in range(3)
    ]
    together, ends = threading.Barrier(len(windows)), []

    def send(number: int, window: FlaskClient) -> None:
        together.wait()
        ends.append(write(window, night, changes=f"Window {number}").status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(windows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == [303] + [409] * 5
    assert len(stored(superuser, cast.company.tenant_id)) == 3


def test_two_windows_never_overwrite_each_other(cast: SimpleNamespace, superuser: Connection) -> None:
    leo, hana, night = cast.leo.client, cast.hana.client, cast.company.units[NIGHT]
    assert write(leo, night).status_code == 303
    mine = address(leo)
    assert hana.post(mine, data=anew(1, changes="Hana said it shorter.")).status_code == 303
    late = leo.post(mine, data=anew(1, changes="Leo said it longer.", wave="Autumn"))
    assert late.status_code == 409
    for shown in ("Hana said it shorter.", "Leo said it longer.", "changed in another window"):
        assert shown in late.text
    assert 'name="revision" value="2"' in late.text
    again = anew(2, changes="Leo said it longer.", wave="Autumn")
    assert [leo.post(mine, data=again).status_code for _twice in range(2)] == [303, 303]
    (row,) = stored(superuser, cast.company.tenant_id)
    assert (row.changes, row.wave, row.revision) == ("Leo said it longer.", "Autumn", 3)
    overdue = clock.today() + SOON + timedelta(days=5)
    with clock.shifted(SOON + timedelta(days=5)):
        leo = cast.leo.sign_in()
        kept = anew(3, due_on=clock.today() - timedelta(days=5), state="under_way")
        assert leo.post(mine, data=kept).status_code == 303, "a day that stood there may be over"
        assert leo.post(mine, data=anew(4, due_on=overdue - timedelta(days=2))).status_code == 422


def test_done_stays_a_year_ended_goes_at_once_and_both_are_deleted_in_time(
    app: Flask, cast: SimpleNamespace, superuser: Connection
) -> None:
    from tenants import jobs, work_queue

    leo, units = cast.leo.client, cast.company.units
    assert write(leo, units[NIGHT], changes="It was done.").status_code == 303
    done = address(leo)
    assert write(leo, units["Operations"], changes="It was ended.").status_code == 303
    ended = address(leo)
    assert leo.post(f"{done}/done").status_code == 303
    assert [leo.post(f"{ended}/end").status_code for _twice in range(2)] == [303, 303]
    read = words(cast.alice.client)
    assert "It was done. done" in read
    assert "done on" in read
    assert "It was ended." not in read
    assert "It was ended." in words(leo, "/actions/write")
    refused = leo.post(f"{ended}/done")
    assert (refused.status_code, "Open it to bring it back" in refused.text) == (409, True)
    assert "Keeping it brings it back" in words(leo, ended)
    assert leo.post(ended, data=anew(2, changes="It was ended.")).status_code == 303
    assert "It was ended." in words(cast.alice.client)
    assert leo.post(f"{ended}/end").status_code == 303
    with clock.shifted(timedelta(days=364)):
        assert "It was done." in words(cast.alice.sign_in())
    with clock.shifted(timedelta(days=367)):
        assert "It was done." not in words(cast.alice.sign_in())
        with app.app_context():
            with work(cast.company.tenant_id):
                jobs.owe("action.forget_past", "today")
            work_queue.drain("default")
    assert stored(superuser, cast.company.tenant_id) == []
    assert [one.kind for one in jobs.PERIODS if one.kind.startswith("action.")] == ["action.forget_past"]


def test_what_was_written_outlives_its_leader_and_goes_with_its_unit(
    app: Flask, cast: SimpleNamespace, superuser: Connection
) -> None:
    from tenants.members import service as members
    from tenants.members.leaving import mark_leaver

    units, hana = cast.company.units, cast.hana.client
    assert write(cast.leo.client, units["Operations"], changes="It stays.").status_code == 303
    assert write(hana, units["Sales"], changes="It goes with Sales.").status_code == 303
    with app.app_context(), work(cast.company.tenant_id, cast.hana.member_id):
        mark_leaver(members.member_row(cast.leo.member_id), left_on=clock.today())
        members.move(members.member_row(cast.cleo.member_id), unit_id=units["Operations"])
    assert "It stays." in words(cast.alice.client)
    assert "It stays." in words(hana, "/actions/write")
    cleos = words(cast.cleo.client)
    assert ("It stays." in cleos, "It goes with Sales." in cleos) == (True, False)
    assert hana.post(f"/units/{units['Sales']}/remove").status_code == 303
    assert [row.changes for row in stored(superuser, cast.company.tenant_id)] == ["It stays."]


def test_acts_are_written_down_without_the_words_and_rows_name_nobody(
    cast: SimpleNamespace, superuser: Connection
) -> None:
    leo = cast.leo.client
    assert write(leo, cast.company.units[NIGHT], changes="Canary words", owner="Canary owner").status_code == 303
    mine = address(leo)
    assert leo.post(mine, data=anew(1, state="under_way", changes="Canary again")).status_code == 303
    assert leo.post(f"{mine}/done").status_code == 303
    assert leo.post(f"{mine}/end").status_code == 303
    query = text("SELECT * FROM audit_event WHERE tenant_id = :t AND action LIKE 'action.%' ORDER BY seq")
    events = superuser.execute(query, {"t": cast.company.tenant_id}).all()
    acts = ["action.written", "action.changed", "action.done", "action.ended"]
    assert [(one.action, one.actor_id) for one in events] == [(act, cast.leo.member_id) for act in acts]
    assert "anary" not in str(events)
    assert events[0].details == {"unit": NIGHT, "state": "planned"}
    assert "What was to change was marked as done" in words(cast.hana.client, "/organization/acts")
    people = {str(one.member_id) for one in cast.company.people.values()}
    assert not people & {str(cell) for row in stored(superuser, cast.company.tenant_id) for cell in row}


def test_home_tells_what_is_new_for_some_weeks_and_keeps_no_note_of_who_looked(
    cast: SimpleNamespace, superuser: Connection
) -> None:
    alice, leo = cast.alice.client, cast.leo.client
    assert "You said, we did" not in words(alice, "/home")
    assert write(leo, cast.company.units[NIGHT], changes="Something new.").status_code == 303
    assert "Something new." in words(alice, "/home")
    assert "Something new." in words(alice, "/home"), "looking changes nothing"
    assert "Something new." not in words(cast.cleo.client, "/home")
    with clock.shifted(timedelta(days=25)):
        assert "Something new." not in words(cast.alice.sign_in(), "/home")
        assert "Something new." in words(cast.alice.client)
    assert stored(superuser, cast.company.tenant_id)[0].revision == 1


def test_it_stands_before_the_next_checkin_also_where_no_figure_exists(cast: SimpleNamespace) -> None:
    assert "You said, we did" not in words(cast.alice.client, "/check-ins")
    assert write(cast.leo.client, cast.company.units[NIGHT], changes="Said before the next one.").status_code == 303
    assert "Said before the next one." in words(cast.alice.client, "/check-ins")
    assert "Said before the next one." not in words(cast.cleo.client, "/check-ins")


def test_the_page_of_a_checkin_opens_with_it_and_a_closed_one_does_not(furnished: Scene) -> None:
    alice = furnished.alice.sign_in()
    read = words(alice, f"/check-ins/{furnished.open_wave}")
    before = read[read.index("You said, we did") : read.index("Before the first question")]
    assert before.count("All that changes") == 1
    assert len(before) < 300, "the newest change alone: the questions come soon on a phone, too"
    assert "You said, we did" not in words(alice, f"/check-ins/{furnished.closed_wave}")
    trial = furnished.tomas.sign_in()
    assert "Breaks at night are covered." not in words(trial, f"/check-ins/{furnished.open_wave}")


def test_reports_read_the_same_by_place(app: Flask, cast: SimpleNamespace) -> None:
    units = cast.company.units
    assert write(cast.leo.client, units[NIGHT], changes="Below.", wave="Autumn").status_code == 303
    assert (
        write(cast.leo.client, units["Operations"], state="not_now", reason="of the move", due_on="").status_code == 303
    )
    with app.app_context(), work(cast.company.tenant_id):
        found = actions_of((units["Operations"], units[NIGHT], None))
        assert [(one.unit_id, one.state.value, one.reason) for one in found] == [
            (units["Operations"], "not_now", "of the move"),
            (units[NIGHT], "planned", ""),
        ]
        assert found[1].wave == "Autumn"
        assert actions_of((units["Sales"], None)) == ()
    with app.app_context(), work(cast.other.tenant_id):
        assert actions_of(tuple(units.values())) == ()


@pytest.mark.parametrize("path", ["/actions/write/new?unit=nonsense&wave=" + "w" * 400, "/actions/write/new?unit="])
def test_a_form_opens_whatever_the_address_says(cast: SimpleNamespace, path: str) -> None:
    assert "What changes" in words(cast.leo.client, path)
    assert "w" * 121 not in cast.leo.client.get(path).text


def test_a_page_of_results_leads_to_the_form_with_unit_and_checkin(cast: SimpleNamespace) -> None:
    night = cast.company.units[NIGHT]
    page = cast.leo.client.get(f"/actions/write/new?unit={night}&wave=Autumn+check-in").text
    assert f'<option value="{night}" selected' in page
    assert 'value="Autumn check-in"' in page
