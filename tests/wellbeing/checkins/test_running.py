"""A check-in from its schedule to its figures: mail at each one's own morning, once, in the same words."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, text

from tenants import clock, jobs
from tenants.db import db
from tenants.members import absence
from tenants.members.service import member_row
from tests import mailbox
from tests.wellbeing.checkins.conftest import ZONE, Team

Make = Callable[..., Team]
Outbox = Callable[[], list[EmailMessage]]
FIRST = date(
    2031, 3, 24
)  # a Monday; the clocks of Europe go forward on the Sunday after it, those of America went before
DAY = timedelta(days=1)


def moment(day: date, hour: int, minute: int = 0, zone: str = ZONE) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))


def joins(made: Team, *numbers: int, zone: str | None = None) -> None:
    """People who have joined, so that mail may reach them."""
    with made.inside():
        for number in numbers:
            person = member_row(made.person(number).member_id)
            person.activated_at = person.activated_at or clock.now()
            person.time_zone = zone


def planned(made: Team, **changes: Any) -> UUID:
    from wellbeing.checkins import schedules

    terms: dict[str, Any] = {
        "name": "Quarterly",
        "instruments": ["cbi"],
        "every_weeks": 13,
        "open_days": 10,
        "next_on": FIRST,
    }
    with made.inside(made.hana.member_id):
        return schedules.schedule(terms=schedules.Terms(**(terms | {"remind_before": 2} | changes))).id


class Clockwork:
    """The clock of check-ins: wakes a company as the periodic job does, and reads what was mailed."""

    def __init__(self, made: Team, outbox: Outbox) -> None:
        self.made, self.outbox = made, outbox

    def at(self, when: datetime) -> dict[str, int]:
        """How many mails about a check-in each person has had by then, whoever had none left out."""
        with clock.at(when):
            with self.made.inside():
                jobs.owe("checkins.keep_time", when.isoformat())
            mails = self.mails()
        names = {person.email: name for name, person in self.made.company.people.items()}
        found: dict[str, int] = {}
        for one in mails:
            found[names[one["To"]]] = found.get(names[one["To"]], 0) + 1
        return found

    def mails(self) -> list[EmailMessage]:
        own = {person.email for person in self.made.company.people.values()}
        found = [one for one in self.outbox() if one["To"] in own and one["List-Unsubscribe"]]
        return [one for one in found if "check-in is open" in one.get_content()]


@pytest.fixture
def clockwork(team: Make, outbox: Outbox) -> Clockwork:
    """A company in Berlin with two people who have joined there, one in New York and one in Tokyo."""
    made = team()
    joins(made, 1, 2)
    joins(made, 3, zone="America/New_York")
    joins(made, 4, zone="Asia/Tokyo")
    with made.inside(made.hana.member_id):
        from tenants.organizations import help as help_room

        for country in ("US", "JP"):
            help_room.confirm(country=country, by=made.hana.member_id)
    return Clockwork(made, outbox)


def test_a_wave_goes_from_its_schedule_to_figures_without_a_hand_on_the_database(
    clockwork: Clockwork, drain: Callable[[], int], superuser: Any
) -> None:
    made = clockwork.made
    planned(made)
    assert clockwork.at(moment(FIRST, 7, 59)) == {}
    berlin = {"Hana": 1, "P01": 1, "P02": 1}
    assert clockwork.at(moment(FIRST, 8)) == berlin
    with clock.at(moment(FIRST, 9)):
        home = made.person(1).sign_in().get("/home").text
        address = re.search(r"/check-ins/[0-9a-f-]{36}", home)
        assert address is not None
        wave = address.group()
    assert clockwork.at(moment(FIRST, 7, 45, "America/New_York")) == berlin
    assert clockwork.at(moment(FIRST, 8, 15, "America/New_York")) == berlin | {"P03": 1}
    invited = berlin | {"P03": 1, "P04": 1}
    assert clockwork.at(moment(FIRST + DAY, 8, 15, "Asia/Tokyo")) == invited
    with clock.at(moment(FIRST + DAY, 10)):
        answers = {f"cbi-cbi_p{item}": "75" for item in range(1, 7)}
        assert made.person(1).sign_in().post(wave, data=answers).status_code == 303
        wave_id = UUID(wave.rsplit("/", 1)[1])
        for number in range(2, 16):
            assert made.cast(wave_id, number)
    reminded = dict.fromkeys(invited, 2)
    for day in range(2, 8):
        assert clockwork.at(moment(FIRST + day * DAY, 12)) == invited, day
    # two working days before the last; the clocks of Europe have gone forward meanwhile
    assert clockwork.at(moment(FIRST + 8 * DAY, 7, 45)) == invited | {"P04": 2}
    assert clockwork.at(moment(FIRST + 8 * DAY, 8)) == reminded | {"P03": 1}
    assert clockwork.at(moment(FIRST + 8 * DAY, 8, zone="America/New_York")) == reminded
    assert clockwork.at(moment(FIRST + 10 * DAY, 23, 45)) == reminded
    with clock.at(moment(FIRST + 11 * DAY, 0, 15)):
        with made.inside():
            jobs.owe("checkins.keep_time", "close")
        drain()
        assert made.person(2).sign_in().post(wave, data=answers).status_code == 409
        hana = made.hana.sign_in()
        page = hana.get(f"/check-ins/run/{wave_id}").text
        assert "Closed, results are out" in page
        assert 'href="/results"' in page
        assert "Quarterly, 2031-03-24" in hana.get("/results").text
    for table in ("ballot", "participation"):
        left = text(f"SELECT count(*) FROM {table} WHERE wave_id = :wave")
        assert superuser.execute(left, {"wave": wave_id}).scalar() == 0
    figures = text("SELECT count(*) FROM figure f JOIN release r ON r.id = f.release_id WHERE r.wave_id = :wave")
    assert superuser.execute(figures, {"wave": wave_id}).scalar() > 0
    texts = {re.sub(r"/unsubscribe/\S+", "", one.get_content()) + one["Subject"] for one in clockwork.mails()}
    assert len(texts) == 1
    assert "If you have answered, there is nothing to do." in texts.pop()


def test_nobody_hears_of_a_check_in_on_a_day_off_where_they_live(clockwork: Clockwork) -> None:
    from tenants.organizations import holidays

    made = clockwork.made
    with made.inside(made.hana.member_id):
        holidays.add(first=FIRST, last=None, name="Germany", country="DE")
        holidays.add(first=FIRST + DAY, last=FIRST + 2 * DAY, name="Japan", country="JP")
        holidays.add(first=FIRST + 8 * DAY, last=None, name="Everybody", country="")
    planned(made)
    assert clockwork.at(moment(FIRST, 12)) == {}
    america = {"P03": 1}
    assert clockwork.at(moment(FIRST, 8, zone="America/New_York")) == america
    assert clockwork.at(moment(FIRST + DAY, 7, 45)) == america
    berlin = america | {"Hana": 1, "P01": 1, "P02": 1}
    assert clockwork.at(moment(FIRST + DAY, 8)) == berlin
    assert clockwork.at(moment(FIRST + 2 * DAY, 12)) == berlin
    invited = berlin | {"P04": 1}
    assert clockwork.at(moment(FIRST + 3 * DAY, 8, zone="Asia/Tokyo")) == invited
    assert clockwork.at(moment(FIRST + 6 * DAY, 23)) == invited
    # the eighth day is off for everybody, so that the second working day before the last is the seventh
    assert clockwork.at(moment(FIRST + 7 * DAY, 8, zone="Asia/Tokyo")) == invited | {"P04": 2}
    assert clockwork.at(moment(FIRST + 7 * DAY, 8, zone="America/New_York")) == dict.fromkeys(invited, 2)
    assert clockwork.at(moment(FIRST + 10 * DAY, 23)) == dict.fromkeys(invited, 2)


def test_mail_tells_neither_who_answered_nor_what_else_waits(clockwork: Clockwork, app: Flask) -> None:
    from tenants import mail

    made = clockwork.made
    planned(made)
    with clock.at(moment(FIRST, 7)), made.inside():
        mail.notify(made.person(1).member_id, "address.proposed")
    clockwork.at(moment(FIRST, 8))
    bodies = {re.sub(r"/unsubscribe/\S+", "", one.get_content()) for one in clockwork.mails()}
    assert len(bodies) == 1
    assert "proposes" not in bodies.pop()


def test_nothing_is_sent_twice_by_two_clocks_at_once_or_a_long_silence(clockwork: Clockwork) -> None:
    made = clockwork.made
    planned(made)
    late = moment(FIRST + 3 * DAY, 9)
    with clock.at(late):
        from wellbeing.checkins import invitations, opening, schedules

        def tick() -> None:
            with made.inside():
                schedules.keep_time()
            with made.inside():
                invitations.send_due(opening.organization_locked())

        threads = [threading.Thread(target=tick) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    once = {"Hana": 1, "P01": 1, "P02": 1}
    for minutes in (1, 15, 30, 45):
        assert clockwork.at(late + timedelta(minutes=minutes)) == once
    with made.inside():
        assert db.session.scalar(text("SELECT count(*) FROM wave")) == 1


def test_a_worker_that_dies_in_the_middle_loses_no_mail_and_doubles_none(
    clockwork: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellbeing.checkins import invitations

    planned(clockwork.made)
    whole, tried = invitations.send_due, []

    def dies(organization: Any) -> None:
        whole(organization)
        tried.append(organization)
        if len(tried) == 1:
            raise RuntimeError("the worker is gone")

    monkeypatch.setattr(invitations, "send_due", dies)
    clockwork.at(moment(FIRST, 8))
    assert clockwork.at(moment(FIRST, 8, 15)) == {"Hana": 1, "P01": 1, "P02": 1}
    assert len(tried) >= 2


def test_a_member_chooses_the_weekday_on_which_check_in_mails_come(clockwork: Clockwork, superuser: Any) -> None:
    made = clockwork.made
    with clock.at(moment(FIRST - DAY, 12)):
        person = made.person(1).sign_in()
        assert "Wednesday" in person.get("/my/pace").text
        for wrong in ("6", "9", "x"):
            assert person.post("/my/pace/weekday", data={"weekday": wrong}).status_code == 422
        assert person.post("/my/pace/weekday", data={"weekday": "3"}).status_code == 303
        assert 'value="3" selected' in person.get("/my/pace").text
        person.post("/my/pace/pause", data={"until": ""})
        person.post("/my/pace/resume")
        assert 'value="3" selected' in person.get("/my/pace").text
    planned(made)
    assert clockwork.at(moment(FIRST, 8)) == {"Hana": 1, "P02": 1}
    assert clockwork.at(moment(FIRST + DAY, 12)).get("P01") is None
    assert clockwork.at(moment(FIRST + 2 * DAY, 8))["P01"] == 1
    # its Wednesday in the second week comes after the day of the reminder
    assert clockwork.at(moment(FIRST + 8 * DAY, 8)) == {"Hana": 2, "P01": 1, "P02": 2, "P04": 2}
    assert clockwork.at(moment(FIRST + 9 * DAY, 8))["P01"] == 2
    stored = superuser.execute(text("SELECT encode(sealed, 'escape') FROM own_pace")).scalars().all()
    assert stored
    assert not [row for row in stored if '"d"' in row]


def test_a_weekday_on_which_the_check_in_is_not_open_gives_way_to_the_first_morning(clockwork: Clockwork) -> None:
    made = clockwork.made
    with clock.at(moment(FIRST - DAY, 12)):
        made.person(1).sign_in().post("/my/pace/weekday", data={"weekday": "5"})
    planned(made, open_days=2)
    assert clockwork.at(moment(FIRST, 8))["P01"] == 1


def test_whoever_is_absent_is_asked_once_back_and_counts_in_the_audience_all_the_same(clockwork: Clockwork) -> None:
    from wellbeing.checkins.models import AudienceMember

    made = clockwork.made
    with clock.at(moment(FIRST - DAY, 12)):
        made.person(1).sign_in().post("/my/pace/pause", data={"until": str(FIRST + 2 * DAY)})
        away = made.hana.sign_in().post(
            f"/people/{made.person(2).member_id}/away", data={"until": str(FIRST + 10 * DAY)}
        )
        assert away.status_code == 303
    planned(made, remind_before=None)
    assert clockwork.at(moment(FIRST, 8)) == {"Hana": 1}
    with made.inside():
        invited = set(db.session.scalars(select(AudienceMember.member_id)))
    assert {made.person(1).member_id, made.person(2).member_id} <= invited
    with clock.at(moment(FIRST, 9)):
        assert "Quarterly" in made.person(1).sign_in().get("/check-ins").text
    assert "P01" not in clockwork.at(moment(FIRST + 2 * DAY, 17))
    assert clockwork.at(moment(FIRST + 3 * DAY, 8, 1))["P01"] == 1
    for day in range(4, 13):
        assert "P02" not in clockwork.at(moment(FIRST + day * DAY, 9))


def test_marking_people_as_away_makes_no_group_of_those_who_are_left(team: Make) -> None:
    from wellbeing.checkins import access

    made = team()
    with made.inside(made.hana.member_id):
        for number in range(2, 23):
            absence.record_away(member_row(made.person(number).member_id), until=clock.today(ZONE) + 60 * DAY)
    wave_id = made.open()
    with made.inside():
        promise = access.wave_for(wave_id).promise
    assert (promise["audience"], promise["units"]) == (23, ["Operations", "Sales"])


def test_who_wants_no_mail_still_finds_the_check_in_in_the_list(clockwork: Clockwork) -> None:
    made = clockwork.made
    with clock.at(moment(FIRST - DAY, 12)):
        listed = made.person(1).sign_in()
        listed.post("/notices/choices", data={"checkin_open": "in_app"})
        assert "checkin_mail" not in listed.get("/notices/choices").text
        nothing = made.person(2).sign_in()
        nothing.post("/notices/choices", data={"checkin_open": "neither"})
    planned(made)
    assert clockwork.at(moment(FIRST, 8)) == {"Hana": 1}
    [mail] = clockwork.mails()
    with clock.at(moment(FIRST, 9)):
        stop = mailbox.link(mail, "/unsubscribe/")
        assert made.app.test_client().post(stop).status_code == 200
        for number, shown in ((1, True), (2, False)):
            page = made.person(number).sign_in().get("/notices").text
            assert ("check-in is open until" in page) is shown
        before = made.hana.sign_in().get("/notices").text.count("check-in is open until")
        assert "Quarterly" in made.person(2).client.get("/check-ins").text
    # after a long silence an invitation and a reminder that both wait are one mail
    assert clockwork.at(moment(FIRST + 9 * DAY, 15)) == {"Hana": 1, "P03": 1}
    with clock.at(moment(FIRST + 9 * DAY, 16)):
        assert made.hana.sign_in().get("/notices").text.count("check-in is open until") == before > 0


def test_a_check_in_that_hr_closes_early_is_mailed_to_nobody_any_more(clockwork: Clockwork) -> None:
    made = clockwork.made
    planned(made)
    invited = clockwork.at(moment(FIRST, 8))
    with clock.at(moment(FIRST, 12)):
        with made.inside():
            wave_id = db.session.scalar(text("SELECT id FROM wave"))
        made.close(wave_id)
        assert "check-in is open" not in made.person(1).sign_in().get("/notices").text
    for day in (1, 8):
        assert clockwork.at(moment(FIRST + day * DAY, 12)) == invited


def test_without_a_reminder_none_comes_and_on_free_days_no_mail(clockwork: Clockwork) -> None:
    planned(clockwork.made, next_on=FIRST + 5 * DAY, remind_before=None)
    assert clockwork.at(moment(FIRST + 5 * DAY, 12)) == {}
    assert clockwork.at(moment(FIRST + 6 * DAY, 12)) == {}
    for day in range(8, 16):
        assert clockwork.at(moment(FIRST + day * DAY, 12))["P01"] == 1


def test_hr_opens_by_hand_in_the_afternoon_and_people_hear_next_morning(clockwork: Clockwork) -> None:
    made = clockwork.made
    given = {"name": "Autumn", "instruments": ["cbi"], "closes_on": str(FIRST + 10 * DAY), "remind_before": "3"}
    with clock.at(moment(FIRST, 15)):
        hana = made.hana.sign_in()
        preview = hana.post("/check-ins/run/preview", data=given).text
        assert "One reminder follows on March 31, 2031" in preview
        assert 'name="remind_before" value="3"' in preview
        opened = hana.post("/check-ins/run", data=given)
        assert opened.status_code == 303
        assert "March 31, 2031, to everybody" in hana.get(opened.headers["Location"]).text
        assert "Autumn" in made.person(1).sign_in().get("/home").text
    assert clockwork.at(moment(FIRST, 15, 1)) == {"P03": 1}
    assert clockwork.at(moment(FIRST + DAY, 8)) == {"P03": 1, "P04": 1, "Hana": 1, "P01": 1, "P02": 1}
    refused = made.person(1).client.post("/check-ins/run", data=given)
    assert refused.status_code in {401, 403}


def test_hr_sees_that_an_address_bounces_and_nothing_of_who_answered(team: Make) -> None:
    made = team()
    wave_id = made.open()
    hana = made.hana.sign_in()
    assert "refuse mail" not in hana.get("/check-ins/run").text
    with made.inside():
        member_row(made.person(3).member_id).bounces = True
    page = hana.get("/check-ins/run").text
    assert "Some addresses refuse mail" in page
    assert "/people?state=bouncing" in page
    assert made.person(3).email in hana.get("/people?state=bouncing").text
    before = hana.get(f"/check-ins/run/{wave_id}").text
    for number in range(1, 8):
        made.cast(wave_id, number)
    assert hana.get("/check-ins/run").text == page
    assert hana.get(f"/check-ins/run/{wave_id}").text == before
    assert "How many took part is a figure too" in before


def test_people_of_a_named_group_are_not_asked_again_sooner_than_everybody(team: Make) -> None:
    from tenants.errors import Conflict
    from wellbeing.checkins import opening
    from wellbeing.checkins.audience import NamedGroup

    made = team()
    people = frozenset(made.person(number).member_id for number in range(1, 13))

    def opens(name: str) -> None:
        with made.inside(made.hana.member_id):
            opening.open_wave(
                name=name,
                instruments=("fevs_eei",) if name == "Second" else ("cbi",),
                closes_on=clock.today(ZONE) + 7 * DAY,
                groups={"programme": NamedGroup("Eight weeks", people)},
            )

    opens("First")
    for days in (1, 13):
        with clock.shifted(days * DAY), pytest.raises(Conflict) as soon:
            opens("Second")
        assert soon.value.code == "too_soon"
