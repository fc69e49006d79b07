"""What counts as a change, tried with groups in which nothing changed."""

from __future__ import annotations

import dataclasses
import random

import pytest

from reports.disclosure.noise import noise
from reports.releases.comparison import Verdict, change, margin
from reports.releases.statistics import Figure
from tests.reports.invented import scale

SCALE = scale("personal", "Personal burnout", reference_sd=17.0)


def figure(value: int | None, band: str | None = "20-29", bound: str | None = None) -> Figure:
    return Figure(None, "", 0, value, bound, band if value is not None else None, "published", None)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (None, figure(40), Verdict.FIRST),
        (figure(None), figure(40), Verdict.HIDDEN),
        (figure(40), figure(None), Verdict.HIDDEN),
        (figure(40), None, Verdict.HIDDEN),
        (figure(6, bound="at_most"), figure(40), Verdict.UNCLEAR),
        (figure(40), figure(51), Verdict.STEADY),
        (figure(40), figure(52), Verdict.HIGHER),
        (figure(52), figure(40), Verdict.LOWER),
        (figure(40), figure(40), Verdict.STEADY),
    ],
)
def test_a_difference_is_named_by_what_chance_could_do(
    before: Figure | None, after: Figure | None, verdict: Verdict
) -> None:
    assert change(SCALE, before, after).verdict is verdict


def test_the_band_is_wider_for_fewer_answers_and_for_shares() -> None:
    assert margin(SCALE, figure(40, "100-199")) == 4
    assert margin(SCALE, figure(40, "5-9")) == 17
    assert margin(SCALE, figure(40, "5+")) == 17
    assert margin(SCALE, figure(None)) is None
    share = dataclasses.replace(SCALE, measure="share")
    assert margin(share, figure(40, "100-199")) == 10
    wide = dataclasses.replace(SCALE, low=1.0, high=5.0, reference_sd=1.0)
    assert wide.spread == 25


@pytest.mark.parametrize(("count", "band"), [(5, "5-9"), (9, "5-9"), (24, "20-29"), (150, "100-199")])
def test_where_nothing_changed_a_change_is_claimed_in_at_most_one_of_twenty(count: int, band: str) -> None:
    chance = random.Random(count)
    waves = 2000
    false = 0
    for number in range(waves):
        means = [shown_mean(chance, count, f"{number} {turn}") for turn in range(2)]
        verdict = change(SCALE, figure(means[0], band), figure(means[1], band)).verdict
        false += verdict in {Verdict.HIGHER, Verdict.LOWER}
    assert false / waves <= 0.05


def test_without_the_noise_in_its_margin_small_groups_would_claim_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(4)
    pairs = [[shown_mean(chance, 5, f"{number} {turn}") for turn in range(2)] for number in range(2000)]

    def claimed() -> int:
        verdicts = [change(SCALE, figure(one, "5-9"), figure(other, "5-9")).verdict for one, other in pairs]
        return sum(verdict in {Verdict.HIGHER, Verdict.LOWER} for verdict in verdicts)

    assert claimed() <= 100
    monkeypatch.setattr("reports.releases.comparison.VARIANCE", 0.0)
    assert claimed() > 100


def shown_mean(chance: random.Random, count: int, wave: str) -> int:
    """A mean as it is published: the sum with its noise, divided and rounded."""
    total = sum(chance.gauss(45, 17) for _ in range(count)) + 17 * noise(b"secret", wave, "personal", ["p"])
    return round(total / count)
