"""My three sentences: first kept with consent, in one's own order, before one's eyes, for the device, let go."""

from __future__ import annotations

import html
import json
import re
from types import SimpleNamespace

from flask import Flask
from flask.testing import FlaskClient

from tenants import clock
from tenants.db import work
from tenants.languages import LANGUAGES
from tenants.members import own_way, private_space
from tenants.members.my_way import MyWay
from tenants.organizations.access import organization
from tests.wellbeing.intentions.conftest import CANARY, kept, let_go
from wellbeing.intentions import offered

ADDRESS = "/my-sentences"


def on_the_device(client: FlaskClient) -> list[str] | None:
    found = re.search(r"<div hidden data-device-sentences='([^']*)'", client.get(ADDRESS).text)
    return json.loads(html.unescape(found[1])) if found else None


def test_the_first_time_asks_for_consent_and_loses_nothing(cast: SimpleNamespace, superuser: object) -> None:
    client = cast.alice.client
    assert on_the_device(client) == []
    refused = client.post(ADDRESS, data={"said": [CANARY, "", "and rest"]})
    assert refused.status_code == 422
    assert refused.text.count(CANARY) == 1
    assert "and rest" in refused.text
    count = "SELECT count(*) FROM {} WHERE member_id = %(member)s"
    for table in ("private_space", "consent", "intention"):
        found = superuser.exec_driver_sql(count.format(table), {"member": cast.alice.member_id}).scalar()  # type: ignore[attr-defined]
        assert found == 0, table
    assert kept(client, ADDRESS, said=[CANARY, "", "and rest"]) == ADDRESS
    assert on_the_device(client) == [CANARY, "and rest"]


