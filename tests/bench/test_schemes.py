"""Attackers who know or arrange more: under the threshold alone they win, and usefulness is counted right."""

from __future__ import annotations

from collections.abc import Sequence

from bench.schemes import schemes
from bench.sight import Precision, Sight, sights
from bench.simulated import Company, Reply, company
from bench.thresholds import publish
from bench.usefulness import use

EXACT = Precision(rounding=0.1)


def see(made: Company) -> Sequence[Sight]:
    return sights(made, publish(made, "k_only")["figures"], EXACT)


def test_schemes_break_the_threshold_alone() -> None:
    found = dict(schemes(60, 3, 1, see, tries=3))
    dummies = found["HR: four dummies in a unit of five"]
    assert (dummies.answers, dummies.exact) == (3, 3)
    assert found["HR: one person moves to and fro"].linked > 0.5
    assert all(one.answers for one in found.values())


def test_a_scheme_is_the_same_each_time() -> None:
    assert list(schemes(60, 2, 5, see, tries=2)) == list(schemes(60, 2, 5, see, tries=2))


def test_usefulness_counts_units_with_a_figure_of_their_own_and_errors_by_size() -> None:
    sizes = {"A": 4, "B": 6, "C": 12}
    made = Company(
        {"all": None} | dict.fromkeys(sizes, "all"),
        [Reply(1, f"{unit}{n}", unit, "here", unit, 50.0) for unit, size in sizes.items() for n in range(size)],
    )
    figures = publish(made, "glint")["figures"]
    next(one for one in figures if one["kind"] == "org" and one["key"]["unit"] == "B")["status"] = "merged"
    worth = use(made, figures, sights(made, figures, EXACT), refused=0)
    assert (worth.units, worth.shown) == (3, 2)
    assert (worth.large, worth.middle) == (0, 2)
    assert worth.error_middle == 0
    assert len(company(60, 1, 1).waves) == worth.waves == 1
