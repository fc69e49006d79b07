"""Guides follow what a member wants to be left in peace with, without anybody else noticing."""

from __future__ import annotations

from tenants.members.my_way import MyWay
from tests.wellbeing.pairings.conftest import House
from tests.wellbeing.pairings.test_parting import begun
from wellbeing.pairings import guides

AVOIDS = {"avoid": "mistakes", "consent": "yes"}


def test_guides_for_a_conversation_leave_out_what_is_to_be_left_in_peace(house: House) -> None:
    client = house.alice.client
    assert "/coaching/guides/mistakes" in client.get("/coaching/guides").text
    client.post("/my-way", data=AVOIDS)
    page = client.get("/coaching/guides").text
    assert "/coaching/guides/mistakes" not in page
    assert "/coaching/guides/more-than-a-hard-week" in page
    assert "/coaching/guides/mistakes" in client.get("/coaching/guides?all=yes").text
    assert client.get("/coaching/guides/mistakes").status_code == 200, "everything can be looked up"
    assert "/coaching/guides/mistakes" in house.bob.client.get("/coaching/guides").text


def test_the_guide_of_a_pair_stays_and_only_whoever_avoids_it_reads_so(house: House) -> None:
    line = "Only you see this line"
    with house.on(begun(house, "Alice", "Bob"), 11):
        pair = house.pair_of(house.alice)
        assert house.alice.client.post(f"{pair}/guide", data={"guide": "mistakes"}).status_code == 303
        assert line not in house.alice.client.get(f"{pair}/guide").text
        house.alice.client.post("/my-way", data=AVOIDS)
        page = house.alice.client.get(f"{pair}/guide").text
        assert line in page
        assert '<option value="mistakes"' not in page
        theirs = house.bob.client.get(f"{pair}/guide").text
        assert line not in theirs
        assert '<option value="mistakes" selected' in theirs


def test_help_from_people_is_never_left_out() -> None:
    everything = MyWay(avoid=frozenset(key for one in guides.shipped() for key in one.topics))
    assert {guides.FIRST, guides.LAST} <= {one.id for one in guides.offered(everything)}