def test_their_order_is_changed_by_a_button_and_they_are_read_one_by_one(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    kept(client, ADDRESS, said=["one", "two <b>bold</b>", "three's"])
    assert client.post(f"{ADDRESS}/up", data={"place": "3", "revision": "1"}).status_code == 303
    assert on_the_device(client) == ["one", "three's", "two <b>bold</b>"]
    late = client.post(f"{ADDRESS}/up", data={"place": "2", "revision": "1"})
    assert late.status_code == 409
    assert "as it stands now" in late.text
    assert client.post(f"{ADDRESS}/up", data={"place": "1", "revision": "2"}).status_code == 303
    assert on_the_device(client) == ["one", "three's", "two <b>bold</b>"]
    now = client.get(f"{ADDRESS}/now").text
    assert ">one</h1>" in now
    assert "number=2" in now
    last = client.get(f"{ADDRESS}/now?number=9").text
    assert "two &lt;b&gt;bold&lt;/b&gt;</h1>" in last
    assert "number=4" not in last
    assert "number=2" in last
    assert client.get(f"{ADDRESS}/now?number=nonsense").status_code == 200


def test_two_windows_lose_neither_and_a_second_press_keeps_one(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    kept(client, ADDRESS, said=["at first"], revision="0")
    kept(client, ADDRESS, said=["at first"], revision="0")
    kept(client, ADDRESS, said=["from the first window"], revision="1")
    conflict = client.post(ADDRESS, data={"said": ["from the second window"], "revision": "1"})
    assert conflict.status_code == 409
    assert "from the first window" in conflict.text
    assert "from the second window" in conflict.text
    assert 'name="revision" value="2"' in conflict.text
    kept(client, ADDRESS, said=["both"], revision="2")
    assert on_the_device(client) == ["both"]


def test_emptied_they_are_gone_from_the_table_and_from_the_device(cast: SimpleNamespace, superuser: object) -> None:
    client = cast.alice.client
    nothing = client.post(ADDRESS, data={"said": ["", " ", ""], "revision": "0", "consent": "yes"})
    assert nothing.status_code == 303, "three empty lines are no mistake, and begin nothing"
    kept(client, ADDRESS, said=["for a while"])
    late = client.post(ADDRESS, data={"said": ["", "", ""], "revision": "7"})
    assert late.status_code == 409
    assert on_the_device(client) == ["for a while"]
    kept(client, ADDRESS, said=["", "", ""], revision="1")
    assert on_the_device(client) == []
    count = "SELECT count(*) FROM intention WHERE member_id = %(member)s"
    assert superuser.exec_driver_sql(count, {"member": cast.alice.member_id}).scalar() == 0  # type: ignore[attr-defined]
    assert client.get(f"{ADDRESS}/now").status_code == 303
    assert client.post(f"{ADDRESS}/up", data={"place": "2", "revision": "1"}).status_code == 404


def test_too_long_or_too_many_come_back(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    long = client.post(ADDRESS, data={"said": ["x" * 201, "stays"], "consent": "yes"})
    assert long.status_code == 422
    assert "longer than 200" in long.text
    assert "x" * 201 in long.text
    many = client.post(ADDRESS, data={"said": ["a", "b", "c", "d"], "consent": "yes"})
    assert many.status_code == 422
    assert "room for 3" in many.text


def test_starters_speak_the_language_of_whoever_reads_and_fill_the_first_empty_line(
    app: Flask, cast: SimpleNamespace
) -> None:
    client = cast.alice.client
    with app.app_context(), work(cast.alice.tenant_id):
        organization().languages, organization().language = list(LANGUAGES), "de"
    first = offered.starters(MyWay())[0]
    page = client.get(f"{ADDRESS}/edit").text
    assert first.said("de") in html.unescape(page)
    assert first.said("en") not in page
    taken = client.post(f"{ADDRESS}/starter", data={"said": ["mine", "", ""], "starter": first.id, "revision": "0"})
    assert taken.status_code == 200
    assert taken.text.index("mine") < taken.text.index(first.said("de"))
    assert html.unescape(taken.text).count(first.said("de")) == 1, "a sentence that was taken is not offered again"
    full = client.post(f"{ADDRESS}/starter", data={"said": ["a", "b", "c"], "starter": first.id, "revision": "0"})
    assert [full.text.count(f">\n{line}<") for line in "abc"] == [1, 1, 1]
    odd = client.post(f"{ADDRESS}/starter", data={"starter": "nonsense"})
    assert odd.status_code == 200
    assert on_the_device(client) == []


def test_what_is_to_be_left_in_peace_is_not_offered(app: Flask, cast: SimpleNamespace) -> None:
    critic, mistakes = "speak to myself as I would", "A mistake tells me something"
    page = cast.alice.client.get(f"{ADDRESS}/edit").text
    assert critic in page
    assert mistakes in page
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.begin_first(cast.alice.member_id)
        own_way.keep(member_id=cast.alice.member_id, way=MyWay(avoid=frozenset({"critic"})))
    page = cast.alice.client.get(f"{ADDRESS}/edit").text
    assert critic not in page
    assert mistakes in page


def test_a_locked_space_keeps_them_closed_and_the_device_untouched(app: Flask, cast: SimpleNamespace) -> None:
    kept(cast.alice.client, ADDRESS, said=[CANARY])
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.sign_in(app.test_client())
    page = newcomer.get(ADDRESS)
    assert page.status_code == 200
    assert CANARY not in page.text
    assert "data-device-sentences" not in page.text
    assert "Open your private space" in page.text
    typed = newcomer.post(ADDRESS, data={"said": ["typed while locked"], "revision": "0", "consent": "yes"})
    assert typed.status_code == 423
    assert "typed while locked" in typed.text
    assert on_the_device(cast.alice.client) == [CANARY]


def test_sentences_of_a_second_space_stand_before_those_of_the_first(app: Flask, cast: SimpleNamespace) -> None:
    client = cast.alice.client
    kept(client, ADDRESS, said=["in the first space"])
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.sign_in(app.test_client())
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.begin(cast.alice.member_id)
    assert on_the_device(newcomer) == []
    kept(newcomer, ADDRESS, said=["in the second space"], revision="0")
    assert on_the_device(newcomer) == ["in the second space"]


def test_letting_go_by_its_address_asks_once(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    step = kept(client, "/small-steps", what="Once around the block")
    let_go(client, step)
    assert "Once around" not in client.get("/small-steps").text
