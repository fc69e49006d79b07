"""From ballots to figures, as plain values: every kind of group, small siblings, named groups, and what is not said."""

from __future__ import annotations

import dataclasses
import json
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from reports.disclosure import release as engine
from reports.disclosure.audit import Audited
from reports.disclosure.candidates import Cell
from reports.disclosure.release import Releaser
from reports.disclosure.rounds import Round
from reports.disclosure.structure import Policy, structure
from reports.releases.counting import Counted, Outcome, Surroundings, _measured, count
from reports.releases.log import log_from, log_of, stored_log
from reports.releases.placing import Place
from reports.releases.statistics import Figure, ReleasedScale
from wellbeing.checkins.instruments import instrument_from, read_definition, shipped
from wellbeing.checkins.own_pages import SAMPLE
from wellbeing.checkins.statistics import WaveFacts, facts_of

SECRET = bytes(range(32))
UNITS = (
    "Care",
    "Care / Day",
    "Care / Night",
    "Care / Night / East",
    "Care / Night / North",
    "Care / Night / West",
    "Sales",
)
IDS = {path: UUID(int=number) for number, path in enumerate(UNITS, 1)}
SIZES = {
    "Care / Day": 30,
    "Care / Night": 14,
    "Care / Night / East": 3,
    "Care / Night / North": 3,
    "Care / Night / West": 4,
}
SIZES["Sales"] = 25
PLACES = [Place(IDS[path], path) for path in UNITS]

Ballots = list[tuple[Cell, dict[tuple[str, str], float]]]


@pytest.mark.parametrize("yes", [1, 11, 39, 0.7, 100, 194])
def test_a_scale_of_two_answers_is_one_of_yes_or_no_whatever_its_numbers(yes: float) -> None:
    """A hundred divided by eleven times eleven is a little more than a hundred."""
    text = SAMPLE.replace('  { label = "Partly true", value = 2 },\n', "")
    text = text.replace("value = 1 }", "value = 0 }").replace("value = 3 }", f"value = {yes} }}")
    (facts,) = facts_of(instrument_from(read_definition(text)), origin="own").scales
    measured = _measured(facts)
    assert measured.binary
    assert measured.sd == pytest.approx(50)


def path_of(unit: str) -> tuple[str, ...]:
    parts = unit.split(" / ")
    return tuple(str(IDS[" / ".join(parts[:depth])]) for depth in range(1, len(parts) + 1))


def people(seed: int = 1) -> dict[str, Cell]:
    chance = random.Random(seed)
    found: dict[str, Cell] = {}
    for unit, size in SIZES.items():
        for _ in range(size):
            named = ("pilot",) if chance.random() < 0.3 else ()
            cell = Cell(path_of(unit), chance.choice(("Lyon", "Porto")), chance.choice(("under_1", "3_to_9")))
            found[f"{len(found):064x}"] = dataclasses.replace(cell, family=chance.choice(("Care", "IT")), named=named)
    return found


def ballots_of(invited: dict[str, Cell], seed: int = 1, answered: float = 0.8) -> tuple[dict[str, Cell], Ballots]:
    chance = random.Random(seed)
    who = {person: cell for person, cell in invited.items() if chance.random() < answered}
    ballots: Ballots = []
    for cell in who.values():
        value = min(100.0, max(0.0, chance.gauss(45, 18)))
        scores = {("cbi", "personal"): value, ("cbi", "personal_50_or_more"): 100.0 * (value >= 50)}
        if chance.random() < 0.9:
            work = min(100.0, value + chance.uniform(0, 20))
            scores |= {("cbi", "work"): work, ("cbi", "work_50_or_more"): 100.0 * (work >= 50)}
        ballots.append((cell, scores))
    return who, ballots


