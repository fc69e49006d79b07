"""Since when somebody is in an audience: the local day of whatever came last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

from wellbeing.programs.arrival import Arrival, came_on, timetable_for
from wellbeing.programs.audience import Audience
from wellbeing.programs.timetable import Timetable


def test_the_day_on_which_somebody_came_is_their_own_and_follows_what_the_audience_asks() -> None:
    came = Arrival(
        created_at=datetime(2026, 1, 5, 12, tzinfo=UTC),
        activated_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
        unit_since=datetime(2026, 3, 16, 12, tzinfo=UTC),
        placed_since=None,
        zone="Asia/Tokyo",
    )
    assert came_on(came, Audience()) == date(2026, 3, 2)
    assert came_on(replace(came, zone="America/Lima"), Audience()) == date(2026, 3, 1)
    assert came_on(came, Audience(units=(uuid4(),))) == date(2026, 3, 16)
    assert came_on(came, Audience(locations=("Lyon",))) == date(2026, 3, 2)
    assert came_on(replace(came, placed_since=datetime(2026, 4, 1, tzinfo=UTC)), Audience(job_families=("Care",))) == (
        date(2026, 4, 1)
    )
    assert came_on(replace(came, activated_at=None), Audience()) == date(2026, 1, 5)
    company = Timetable(date(2026, 2, 2), 8)
    assert timetable_for(company, came, Audience(), "week_one").begins_on(1) == date(2026, 3, 2)
    assert timetable_for(company, came, Audience(), "with_company") == company
