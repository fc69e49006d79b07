"""The rules of others, on breakdowns small enough to check by hand."""

from __future__ import annotations

from bench.simulated import Company, Reply
from bench.thresholds import publish


def made(sizes: dict[str, int]) -> Company:
    """One level of teams in one place and one tenure band; everybody answers 50 but the first of each team."""
    replies = [
        Reply(1, f"{team}{number}", team, "here", "under_1", 50.0 if number else 100.0)
        for team, size in sizes.items()
        for number in range(size)
    ]
    return Company({"all": None} | dict.fromkeys(sizes, "all"), replies)


def shown(company: Company, rule: str) -> set[str]:
    figures = publish(company, rule)["figures"]
    return {one["key"]["unit"] for one in figures if one["kind"] == "org" and one["status"] == "published"}


def test_the_threshold_alone_hides_only_the_small_group() -> None:
    assert shown(made({"A": 4, "B": 5, "C": 9}), "k_only") == {"all", "B", "C"}


def test_glint_goes_on_only_when_a_single_answer_is_hidden() -> None:
    assert shown(made({"A": 1, "B": 6, "C": 9}), "glint") == {"all", "C"}
    assert shown(made({"A": 2, "B": 6, "C": 9}), "glint") == {"all", "B", "C"}


def test_glint_never_hides_groups_of_400_for_others() -> None:
    assert shown(made({"A": 1, "B": 400}), "glint") == {"all", "B"}
    assert shown(made({"A": 1, "B": 399}), "glint") == {"all"}


def test_culture_amp_hides_until_five_answers_are_hidden() -> None:
    assert shown(made({"A": 4, "B": 6, "C": 9}), "culture_amp") == {"all", "C"}
    assert shown(made({"A": 4, "B": 3, "C": 9}), "culture_amp") == {"all", "C"}
    assert shown(made({"A": 4, "B": 400}), "culture_amp") == {"all"}


def test_figures_carry_a_mean_to_a_tenth_and_exact_counts() -> None:
    figure = next(one for one in publish(made({"A": 7, "B": 9}), "k_only")["figures"] if one["key"].get("unit") == "A")
    assert figure["mean"] == 57.1
    assert figure["bands"] == [0, 6, 1]
    assert figure["n_band"] == "7"
