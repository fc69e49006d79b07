"""Answering: one ballot per person whatever they press, without a name, with the same end for everybody."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tenants import clock
from tests.wellbeing.checkins.conftest import Team
from wellbeing.checkins import sealing

Make = Callable[..., Team]
CHOSEN = {"cbi-cbi_p1": "50", "cbi-cbi_p2": "75", "cbi-cbi_p3": "25", "cbi-cbi_w1": ""}


def stored(superuser: Any, table: str, wave_id: UUID) -> int:
    superuser.rollback()
    asked = text(f"SELECT count(*) FROM {table} WHERE wave_id = :wave")
    return int(superuser.execute(asked, {"wave": wave_id}).scalar())


def test_a_member_reads_the_promise_answers_and_ends_with_help(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    page = client.get(f"/check-ins/{wave_id}").text
    assert page.index("23 people are asked") < page.index("How often do you feel tired?")
    assert "cannot be taken back, because we cannot find it" in page
    assert "1 of 13" in page
    sent = client.post(f"/check-ins/{wave_id}", data=CHOSEN)
    assert sent.status_code == 303
    end = client.get(sent.headers["Location"]).text
    assert "Thank you" in end
    assert "Everybody sees this after every check-in" in end
    assert "I need a moment" in end
    assert stored(superuser, "ballot", wave_id) == stored(superuser, "participation", wave_id) == 1


def test_a_ballot_holds_a_random_id_its_wave_and_sealed_bytes_of_one_size(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    made.person(1).sign_in().post(f"/check-ins/{wave_id}", data=CHOSEN)
    made.person(2).sign_in().post(f"/check-ins/{wave_id}", data={"cbi-cbi_w1": "0"})
    rows = superuser.execute(text("SELECT * FROM ballot WHERE wave_id = :wave"), {"wave": wave_id}).mappings().all()
    assert [set(row) for row in rows] == [{"tenant_id", "id", "wave_id", "sealed"}] * 2
    assert [len(row["sealed"]) for row in rows] == [sealing.SEALED_SIZE] * 2
    assert [row["id"].version for row in rows] == [4, 4]
    assert not any(b"cbi" in bytes(row["sealed"]) for row in rows)


def test_pressing_twice_counts_once_and_ends_on_the_same_page(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    ends = [client.post(f"/check-ins/{wave_id}", data=CHOSEN).headers["Location"] for _ in range(2)]
    assert ends[0] == ends[1]
    assert "They count once" in client.get(ends[1]).text
    assert stored(superuser, "ballot", wave_id) == 1
    assert client.get(f"/check-ins/{wave_id}").headers["Location"] == ends[0]


def test_many_tabs_at_once_cast_one_ballot(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    tabs = [made.person(1).sign_in(made.app.test_client()) for _ in range(6)]
    together = threading.Barrier(len(tabs))
    seen: list[int] = []

    def send(tab: Any) -> None:
        together.wait()
        seen.append(tab.post(f"/check-ins/{wave_id}", data=CHOSEN).status_code)

    threads = [threading.Thread(target=send, args=(tab,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [303] * len(tabs)
    assert stored(superuser, "ballot", wave_id) == stored(superuser, "participation", wave_id) == 1


def test_two_devices_that_send_at_once_begin_one_private_space_and_cast_one_ballot(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    devices = [made.person(1).sign_in(made.app.test_client()) for _ in range(4)]
    together = threading.Barrier(len(devices))
    ends: list[Any] = []

    def send(device: Any) -> None:
        together.wait()
        ends.append(device.post(f"/check-ins/{wave_id}", data=CHOSEN | {"begin_space": "yes"}))

    threads = [threading.Thread(target=send, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(end.status_code for end in ends) == [200, 303, 303, 303]
    assert ["Your recovery code" in end.text for end in ends].count(True) == 1
    assert stored(superuser, "ballot", wave_id) == stored(superuser, "participation", wave_id) == 1
    for table in ("private_space", "own_answers"):
        mine = text(f"SELECT count(*) FROM {table} WHERE member_id = :member")
        assert superuser.execute(mine, {"member": made.person(1).member_id}).scalar() == 1, table


def test_ballots_cast_while_the_wave_closes_are_all_counted_or_all_refused(team: Make, superuser: Any) -> None:
    from wellbeing.checkins.service import CheckinClosed

    made = team()
    wave_id = made.open()
    together = threading.Barrier(9)
    counted: list[int] = []

    def send(number: int) -> None:
        together.wait()
        try:
            made.cast(wave_id, number)
        except CheckinClosed:
            return
        counted.append(number)

    def close() -> None:
        together.wait()
        made.close(wave_id)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(1, 9)]
    threads.append(threading.Thread(target=close))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(superuser, "ballot", wave_id) == stored(superuser, "participation", wave_id) == len(counted)


def test_skipping_everything_is_asked_back_kindly(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    back = made.person(1).sign_in().post(f"/check-ins/{wave_id}", data={"cbi-cbi_p1": ""})
    assert back.status_code == 422
    assert "both are fine" in back.text
    assert stored(superuser, "participation", wave_id) == 0


def test_an_answer_that_is_no_option_is_refused_and_the_rest_stays_chosen(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    back = client.post(f"/check-ins/{wave_id}", data=CHOSEN | {"cbi-cbi_p1": "51"})
    assert back.status_code == 422
    assert "choose one of the answers, or skip" in back.text
    assert 'name="cbi-cbi_p2" value="75" checked' in back.text
    assert client.post(f"/check-ins/{wave_id}", data=CHOSEN | {"cbi-cbi_c1": "50"}).status_code == 422
    assert stored(superuser, "ballot", wave_id) == 0


def test_a_check_in_that_closed_in_the_meantime_loses_nothing_of_what_was_chosen(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    made.close(wave_id)
    late = client.post(f"/check-ins/{wave_id}", data=CHOSEN)
    assert late.status_code == 409
    assert "closed before your answers arrived" in late.text
    assert 'name="cbi-cbi_p2" value="75" checked' in late.text
    assert "Keep a copy for myself" in late.text
    assert "nothing was missed" in client.get(f"/check-ins/{wave_id}").text
    assert stored(superuser, "ballot", wave_id) == 0


def test_after_the_last_day_nothing_is_taken_even_before_the_clock_has_closed_it(team: Make) -> None:
    made = team()
    wave_id = made.open(days=3)
    with clock.shifted(timedelta(days=4, hours=1)):
        client = made.person(1).sign_in()
        assert client.post(f"/check-ins/{wave_id}", data=CHOSEN).status_code == 409
        assert "Autumn" not in client.get("/check-ins").text


def test_only_the_invited_see_a_wave(team: Make, cast: Any) -> None:
    made = team()
    wave_id = made.open()
    for person in (cast.alice, cast.eve, cast.hana):
        for address in (f"/check-ins/{wave_id}", f"/check-ins/{wave_id}/thanks"):
            assert person.client.get(address).status_code == 404
        assert person.client.post(f"/check-ins/{wave_id}", data=CHOSEN).status_code == 404
        assert person.client.post(f"/check-ins/{wave_id}/keep", data=CHOSEN).status_code == 404
    assert made.app.test_client().post(f"/check-ins/{wave_id}", data=CHOSEN).status_code == 401


def test_open_check_ins_as_json_are_ones_own_and_go_once_answered(team: Make) -> None:
    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    listed = client.get("/api/v1/check-ins").get_json()["checkins"]
    assert [row["id"] for row in listed] == [str(wave_id)]
    assert listed[0]["promise"]["threshold"] == 5
    client.post(f"/check-ins/{wave_id}", data=CHOSEN)
    assert client.get("/api/v1/check-ins").get_json()["checkins"] == []


def test_an_own_copy_goes_into_an_open_private_space_and_shows_over_time(team: Make, superuser: Any) -> None:
    made = team()
    first = made.open()
    client = made.person(1).sign_in()
    begun = client.post(f"/check-ins/{first}", data=CHOSEN | {"begin_space": "yes"})
    assert begun.status_code == 200
    assert "Your recovery code" in begun.text
    with clock.shifted(timedelta(days=91)):
        again = made.person(1).sign_in(made.app.test_client())
        second = made.open(name="Winter")
        assert "Keep a copy that only I can open" in again.get(f"/check-ins/{second}").text
        worse = {f"cbi-cbi_p{number}": "100" for number in range(1, 7)}
        assert again.post(f"/check-ins/{second}", data=worse | {"keep_copy": "yes"}).status_code == 303
        page = again.get("/check-ins/own").text
    assert "Personal burnout" in page
    assert "Work-related burnout" not in page
    assert "Somewhat heavier than last time" in page
    sealed = superuser.execute(text("SELECT sealed FROM own_answers")).scalars().all()
    assert not [row for row in sealed if b"cbi" in bytes(row) or b"Winter" in bytes(row)]


def test_all_own_copies_of_a_check_in_have_one_size(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    everything = {f"cbi-cbi_{scale}{n}": "100" for scale, last in (("p", 6), ("w", 7)) for n in range(1, last + 1)}
    for number, chosen in ((1, {"cbi-cbi_w1": "0"}), (2, everything)):
        page = made.person(number).sign_in().post(f"/check-ins/{wave_id}", data=chosen | {"begin_space": "yes"})
        assert page.status_code == 200
    mine = text("SELECT length(sealed) FROM own_answers WHERE tenant_id = :tenant")
    assert len(set(superuser.scalars(mine, {"tenant": made.company.tenant_id}).all())) == 1


def test_without_a_wish_for_a_copy_none_is_kept(team: Make, superuser: Any) -> None:
    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    client.post("/journal", data={"consent": "yes", "body": "first"})
    client.post(f"/check-ins/{wave_id}", data=CHOSEN)
    assert "No copies yet" in client.get("/check-ins/own").text
    assert "carry no name" in made.person(2).sign_in().get(f"/check-ins/{wave_id}").text


def test_a_copy_can_be_kept_after_the_close_and_deleted_again(team: Make) -> None:
    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    assert client.post(f"/check-ins/{wave_id}/keep", data=CHOSEN).status_code == 409
    client.post("/journal", data={"consent": "yes", "body": "first"})
    made.close(wave_id)
    for _ in range(2):
        assert client.post(f"/check-ins/{wave_id}/keep", data=CHOSEN).status_code == 303
    page = client.get("/check-ins/own").text
    assert page.count("/delete") == 1
    address = page.split('action="')[1:]
    delete = next(part.split('"')[0] for part in address if part.startswith("/check-ins/own/"))
    assert made.person(2).sign_in().post(delete).status_code == 404
    assert client.post(delete).status_code == 303
    assert "No copies yet" in client.get("/check-ins/own").text


def test_nothing_shows_others_who_answered(team: Make) -> None:
    made = team()
    wave_id = made.open()
    hana = made.hana.sign_in()
    before = hana.get(f"/check-ins/run/{wave_id}").text, hana.get("/check-ins/run").text
    for number in range(1, 8):
        made.cast(wave_id, number)
    assert (hana.get(f"/check-ins/run/{wave_id}").text, hana.get("/check-ins/run").text) == before


def test_a_leaver_is_out_of_open_check_ins_at_once(team: Make) -> None:
    from tenants.members.service import member_row

    made = team()
    wave_id = made.open()
    client = made.person(1).sign_in()
    with made.inside(made.hana.member_id):
        member_row(made.person(1).member_id).left_at = clock.now()
    assert client.post(f"/check-ins/{wave_id}", data=CHOSEN).status_code in {401, 403, 404}
    with pytest.raises(Exception, match="not_found"):
        made.cast(wave_id, 1)
