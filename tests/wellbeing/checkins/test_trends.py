"""A member's own scores over time: every scale once, oldest first, and small steps called what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from wellbeing.checkins import own_chart
from wellbeing.checkins.trends import trends_of


@dataclass
class Kept:
    month_on: date
    scores: dict[str, dict[str, float]]
    wave: str = field(default="A wave")
    asked: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def personal(month: int, value: float) -> Kept:
    return Kept(date(2031, month, 1), {"cbi": {"personal": value}})


@pytest.mark.parametrize(
    ("values", "change"), [([40], "first"), ([40, 50], "same"), ([40, 60], "higher"), ([60, 40], "lower")]
)
def test_a_step_within_the_reference_deviation_is_about_the_same(values: list[float], change: str) -> None:
    (trend,) = trends_of([personal(month, value) for month, value in enumerate(values, 1)])
    assert trend.change == change
    assert trend.title == "Personal burnout"


def test_points_stand_in_the_order_of_time_on_both_ranges() -> None:
    later = Kept(date(2031, 6, 1), {"scs_sf": {"total": 4.0}, "other": {"x": 1.0}})
    earlier = Kept(date(2031, 1, 1), {"scs_sf": {"total": 2.0}})
    (trend,) = trends_of([later, earlier])
    assert [(point.value, point.hundred) for point in trend.points] == [(2.0, 25.0), (4.0, 75.0)]
    assert (trend.low, trend.high) == (1.0, 5.0)


def test_a_picture_needs_two_scores_and_keeps_to_its_ground() -> None:
    assert own_chart.drawing([]) is None
    assert own_chart.drawing([40]) is None
    found = own_chart.drawing([0, 50, 100, 140])
    assert found is not None
    assert [spot.y for spot in found.spots] == [own_chart.BOTTOM, found.middle, own_chart.TOP, own_chart.TOP]
    assert (found.spots[0].x, found.spots[-1].x) == (own_chart.LEFT, own_chart.RIGHT)
    assert found.line.split()[0] == f"{found.spots[0].x},{found.spots[0].y}"


def test_a_topic_is_compared_only_with_the_check_in_that_asked_the_same_question() -> None:
    def energy(month: int, value: float, item: str) -> Kept:
        return Kept(date(2031, month, 1), {"pulse": {"energy": value}}, asked={"pulse": {"energy": [item]}})

    copies = [energy(1, 4.0, "energy_1"), energy(3, 1.0, "energy_2"), energy(5, 4.0, "energy_1")]
    (trend,) = trends_of(copies, "de")
    assert (trend.title, trend.change, trend.by_turns) == ("Energie", "same", True)
    assert len(trend.points) == 3
    (fresh,) = trends_of(copies[:2])
    assert (fresh.title, fresh.change) == ("Energy", "turned"), "two scores, and no step between them"
    (alone,) = trends_of(copies[:1])
    assert alone.change == "first"
