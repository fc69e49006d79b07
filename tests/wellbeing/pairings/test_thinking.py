"""The pure parts: times over a change of the clocks, calendar files, bands, guides, profiles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from wellbeing.pairings import bands, calendar_file, guides, pair, profile, shared_words, times, topics
from wellbeing.pairings.guides import GuideFlaw
from wellbeing.pairings.pair import Meeting, Pair, Side
from wellbeing.pairings.profile import NotWith, Profile
from wellbeing.pairings.terms import Reason
from wellbeing.pairings.times import Hours

LENGTH = timedelta(minutes=45)
ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC")


def test_hours_move_with_the_clocks_of_each_place() -> None:
    lisbon, new_york = Hours("Europe/Lisbon"), Hours("America/New_York")
    # between these two Sundays only one of the two has changed its clocks
    friday, monday, later = date(2026, 10, 23), date(2026, 10, 26), date(2026, 11, 2)
    spans = {day: times.working(lisbon, day, day) for day in (friday, monday)}
    assert [begin.hour for begin, _end in spans[friday]] == [8]
    assert [begin.hour for begin, _end in spans[monday]] == [9]
    together = {day: times.common([lisbon, new_york], day, day) for day in (friday, monday, later)}
    lengths = {day: [end - begin for begin, end in found if begin.date() == day] for day, found in together.items()}
    assert lengths[friday] == [timedelta(hours=3)]
    assert lengths[monday] == [timedelta(hours=4)]
    assert lengths[later] == [timedelta(hours=3)]


def test_a_night_shift_crosses_midnight_and_a_lost_hour_is_not_worked() -> None:
    night = Hours("Europe/Lisbon", (6, 7), "22:00", "06:00")
    spans = times.working(night, date(2027, 3, 27), date(2027, 3, 27))
    assert [(end - begin) for begin, end in spans] == [timedelta(hours=7)], "the night in which an hour is lost"
    assert times.fits([night], datetime(2027, 3, 27, 23, tzinfo=UTC), LENGTH)
    assert not times.fits([night], datetime(2027, 3, 28, 12, tzinfo=UTC), LENGTH)
    assert times.common([night, Hours("Europe/Lisbon")], date(2027, 3, 22), date(2027, 3, 26)) == []


@given(
    st.lists(
        st.builds(
            Hours,
            st.sampled_from(ZONES),
            st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days))),
            st.sampled_from(["06:00", "09:00", "13:30", "22:00"]),
            st.sampled_from(["12:15", "17:00", "06:30", "23:00"]),
        ),
        min_size=2,
        max_size=3,
    ),
    st.integers(0, 60 * 24 * 270),
)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
def test_every_proposed_time_lies_in_everybodys_hours_and_ahead(people: list[Hours], minutes: int) -> None:
    after = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    until = after.date() + timedelta(days=14)
    found = times.proposals(people, after=after, until=until, length=LENGTH)
    assert found == sorted(set(found))
    assert len(found) <= 3
    for moment in found:
        assert moment >= after
        assert moment.date() <= until
        assert times.fits(people, moment, LENGTH)
        assert moment.minute in {0, 30}


def test_three_times_are_on_three_days_when_there_are_as_many() -> None:
    monday = datetime(2026, 6, 1, 6, tzinfo=UTC)
    found = times.proposals(
        [Hours("UTC"), Hours("Europe/Lisbon")], after=monday, until=date(2026, 6, 12), length=LENGTH
    )
    assert len({moment.date() for moment in found}) == 3
    one_day = times.proposals([Hours("UTC", (1,))], after=monday, until=date(2026, 6, 5), length=LENGTH)
    assert len(one_day) == 3
    assert times.proposals([Hours("UTC", (7,))], after=monday, until=date(2026, 6, 5), length=LENGTH) == []


def test_an_entry_keeps_its_name_through_every_change_and_lies_in_utc() -> None:
    uid, stamped = uuid4(), datetime(2026, 3, 1, 8, tzinfo=UTC)
    first = Meeting(datetime(2026, 3, 30, 9, tzinfo=UTC), 45, 0, stamped)
    moved = Meeting(datetime(2026, 3, 31, 9, tzinfo=UTC), 45, 1, stamped)
    read = [Calendar.from_ical(calendar_file.as_file(one, uid=uid, title="Conversation")) for one in (first, moved)]
    assert [one["method"] for one in read] == ["PUBLISH", "PUBLISH"]
    assert len({one.events[0]["uid"] for one in read}) == 1
    assert [one.events[0]["sequence"] for one in read] == [0, 1]
    assert read[0].events[0]["dtstart"].to_ical() == b"20260330T090000Z"
    ended = Calendar.from_ical(calendar_file.as_file(moved, uid=uid, title="x", cancelled=True))
    assert (ended["method"], ended.events[0]["sequence"], ended.events[0]["status"]) == ("CANCEL", 2, "CANCELLED")


def test_bands_are_broad_sticky_and_hidden_below_twenty() -> None:
    people = [f"p{number}" for number in range(40)]
    one = bands.share(people[:30], people, secret=b"s", name="1 paired")
    assert one is not None
    assert one == bands.share(list(reversed(people[:30])), people[::-1], secret=b"s", name="1 paired")
    assert (one.low, one.high) in {(70, 80), (60, 70)}
    assert bands.share(people[:3], people, secret=b"s", name="x") == bands.Band(0, 30)
    assert bands.share(people, people, secret=b"s", name="x") == bands.Band(90, 100)
    assert bands.share(people[:5], people[:19], secret=b"s", name="x") is None
    for gone in people[:30]:  # without one person the band is the same or a neighbour: nothing follows for certain
        rest = [each for each in people if each != gone]
        other = bands.share([each for each in people[:30] if each != gone], rest, secret=b"s", name="1 paired")
        assert other is not None
        assert abs(other.low - one.low) <= 10


def test_profiles_pairs_and_words_come_back_as_they_were() -> None:
    mine, other = uuid4(), uuid4()
    full = Profile(
        topics=("stress",),
        wants="“Quiet” ☕",
        languages=("en", "pl"),
        cadence=2,
        days=(1, 5),
        paused=True,
        paused_until=date(2026, 5, 1),
        not_with=(NotWith("a@b.example", other), NotWith("c@d.example")),
        ended_with=(other,),
        skips=(mine,),
        silent=2,
        waiting_in=mine,
    )
    assert profile.from_bytes(profile.to_bytes(full)) == full
    assert profile.from_bytes(profile.to_bytes(Profile())) == Profile()
    assert len(profile.to_bytes(full)) == len(profile.to_bytes(Profile())), "the length does not tell of exclusions"
    shared = Pair(
        reasons=(Reason("shared_topics", {"topics": "stress"}),),
        sides={str(mine): Side(Hours("UTC"), "quiet")},
        accepted=(mine,),
        meeting=Meeting(datetime(2026, 1, 1, tzinfo=UTC), 45, 3, datetime(2026, 1, 1, tzinfo=UTC), cancelled=True),
        titles={str(mine): "Coffee"},
        thanked=(mine,),
    )
    assert pair.from_bytes(pair.to_bytes(shared)) == shared
    words = shared_words.Words(shared_words.Kind.NOTE, "line\nline", datetime(2026, 1, 1, tzinfo=UTC), "Ada", 3, "Bo")
    assert shared_words.from_bytes(shared_words.to_bytes(words)) == words


def test_whoever_was_named_stays_named_whatever_becomes_of_the_address() -> None:
    bob = uuid4()
    first = profile.named(["Bob@x.example ", "", "bob@x.example", "nobody@x.example"], (), {"bob@x.example": bob})
    assert first == (NotWith("bob@x.example", bob), NotWith("nobody@x.example"))
    later = profile.named([one.address for one in first], first, {"bob@x.example": uuid4(), "nobody@x.example": bob})
    assert later == (NotWith("bob@x.example", bob), NotWith("nobody@x.example", bob))
    assert Profile(not_with=(NotWith("new@x.example"),)).excluded({"new@x.example": bob}) == {bob}


def test_who_takes_part_in_a_round_follows_pause_skip_and_cadence() -> None:
    round_id, day = UUID(int=1), date(2026, 6, 1)

    def takes(one: Profile, number: int = 3, last: int | None = 2) -> bool:
        return one.takes_part(round_id=round_id, on=day, number=number, last_number=last)

    assert takes(Profile())
    assert not takes(Profile(joined=False))
    assert not takes(Profile(skips=(round_id,)))
    assert not takes(Profile(paused=True))
    assert not takes(Profile(paused=True, paused_until=day))
    assert takes(Profile(paused=True, paused_until=day - timedelta(days=1)))
    assert not takes(Profile(cadence=2))
    assert takes(Profile(cadence=2), number=4)
    assert takes(Profile(cadence=4), last=None)


GUIDE = """id = "{id}"
{languages}
"""
WORDS = """[{language}]
title = "T"
minutes = 45
for_whom = "W"
questions = ["Q"]
closing = "C"
[[{language}.steps]]
title = "S"
minutes = {minutes}
who = "{who}"
text = "X"
"""


def written(folder: Path, *, languages: str = "en de fr es", who: str = "a", odd: str = "") -> Path:
    told = (WORDS.format(language=one, minutes=9 if one == odd else 5, who=who) for one in languages.split())
    file = folder / "quiet.toml"
    file.write_text(GUIDE.format(id="quiet", languages="".join(told)))
    return file


def test_a_guide_is_read_in_every_language_and_refused_when_a_part_is_missing(tmp_path: Path) -> None:
    found = guides.load(written(tmp_path))
    assert found.words("de").steps[0].minutes == 5
    assert found.words("xx") == found.words("en")
    assert guides.shipped(tmp_path) == (found,)
    for wrong in ({"languages": "en de fr"}, {"who": "c"}, {"odd": "de"}):
        with pytest.raises(GuideFlaw):
            guides.load(written(tmp_path, **wrong))
    file = written(tmp_path)
    file.write_text(file.read_text().replace('closing = "C"\n', "", 1))
    with pytest.raises(GuideFlaw, match="closing is missing"):
        guides.load(file)
    with pytest.raises(GuideFlaw, match="name of the file"):
        guides.load(written(tmp_path).rename(tmp_path / "other.toml"))


def test_every_shipped_guide_has_its_place_and_keeps_its_time() -> None:
    assert [one.id for one in guides.shipped()] == list(guides.ORDER)
    for one in guides.shipped():
        for words in one.texts.values():
            assert sum(step.minutes for step in words.steps) == words.minutes, one.id


def test_every_topic_has_a_name_in_four_languages_and_a_guide_that_is_known() -> None:
    for one in topics.shipped():
        assert set(one.names) == set(guides.LANGUAGES), one.key
        assert one.guide in guides.ORDER, one.key
    assert topics.guide_for(["own-1", "mistakes", "stress"]) == "mistakes"
    assert topics.guide_for(["own-1"]) == ""
