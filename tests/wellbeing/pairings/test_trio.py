"""Three people in one pairing: what they read, how they share the time of a guide, and how one of them goes."""

from __future__ import annotations

import html
import re

from tests.wellbeing.pairings.conftest import CANARY, House, copies
from tests.wellbeing.pairings.test_parting import begun
from wellbeing.pairings import guides
from wellbeing.pairings.guides import Step

FOR_TWO = ("you two", "You two", "both of you", "you both", "The other person")


def test_three_read_texts_for_three_and_two_of_them_go_on(house: House, superuser: object) -> None:
    monday = begun(house, "Alice", "Bob", "Cleo")
    with house.on(monday, 11):
        three = house.alice, house.bob, house.cleo
        address = house.pair_of(house.alice)
        for person in three:
            assert person.client.post(f"{address}/accept").status_code == 303
            assert person.client.post(f"{address}/note", data={"words": CANARY}).status_code == 303
        offered = re.findall(r'name="starts_at" value="([^"]+)"', house.alice.client.get(address).text)
        assert house.alice.client.post(f"{address}/time", data={"starts_at": offered[0]}).status_code == 303
        pages = {way: html.unescape(house.alice.client.get(address + way).text) for way in ("", "/guide", "/end")}
        pages["mine"] = html.unescape(house.alice.client.get("/coaching").text)
        for way, page in pages.items():
            assert not [words for words in FOR_TWO if words in page], way
        assert "You are three this time, so that" in pages[""]
        assert "The third turn" in pages["/guide"]
        for name in ("Alice", "Bob", "Cleo"):
            assert f'<p class="eyebrow">{name} · ' in pages["/guide"], "everybody has a turn"
        assert "read only: “Your conversation goes on with two.”" in pages["/end"]

        assert house.alice.client.post(f"{address}/end").headers["Location"] == "/coaching/ended"
        assert "If the conversation stands in your calendar" in house.alice.client.get("/coaching/ended").text
        for way in ("", "/guide", "/end", "/conversation.ics"):
            assert house.alice.client.get(address + way).status_code == 404, "new times are not hers any more"
        left = [row.reader_id for row in copies(superuser, house.alice.tenant_id)]  # type: ignore[attr-defined]
        assert sorted(set(left)) == sorted([house.bob.member_id, house.cleo.member_id])
        for person in (house.bob, house.cleo):
            page = html.unescape(person.client.get(address).text)
            assert "Why you two" in page
            assert "You are three this time" not in page
            assert "Alice" not in re.findall(r"<h1>([^<]+)</h1>", page)[0]
            assert "The third turn" not in person.client.get(f"{address}/guide").text
            assert "Your conversation goes on with two." in person.client.get("/notices").text
        assert "The other person reads only" in house.bob.client.get(f"{address}/end").text
        assert "make each turn a third shorter" in house.alice.client.get("/coaching/guides/mistakes").text


def test_every_guide_has_a_fair_third_turn_in_the_same_time() -> None:
    for guide in guides.shipped():
        for told in guide.texts.values():
            shared = guides.for_three(told, Step("third", 1, "c", ""))
            assert sum(step.minutes for step in shared.steps) == sum(step.minutes for step in told.steps)
            spoken = {who: sum(step.minutes for step in shared.steps if step.who == who) for who in "abc"}
            assert max(spoken.values()) - min(spoken.values()) <= 2, (guide.id, spoken)
            assert [step for step in shared.steps if step.who == "both"] == [s for s in told.steps if s.who == "both"]
