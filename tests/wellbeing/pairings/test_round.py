"""A whole round with a moved clock: announced, paired, agreed, met, ended, and the next one."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

from icalendar import Calendar
from sqlalchemy import Connection

from tenants import clock
from tests.conftest import Person
from tests.wellbeing.pairings.conftest import CANARY, House, copies, partner_of


def test_a_round_goes_from_its_announcement_to_the_next_one(house: House, superuser: Connection) -> None:
    monday = clock.today() + timedelta(days=7)
    house.join("Alice", "Bob", "Cleo", "Dora", wants="How to say no kindly")
    invitation = house.emil.client.get("/coaching").text
    assert "Have a look and join" in invitation
    round_url = house.set_round(monday)

    with house.on(monday - timedelta(days=2), 8):  # too early
        house.drain()
        assert "round of peer coaching" not in _told(house.alice)
    house.goes(monday - timedelta(days=2), 10)
    with house.on(monday - timedelta(days=2), 11):
        assert "round of peer coaching" in _told(house.alice)
        assert "round of peer coaching" not in _told(house.emil), "whoever did not join hears nothing"
        page = house.dora.client.get("/coaching").text
        skip = re.findall(r'action="(/coaching/skip/[^"]+)"', page)[0]
        for _twice in range(2):
            assert house.dora.client.post(skip).status_code == 303
        assert "You skip it" in house.dora.client.get("/coaching").text
        house.join("Emil", wants="How to say no kindly")

    house.goes(monday, 10)
    with house.on(monday, 11):
        pairs = {name: house.company.people[name] for name in ("Alice", "Bob", "Cleo", "Emil")}
        seen = {name: person.client.get(house.pair_of(person)).text for name, person in pairs.items()}
        assert {partner_of(page) for page in seen.values()} == set(pairs)
        for name, page in seen.items():
            assert partner_of(seen[partner_of(page)]) == name
        assert "/coaching/pairs/" not in house.dora.client.get("/coaching").text
        again = house.drain()
        assert again == 0, "a round is paired once"
        one, other = house.alice, house.company.people[partner_of(seen["Alice"])]
        _agree(house, one, other)
        starts_at = _choose(house, one)
        _in_calendars(house, one, other, starts_at)
        _share(house, one, other)
        assert len(copies(superuser, one.tenant_id)) == 4
    _ends_and_goes_on(house, one, other, round_url, monday + timedelta(days=14), superuser)


def _ends_and_goes_on(
    house: House, one: Person, other: Person, round_url: str, end: date, superuser: Connection
) -> None:
    house.goes(end - timedelta(days=3), 10)
    with house.on(end - timedelta(days=3), 11):
        assert "Then your notes are deleted, unless you keep yours" in _told(other)
        assert "Then your notes are deleted" not in _told(house.dora), "whoever skipped has nothing to lose"
    house.goes(end, 1)
    with house.on(end, 9):
        assert "This pairing has ended." in one.client.get(_pair(house, one)).text
        left = copies(superuser, one.tenant_id)
        assert [(row.reader_id, row.kept) for row in left] == [(one.member_id, True)]  # type: ignore[attr-defined]
        assert CANARY in one.client.get("/coaching").text
        assert CANARY not in other.client.get("/coaching").text
        followed = house.hana.client.get(round_url).text
        assert "Hidden to protect" in followed
        assert "over" in followed
        again_on = end + timedelta(days=7)
        house.set_round(again_on)
    house.goes(again_on - timedelta(days=2), 10)
    house.goes(again_on, 10)
    with house.on(again_on, 11):
        new = partner_of(one.client.get(house.pair_of(one)).text)
        assert other.client.get("/coaching").status_code == 200
        assert house.company.people[new.split(",")[0]] is not other or "," in new


TIME_TOLD = "<p>There is a time for your conversation.<br>"


def _told(person: Person) -> str:
    return person.client.get("/notices").text


def _pair(house: House, person: Person) -> str:
    notices = person.client.get("/notices").text
    follow = re.findall(r'href="(/coaching/follow/[^"]+)"', notices)[0]
    return str(person.client.get(follow).headers["Location"])


def _agree(house: House, one: Person, other: Person) -> None:
    address = house.pair_of(one)
    page = one.client.get(address).text
    assert "How to say no kindly" in page
    assert "How you talk" in page
    assert "/time" not in page
    assert one.client.post(f"{address}/time", data={"starts_at": "2026-12-01T10:00:00+00:00"}).status_code == 409
    for _twice in range(2):
        assert one.client.post(f"{address}/accept").status_code == 303
    assert "You have agreed" in one.client.get(address).text
    assert other.client.post(f"{address}/accept").status_code == 303
    assert "agreed how you talk" in _told(one)


def _choose(house: House, one: Person) -> str:
    address = house.pair_of(one)
    offered = re.findall(r'name="starts_at" value="([^"]+)"', one.client.get(address).text)
    assert len(offered) == 3
    for _twice in range(2):
        assert one.client.post(f"{address}/time", data={"starts_at": html.unescape(offered[1])}).status_code == 303
    for nonsense in ("", "yesterday", "2026-01-01", offered[0].replace("+00:00", "")):
        assert one.client.post(f"{address}/time", data={"starts_at": nonsense}).status_code == 422
    night = re.sub(r"T\d\d:\d\d", "T03:00", offered[0])
    outside = one.client.post(f"{address}/time", data={"starts_at": night})
    assert outside.status_code == 422
    assert "does not work at this time" in outside.text
    return html.unescape(offered[1])


def _in_calendars(house: House, one: Person, other: Person, starts_at: str) -> None:
    address = house.pair_of(one)
    assert "There is a time for your conversation" in _told(other)
    assert _told(other).count(TIME_TOLD) == 1, "a second click tells nobody twice"
    mine, theirs = _event(one, address), _event(other, address)
    assert mine["uid"] == theirs["uid"]
    assert mine["summary"] == "Conversation"
    assert mine["dtstart"].dt.isoformat() == starts_at
    assert mine["sequence"] == 0
    assert one.client.post(f"{address}/title", data={"title": "Coffee"}).status_code == 303
    assert (_event(one, address)["summary"], _event(other, address)["summary"]) == ("Coffee", "Conversation")
    assert "Coffee" not in other.client.get(address).text
    another = html.unescape(re.findall(r'name="starts_at" value="([^"]+)"', other.client.get(address).text)[2])
    assert other.client.post(f"{address}/time", data={"starts_at": another}).status_code == 303
    moved = _event(one, address)
    assert (moved["uid"], moved["sequence"]) == (mine["uid"], 1)
    for _twice in range(2):
        assert one.client.post(f"{address}/no-time").status_code == 303
    gone = one.client.get(f"{address}/conversation.ics")
    cancelled = Calendar.from_ical(gone.data)
    assert cancelled["method"] == "CANCEL"
    assert (cancelled.events[0]["status"], cancelled.events[0]["sequence"]) == ("CANCELLED", 2)
    assert other.client.post(f"{address}/time", data={"starts_at": another}).status_code == 303
    assert _event(one, address)["sequence"] == 3


def _event(person: Person, address: str) -> dict:
    answer = person.client.get(f"{address}/conversation.ics")
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    assert calendar["method"] == "PUBLISH"
    return calendar.events[0]


def _share(house: House, one: Person, other: Person) -> None:
    address = house.pair_of(one)
    assert one.client.post(f"{address}/agenda", data={"words": " "}).status_code == 422
    for _twice in range(2):
        assert one.client.post(f"{address}/note", data={"words": CANARY}).status_code == 303
    assert other.client.post(f"{address}/agenda", data={"words": "The handover on Fridays"}).status_code == 303
    assert one.client.post(f"{address}/own", data={"words": "I talked too much"}).status_code == 303
    mine, theirs = one.client.get(address).text, other.client.get(address).text
    assert mine.count(CANARY) >= 1
    assert CANARY in theirs
    assert "The handover on Fridays" in mine
    assert "I talked too much" not in theirs
    own = re.findall(rf'action="({address}/copies/[0-9a-f-]+)/remove"', mine)
    assert len(own) == 3
    assert one.client.post(f"{own[2]}/remove").status_code == 303
    assert "I talked too much" not in one.client.get(address).text
    assert one.client.post(f"{own[1]}/keep").status_code == 303
    assert other.client.post(f"{own[1]}/drop").status_code == 404, "a copy belongs to its reader"
    assert other.client.post(f"{address}/thanks").status_code == 303
    assert "Somebody thanks you" in _told(one)
