"""Two windows of one reader at the same moment: nothing doubles, and nothing that was removed stays behind."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants.members import reader_copies
from tests.wellbeing.feedback.conftest import CANARY, begin_space, received, sent
from wellbeing.feedback import access


@pytest.fixture(autouse=True)
def _held_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opened a note goes on only when the other window has opened it too, or waits for it."""
    both, opened = threading.Barrier(2), access.received_for

    def slowly(*args: Any, **kwargs: Any) -> Any:
        note = opened(*args, **kwargs)
        if threading.current_thread() is not threading.main_thread():
            # the other may be waiting for this one's lock: that is what is wanted
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(timeout=0.5)
        return note

    monkeypatch.setattr(access, "received_for", slowly)


def windows(app: Flask, person: Any, *posts: tuple[str, dict[str, str]]) -> list[int]:
    """Send each form from a window of its own at the same moment; gives the answers."""
    start, answers = threading.Barrier(len(posts)), []

    def send(client: FlaskClient, path: str, fields: dict[str, str]) -> None:
        start.wait()
        answers.append(client.post(path, data=fields).status_code)

    clients = [person.sign_in(app.test_client()) for _post in posts]
    threads = [threading.Thread(target=send, args=(client, *post)) for client, post in zip(clients, posts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def copies(superuser: Any) -> Callable[[Any], int]:
    """How many copies somebody has."""

    def ask(person: Any) -> int:
        superuser.rollback()
        query = "SELECT count(*) FROM feedback_copy WHERE reader_id = %(reader)s"
        return int(superuser.exec_driver_sql(query, {"reader": person.member_id}).scalar())

    return ask


def test_shown_twice_to_one_person_is_one_copy_and_removing_leaves_none(
    app: Flask, delivered: SimpleNamespace, copies: Callable[[Any], int]
) -> None:
    begin_space(app, delivered.hana)
    show = (f"{delivered.url}/show", {"to": str(delivered.hana.member_id)})
    assert windows(app, delivered.alice, show, show) == [303, 303]
    assert copies(delivered.hana) == 1
    assert delivered.alice.client.post(f"{delivered.url}/remove").status_code == 303
    assert copies(delivered.hana) == 0


def test_shown_to_two_people_at_once_both_are_known_and_removing_reaches_both(
    app: Flask, delivered: SimpleNamespace, copies: Callable[[Any], int]
) -> None:
    shows = [(f"{delivered.url}/show", {"to": str(one.member_id)}) for one in (delivered.hana, delivered.cleo)]
    assert windows(app, delivered.alice, *shows) == [303, 303]
    assert delivered.alice.client.post(f"{delivered.url}/remove").status_code == 303
    assert (copies(delivered.hana), copies(delivered.cleo)) == (0, 0)


def test_shown_and_removed_at_once_leaves_no_copy(
    app: Flask, delivered: SimpleNamespace, copies: Callable[[Any], int]
) -> None:
    show = (f"{delivered.url}/show", {"to": str(delivered.hana.member_id)})
    windows(app, delivered.alice, show, (f"{delivered.url}/remove", {}))
    assert copies(delivered.hana) == 0


@pytest.mark.parametrize(("path", "fields"), [("thanks", {}), ("view", {"words": "I saw it from the door."})])
def test_an_answer_sent_twice_is_stored_once(
    app: Flask, delivered: SimpleNamespace, copies: Callable[[Any], int], path: str, fields: dict[str, str]
) -> None:
    before = copies(delivered.leo)
    post = (f"{delivered.url}/{path}", fields)
    assert windows(app, delivered.alice, post, post) == [303, 303]
    assert copies(delivered.leo) == before + 1


def test_a_waiting_note_that_another_window_moved_in_is_read_again(
    app: Flask, line: SimpleNamespace, drain: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(line.leo.client, "hard-day", line.bob.member_id)
    drain()
    begin_space(app, line.bob)
    other, real, urls = line.bob.sign_in(app.test_client()), reader_copies.out_of_transit, []

    def move_in_and_set_aside() -> None:
        urls.append(received(other)[0])
        other.post(f"{urls[1]}/aside")

    def late(row: Any) -> bytes:
        content = real(row)
        if not urls:
            urls.append("")
            window = threading.Thread(target=move_in_and_set_aside)
            window.start()
            window.join()
        return content

    monkeypatch.setattr(reader_copies, "out_of_transit", late)
    page = line.bob.client.get("/feedback").text
    assert "<summary>Set aside</summary>" in page
    assert CANARY in line.bob.client.get(urls[1]).text
