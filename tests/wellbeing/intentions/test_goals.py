"""Goals: one sentence, a first step that would go on a bad day, and letting go without a mark."""

from __future__ import annotations

from types import SimpleNamespace

from tests.wellbeing.intentions.conftest import CANARY, goal_id, kept, let_go

SMALLER = "Would a smaller step fit a bad day?"


def test_a_step_too_big_for_a_bad_day_is_offered_to_be_made_smaller_once(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    assert client.post("/goals", data={"first_step": "walk", "consent": "yes"}).status_code == 422
    url = kept(client, "/goals", sentence=CANARY, first_step="Write the whole report", bad_day="no")
    assert url.endswith("/smaller"), "the offer comes by itself, the goal is kept already"
    page = client.get(url).text
    assert SMALLER in page
    assert "Write the whole report" in page
    at = url.removesuffix("/smaller")
    assert "Make the first step smaller" in client.get("/goals").text
    smaller = {"sentence": CANARY, "first_step": "Open the file", "revision": "1", "smaller": "yes", "bad_day": "no"}
    done = client.post(at, data=smaller)
    assert done.status_code == 303
    assert done.headers["Location"].endswith(at), "it is offered once and does not insist"
    listed = client.get("/goals").text
    assert "Open the file" in listed
    assert "Write the whole report" not in listed
    yes = {"sentence": CANARY, "first_step": "Open the file", "bad_day": "yes", "revision": "2"}
    assert client.post(at, data=yes).status_code == 303
    assert "Make the first step smaller" not in client.get("/goals").text
    big_again = {"sentence": CANARY, "first_step": "All of it", "bad_day": "no", "revision": "3"}
    assert client.post(at, data=big_again).headers["Location"].endswith("/smaller")


def test_a_goal_that_would_go_on_a_bad_day_is_simply_kept_and_may_be_let_go(
    cast: SimpleNamespace, superuser: object
) -> None:
    client = cast.alice.client
    url = kept(client, "/goals", sentence="Leave on time", first_step="Shut the laptop", bad_day="yes")
    assert client.get(url).headers["Location"].endswith(f"/goals#goal-{goal_id(url)}")
    let_go(client, url)
    assert "Leave on time" not in client.get("/goals").text
    count = "SELECT count(*) FROM intention WHERE member_id = %(member)s"
    assert superuser.exec_driver_sql(count, {"member": cast.alice.member_id}).scalar() == 0  # type: ignore[attr-defined]


def test_two_windows_lose_neither_goal(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = kept(client, "/goals", sentence="at first")
    assert client.post(url, data={"sentence": "from the first window", "revision": "1"}).status_code == 303
    conflict = client.post(url, data={"sentence": "from the second window", "revision": "1", "bad_day": "no"})
    assert conflict.status_code == 409
    assert "from the first window" in conflict.text
    assert "from the second window" in conflict.text
    assert client.post(url, data={"sentence": "x", "revision": "2", "bad_day": "perhaps"}).status_code == 422