def wave(**changes: object) -> WaveFacts:
    facts: dict[str, object] = {
        "id": UUID(int=77), "name": "Spring", "state": "closing", "origin": "live", "threshold": 5,
        "organization_only": False, "strict": False, "named_groups": {"pilot": "The pilot"},
        "breakdowns": frozenset({"location", "tenure", "job_family"}),
        "opened_on": date(2031, 1, 1), "closed_on": date(2031, 1, 8),
        "instruments": (facts_of(shipped("cbi"), origin="shipped"),),
    }  # fmt: skip
    return WaveFacts(**{**facts, **changes})  # type: ignore[arg-type]


def released(
    invited: dict[str, Cell],
    answered: dict[str, Cell],
    ballots: Ballots,
    *,
    past: Sequence[Round] = (),
    led: Sequence[tuple[UUID, ...]] = (),
    before: dict[str, tuple[UUID, ...]] | None = None,
    **changes: object,
) -> Outcome:
    counted = Counted(invited, answered, ballots, before or {})
    return count(wave(**changes), counted, Surroundings(PLACES, led, past, SECRET))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    invited = people()
    return released(invited, *ballots_of(invited))


def scale(outcome: Outcome, name: str) -> ReleasedScale:
    return next(one for one in outcome.scales if one.scale.name == name)


def inside(figure: Figure, cell: Cell) -> bool:
    """Whether a cell belongs to a figure's group, worked out from the figure alone."""
    if figure.unit_ids:
        units = bool({str(one) for one in figure.unit_ids} & set(cell.units))
    elif figure.unit_id is None:
        units = True
    elif figure.kind == "directs":
        units = cell.units[-1] == str(figure.unit_id)
    else:
        units = str(figure.unit_id) in cell.units
    named = figure.kind != "named" or "pilot" in cell.named
    alike = all(
        not wanted or wanted == given
        for wanted, given in (
            (figure.location, cell.location), (figure.tenure, cell.tenure), (figure.family, cell.family)
        )
    )  # fmt: skip
    return units and named and alike


def test_every_kind_of_group_is_released_in_chart_order_with_crossings_behind(outcome: Outcome) -> None:
    figures = scale(outcome, "personal").figures
    assert [one.position for one in figures] == sorted({one.position for one in figures})
    chart = [one.unit_path for one in figures if one.kind == "org" and not one.is_merged]
    assert chart == ["", *UNITS]
    assert {one.kind for one in figures[: len(chart)]} == {"org"}
    kinds = {one.kind for one in figures if one.is_shown}
    assert kinds >= {"org", "location", "tenure", "family", "named", "org_location"}
    assert [one.name for one in figures if one.kind == "named"] == ["The pilot"]
    order = [one.unit_path for one in figures if one.kind != "org"]
    assert order == sorted(order, key=("", *UNITS).index)


def test_nothing_under_the_threshold_is_shown_merged_groups_and_crossings_included(outcome: Outcome) -> None:
    invited = people()
    answered, ballots = ballots_of(invited)
    for one in outcome.scales[1:]:
        name = one.scale.instrument, one.scale.name
        for figure in one.figures:
            there = [cell for cell, scores in ballots if name in scores and inside(figure, cell)]
            if figure.is_shown:
                assert len(there) >= 5, figure
                assert figure.fewest is not None
                assert figure.fewest <= len(there)
            else:
                assert (figure.bands, figure.n_band) == (None, None)
    assert answered


def test_shown_means_lie_within_noise_and_rounding_of_the_truth(outcome: Outcome) -> None:
    _answered, ballots = ballots_of(people())
    checked = 0
    for one in outcome.scales[1:]:
        name = one.scale.instrument, one.scale.name
        for figure in one.figures:
            values = [scores[name] for cell, scores in ballots if name in scores and inside(figure, cell)]
            if figure.value is not None and figure.bound is None:
                allowed = 2.5 * one.scale.spread / len(values) + 0.5
                assert abs(figure.value - sum(values) / len(values)) <= allowed + 1e-9
                checked += 1
    assert checked > 40


