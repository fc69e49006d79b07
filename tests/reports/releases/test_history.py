"""A quarter or a year as one figure: the mean of shown rounds by the mid-points of their shown sizes, nothing else."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from reports.releases.history import window_of
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave
from tests.reports.invented import burnout_wave, scale, unit_id

OPERATIONS = unit_id("Operations")


def wave(number: int, value: int | None, band: str | None = "10-14", bound: str | None = None) -> ReleasedWave:
    status = "suppressed" if value is None else "published"
    figure = Figure(OPERATIONS, "Operations", 1, value, bound, band if value is not None else None, status, None)
    released = ReleasedScale(scale("personal", "Personal burnout"), (figure,))
    return dataclasses.replace(burnout_wave(number), scales=(released,))


def window(*waves: ReleasedWave, unit: UUID = OPERATIONS) -> int | None:
    found = window_of(waves[-1].scales[0], unit, waves)
    return None if found is None else found.value


def test_rounds_are_weighted_by_the_middle_of_their_shown_size() -> None:
    assert window(wave(1, 40, "5-9"), wave(2, 60, "20-29")) == round((7 * 40 + 24.5 * 60) / 31.5)
    assert window(wave(1, 40, "5+"), wave(2, 60, "5+")) == 50


def test_hidden_rounds_are_left_out_and_two_must_be_left() -> None:
    assert window(wave(1, 40), wave(2, None), wave(3, 60)) == 50
    assert window(wave(1, 40), wave(2, None)) is None
    assert window(wave(3, 40)) is None


def test_a_bound_makes_no_mean() -> None:
    assert window(wave(1, 6, bound="at_most"), wave(2, 60), wave(3, 60)) is None


def test_a_window_says_whose_it_is_and_how_many_answered_in_no_way() -> None:
    waves = wave(1, 40), wave(2, 60)
    found = window_of(waves[-1].scales[0], OPERATIONS, waves)
    assert found is not None
    assert (found.unit_id, found.unit_path, found.n_band, found.bands) == (OPERATIONS, "Operations", None, None)
    assert window(*waves, unit=unit_id("Service")) is None


def test_waves_of_another_version_of_the_questionnaire_are_left_out() -> None:
    old = wave(1, 40)
    other = dataclasses.replace(old, instruments=(dataclasses.replace(old.instruments[0], version=2),))
    assert window(other, wave(2, 60), wave(3, 62)) == 61
    assert window(other, wave(2, 60)) is None


def test_where_questions_take_turns_only_waves_that_asked_the_same_are_compared() -> None:
    def asking(number: int, value: int, *asked: str) -> ReleasedWave:
        one = wave(number, value)
        (only,) = one.scales
        changed = dataclasses.replace(only.scale, asked=asked)
        return dataclasses.replace(one, scales=(dataclasses.replace(only, scale=changed),))

    same, other, now = asking(1, 40, "energy_1"), asking(2, 90, "energy_2"), asking(3, 60, "energy_1")
    assert window(same, other, now) == 50
    assert window(other, now) is None
