"""Letters to oneself: they grow for some days, come back on a sealed day, wait a month, and no mail names them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from flask import Flask

from tenants import beside, clock
from tenants.db import work
from tenants.members import own_way, private_space
from tenants.members.my_way import MyWay
from tests.wellbeing.intentions.conftest import CANARY, goal_id, kept, let_go
from wellbeing.intentions import offered
from wellbeing.intentions.intention import BODY_LENGTH

ARRIVED = "A letter has arrived for you"


def test_a_letter_grows_and_each_day_offers_another_thought(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    thoughts = [one.said("en") for one in offered.openings(MyWay())]
    assert len(thoughts) == 7
    first = client.get("/letters/new").text
    assert f'<p class="voice">{thoughts[0]}</p>' in first
    assert all(thought in first for thought in thoughts), "whoever writes at once sees them all"
    assert "Nobody reads this, so it cannot call for help" in first
    url = kept(client, "/letters", body=f"{CANARY}\n<i>first day</i>")
    page = client.get(url).text
    assert "&lt;i&gt;first day&lt;/i&gt;" in page
    for days in (1, 6, 40):
        with clock.shifted(timedelta(days=days)):
            client = cast.alice.sign_in(cast.alice.app.test_client())
            assert f'<p class="voice">{thoughts[min(days, 6)]}</p>' in client.get(f"{url}/edit").text
    assert client.post(url, data={"body": "x" * (BODY_LENGTH + 1), "revision": "1"}).status_code == 422
    assert client.post(url, data={"body": "  ", "revision": "1"}).status_code == 422
    assert CANARY in client.get(url).text


def test_it_comes_back_on_its_day_on_home_without_a_word_of_it_and_can_wait_a_month(
    app: Flask, cast: SimpleNamespace, outbox: Callable[[], list[EmailMessage]]
) -> None:
    client = cast.alice.client
    url = kept(client, "/letters", body=CANARY)
    day = clock.today() + timedelta(days=20)
    for wrong in ("not a day", clock.today().isoformat(), "2099-01-01", "1999-01-01"):
        refused = client.post(f"{url}/finish", data={"arrives_on": wrong})
        assert refused.status_code == 422, wrong
        assert f'value="{wrong}"' in refused.text
    assert client.post(f"{url}/finish", data={"arrives_on": day.isoformat()}).status_code == 303
    assert ARRIVED not in client.get("/home").text
    with clock.shifted(timedelta(days=21)):
        later = cast.alice.sign_in(app.test_client())
        home = later.get("/home").text
        assert ARRIVED in home
        assert f'href="{url}"' in home
        assert CANARY not in home
        assert ARRIVED in later.get("/for-myself").text
        letter = later.get(url).text
        assert "For you, from you" in letter
        assert CANARY in letter
        assert ARRIVED in later.get("/home").text, "looking at it is not yet having read it"
        assert later.post(f"{url}/later").status_code == 303
        assert ARRIVED not in later.get("/home").text
        assert "Comes back on" in later.get("/letters").text
    with clock.shifted(timedelta(days=52)):
        much_later = cast.alice.sign_in(app.test_client())
        assert ARRIVED in much_later.get("/home").text
        assert much_later.post(f"{url}/away").status_code == 303
        assert ARRIVED not in much_later.get("/home").text
        assert CANARY in much_later.get(url).text
    assert not [mail for mail in outbox() if "letter" in str(mail).casefold()]


def test_a_letter_without_a_day_lies_there_and_may_be_written_on(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = kept(client, "/letters", body="at once")
    for way in ("later", "away"):
        assert client.post(f"{url}/{way}").status_code == 303, "of a letter that has not come back"
    assert 'name="revision" value="1"' in client.get(f"{url}/edit").text, "nothing changes"
    assert "Should it come back" in client.get(f"{url}/finish").text
    assert client.post(f"{url}/finish", data={"arrives_on": ""}).status_code == 303
    assert ARRIVED not in client.get("/home").text
    assert "Letter of" in client.get("/letters").text
    assert client.post(url, data={"body": "at once, and more", "revision": "2"}).status_code == 303
    assert "at once, and more" in client.get(url).text
    assert "Letter of" in client.get("/letters").text
    let_go(client, url)


def test_two_windows_lose_neither_text_and_a_second_press_keeps_one(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    draft = client.get("/letters/new").text.split('name="draft" value="')[1].split('"')[0]
    url = kept(client, "/letters", body="once", draft=draft)
    assert kept(client, "/letters", body="once", draft=draft) == url
    other = kept(client, "/letters", body="once, and more", draft=draft)
    assert other != url
    assert client.post(url, data={"body": "from the first window", "revision": "1"}).status_code == 303
    conflict = client.post(url, data={"body": "from the second window", "revision": "1"})
    assert conflict.status_code == 409
    for words in ("from the first window", "from the second window", 'name="revision" value="2"'):
        assert words in conflict.text
    assert client.post(f"{url}/finish", data={}).status_code == 303, "what becomes of it is no word of it"
    assert client.post(url, data={"body": "from the first window", "revision": "2"}).status_code == 303


@pytest.mark.parametrize("place", [beside.HOME_TODAY, beside.JOURNAL_FORMS])
def test_nothing_stands_on_pages_of_others_for_whoever_has_left(app: Flask, place: str) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        assert [one for one in beside.fragments(place) if "letter" in one] == []


def test_thoughts_that_touch_what_is_to_be_left_in_peace_are_replaced(app: Flask, cast: SimpleNamespace) -> None:
    harsh = "Where are you hard on yourself?"
    assert harsh in cast.alice.client.get("/letters/new").text
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.begin_first(cast.alice.member_id)
        own_way.keep(member_id=cast.alice.member_id, way=MyWay(avoid=frozenset({"critic"})))
    assert harsh not in cast.alice.client.get("/letters/new").text
    assert len(offered.openings(MyWay(avoid=frozenset({"critic"})))) == 7


def test_a_locked_space_tells_of_no_letter(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = kept(client, "/letters", body=CANARY)
    client.post(f"{url}/finish", data={"arrives_on": (clock.today() + timedelta(days=1)).isoformat()})
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    with clock.shifted(timedelta(days=3)):
        newcomer = cast.alice.sign_in(app.test_client())
        assert ARRIVED not in newcomer.get("/home").text
        assert newcomer.get(url).status_code == 423
        assert newcomer.post(f"{url}/later").status_code == 423
        assert newcomer.post(f"/for-myself/{goal_id(url)}/let-go").status_code == 423
        assert "Open your private space" in newcomer.get("/letters").text