def test_siblings_too_small_are_merged_under_the_name_of_the_largest_and_shown_instead() -> None:
    plain = {person: Cell(cell.units) for person, cell in people().items()}
    outcome = released(plain, *ballots_of(plain))
    one = scale(outcome, "personal")
    merged = [figure for figure in one.figures if figure.is_merged]
    assert len(merged) == 1
    assert merged[0].unit_ids == tuple(IDS[f"Care / Night / {name}"] for name in ("East", "North", "West"))
    assert (merged[0].name, merged[0].unit_path, merged[0].unit_id) == ("West", "Care / Night", IDS["Care / Night"])
    assert (merged[0].status, merged[0].reason) == ("merged", None)
    own = one.of_unit(IDS["Care / Night / West"])
    assert own is not None
    assert (own.value, own.status, own.reason) == (None, "suppressed", "merged")
    assert one.instead_of(IDS["Care / Night / West"]) == merged[0]
    before = next(figure for figure in one.figures if figure.position == merged[0].position + 1)
    assert before.unit_path == "Care / Night / East"
    assert {figure.reason for scale in outcome.scales for figure in scale.figures} == {None, "hidden", "merged"}
    assert next(count.merged for count in outcome.log.groups if count.kind == "org") == 1


def test_no_stored_reason_tells_whether_answers_or_the_ledger_hid_a_group(outcome: Outcome) -> None:
    reasons = {figure.reason for one in outcome.scales for figure in one.figures}
    assert reasons <= {None, "hidden", "merged"}


def test_the_same_people_always_carry_the_same_figure() -> None:
    invited = {person: cell for person, cell in people().items() if cell.units == path_of("Sales")}
    outcome = released(invited, *ballots_of(invited, answered=0.9))
    for one in outcome.scales:
        everybody, sales = one.of_unit(None), one.of_unit(IDS["Sales"])
        assert everybody is not None
        assert sales is not None
        assert everybody.is_shown
        assert (everybody.value, everybody.bound, everybody.n_band, everybody.bands) == (
            sales.value, sales.bound, sales.n_band, sales.bands
        )  # fmt: skip


def test_a_small_organization_gets_figures_of_itself_only() -> None:
    invited = dict(list(people().items())[:15])
    outcome = released(invited, *ballots_of(invited, answered=0.9), organization_only=True)
    for one in outcome.scales:
        assert [(figure.kind, figure.unit_id) for figure in one.figures] == [("org", None)]


def test_the_order_of_people_and_ballots_changes_nothing(outcome: Outcome) -> None:
    invited = people()
    answered, ballots = ballots_of(invited)
    backwards = released(dict(reversed(invited.items())), dict(reversed(answered.items())), ballots[::-1])
    assert backwards == outcome


def test_a_unit_that_is_gone_at_the_release_has_no_figure_and_the_rest_has() -> None:
    invited = people()
    answered, ballots = ballots_of(invited)
    around = Surroundings([place for place in PLACES if place.path != "Care / Day"], (), (), SECRET)
    found = count(wave(), Counted(invited, answered, ballots, {}), around)
    paths = {figure.unit_path for one in found.scales for figure in one.figures}
    assert paths == {"", *UNITS} - {"Care / Day"}


def test_the_ledger_of_earlier_rounds_decides_what_is_published() -> None:
    invited = people()
    answered, ballots = ballots_of(invited)
    somebody = next(person for person, cell in answered.items() if cell.units == path_of("Sales"))
    seen = Round((somebody,), ((0,),))  # as if one answer alone had been published before
    fresh, warned = released(invited, answered, ballots), released(invited, answered, ballots, past=[seen] * 3)
    assert sum(one.is_shown for one in scale(warned, "personal").figures) < sum(
        one.is_shown for one in scale(fresh, "personal").figures
    )
    assert warned.linked_r2 > fresh.linked_r2


def test_who_moved_between_two_waves_is_linked_by_pseudonym() -> None:
    invited = people()
    answered, ballots = ballots_of(invited, answered=1)
    first = released(invited, answered, ballots)
    mover = next(person for person, cell in invited.items() if cell.units == path_of("Sales"))
    moved = invited | {mover: dataclasses.replace(invited[mover], units=path_of("Care / Day"))}
    second = released(
        moved, *ballots_of(moved, answered=1), past=[first.round],
        before={person: tuple(UUID(unit) for unit in cell.units) for person, cell in invited.items()},
    )  # fmt: skip
    assert mover in first.round.respondents
    assert mover in second.round.respondents
    assert second.linked_r2 != released(moved, *ballots_of(moved, answered=1)).linked_r2
    assert (second.log.joined, second.log.moved, second.log.left) == ("0-9", "0-9", "0-9")


def test_the_log_tells_counts_of_people_in_bands_only(outcome: Outcome) -> None:
    log = outcome.log
    assert (log.control, log.threshold, log.strict) == ("ledger, sticky noise, audit", 5, False)
    assert log.limits == (0.333, 0.5, 0.6)
    assert (log.invited, log.answered) == ("50-99", "50-99")
    assert (log.joined, log.moved, log.left) == (None, None, None)
    assert 0 < outcome.linked_r2 <= 0.65
    counts = {one.kind: one for one in log.groups}
    assert counts["org"].published + counts["org"].hidden == 1 + len(UNITS)
    assert counts["named"].published == 1


def test_the_log_compares_the_audience_with_the_one_before_in_tens() -> None:
    invited = people()
    units = {person: tuple(UUID(unit) for unit in cell.units) for person, cell in invited.items()}
    names = list(units)
    before = {person: units[person] for person in names[15:]} | {f"{n:064x}": () for n in range(900, 925)}
    before |= dict.fromkeys(names[20:51], ())
    log = released(invited, *ballots_of(invited), before=before).log
    assert (log.joined, log.moved, log.left) == ("10-19", "30-39", "20-29")


@pytest.mark.parametrize(
    ("leaders", "said"),
    [
        ([], ""),
        (["Care", "Sales"], "all"),
        (["Care", None], "some"),
        (["Sales"] * 10, "90_or_more"),
        (["Sales"] * 13 + [None] * 7, "60-69"),
        (["Sales"] + [None] * 9, "under_30"),
    ],
)
def test_the_share_of_leaders_with_a_result_comes_in_tens(leaders: list[str | None], said: str) -> None:
    invited = people()
    led = [(UUID(int=999) if unit is None else IDS[unit],) for unit in leaders]
    assert released(invited, *ballots_of(invited), led=led).log.leaders == said


def test_the_log_names_the_kinds_that_the_audit_gave_up_and_nothing_more() -> None:
    invited = people()
    answered, _ballots = ballots_of(invited)
    made = structure(answered, Policy(), audience=invited.values())
    one = Releaser(made, SECRET, "w").publish(engine.Scale("x", 20.0), [(cell, 50.0) for cell in answered.values()])
    refusing = dataclasses.replace(one, audited=Audited(refused={(6, 0), (0, 2), (0, 1)}))
    log = log_of(made, [one, refusing], audience={}, before={}, leaders="")
    assert log.refused == ("org", "org_location")
    assert log_from({"log": json.loads(json.dumps(stored_log(log)))}) == log


def test_a_release_from_before_the_ledger_tells_what_was_stored_then() -> None:
    log = log_from({"control": "thresholds", "threshold": 7})
    assert (log.control, log.threshold, log.limits, log.invited) == ("thresholds", 7, None, None)


def test_strict_limits_publish_no_more_and_hold_their_own_limits(outcome: Outcome) -> None:
    invited = people()
    strict = released(invited, *ballots_of(invited), strict=True)
    assert strict.log.limits == (0.25, 0.5, 0.5)
    assert strict.linked_r2 <= 0.3
    shown = Counter(one.is_shown for one in scale(strict, "personal").figures)
    assert shown[True] <= sum(one.is_shown for one in scale(outcome, "personal").figures)
