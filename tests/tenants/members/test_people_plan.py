"""The plan says beforehand all that a file would do, and a file taken twice does nothing the second time."""

from __future__ import annotations

import dataclasses
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.members import people_csv
from tenants.members.people_csv import UnitPath
from tenants.members.people_plan import KnownPerson, Plan, plan

TODAY = date(2026, 3, 2)


def _plan(*lines: str, people: list[KnownPerson] | None = None, units: list[UnitPath] | None = None) -> Plan:
    sheet = people_csv.read("\n".join(lines).encode())
    return plan(sheet, people=people or [], units=units or [], languages=("en", "de"), today=TODAY)


def _known(name: str, **rest: object) -> KnownPerson:
    values: dict[str, object] = {
        "email": f"{name}@example.org",
        "activated": False,
        "left": False,
        "name": name.title(),
    }
    return KnownPerson(id=uuid4(), **(values | rest))  # type: ignore[arg-type]


def _flaws(result: Plan) -> list[tuple[int, str, str]]:
    return [(flaw.row, flaw.column, flaw.code) for flaw in result.flaws]


def test_new_people_and_new_units_are_listed_parents_first() -> None:
    result = _plan(
        "email,unit,manager_email",
        "alice@example.org,Operations / Night shift,bob@example.org",
        "bob@example.org,Care,",
        units=[("Care",)],
    )
    assert result.flaws == []
    assert [change.row.email for change in result.created] == ["alice@example.org", "bob@example.org"]
    assert result.new_units == [("Operations",), ("Operations", "Night shift")]


def test_a_row_without_news_changes_nothing_and_an_empty_cell_erases_nothing() -> None:
    alice = _known("alice", location="Porto", external_id="E1", unit=("Care",))
    result = _plan("email,name,location,unit", "alice@example.org,Alice,,Care", people=[alice], units=[("Care",)])
    assert (len(result.unchanged), result.updated, result.created) == (1, [], [])


def test_people_who_are_not_in_the_file_are_left_alone() -> None:
    result = _plan("email", "new@example.org", people=[_known("alice"), _known("bob")])
    assert (len(result.created), result.updated, result.left) == (1, [], [])


def test_the_external_id_finds_a_person_before_the_address_does() -> None:
    alice = _known("alice", external_id="E1")
    result = _plan("email,external_id", "alice.new@example.org,E1", people=[alice])
    (change,) = result.updated
    assert (change.member_id, change.fields, change.proposes_address) == (alice.id, ("email",), False)


def test_the_address_of_somebody_who_signs_in_is_only_proposed() -> None:
    alice = _known("alice", external_id="E1", activated=True)
    result = _plan("email,external_id", "hana.box@example.org,E1", people=[alice])
    (change,) = result.updated
    assert (change.member_id, change.fields, change.proposes_address) == (alice.id, (), True)
    again = _plan(
        "email,external_id",
        "hana.box@example.org,E1",
        people=[dataclasses.replace(alice, proposed_email="hana.box@example.org")],
    )
    assert (again.updated, len(again.unchanged)) == ([], 1)


def test_a_proposed_address_does_not_make_a_second_person() -> None:
    alice = _known("alice", activated=True, proposed_email="alice.new@example.org")
    result = _plan("email", "alice.new@example.org", people=[alice])
    assert (result.created, len(result.unchanged)) == ([], 1)


def test_a_leaver_in_the_file_stays_a_leaver_and_it_is_said() -> None:
    result = _plan("email,name", "alice@example.org,Other", people=[_known("alice", left=True)])
    assert (len(result.left), result.updated, result.flaws) == (1, [], [])
    assert [(note.row, note.code) for note in result.notes] == [(2, "has_left")]


@pytest.mark.parametrize(
    ("lines", "flaws"),
    [
        (["email", "a@example.org", "A@Example.org "], [(3, "email", "email_twice")]),
        (["email,external_id", "a@example.org,1", "b@example.org,1"], [(3, "external_id", "external_id_twice")]),
        (["email,manager_email", "a@example.org,nobody@example.org"], [(2, "manager_email", "unknown_manager")]),
        (["email,manager_email", "a@example.org,a@example.org"], [(2, "manager_email", "own_manager")]),
        (["email,manager_email", "a@example.org,gone@example.org"], [(2, "manager_email", "manager_has_left")]),
        (["email,unit", "a@example.org,care"], [(2, "unit", "unit_spelled_otherwise")]),
        (["email,unit", "a@example.org,Ca re / Ward"], [(2, "unit", "unit_spelled_otherwise")]),
        (
            ["email,unit", "a@example.org,Lab / North", "b@example.org,lab / North"],
            [(3, "unit", "unit_spelled_otherwise")],
        ),
        (["email,language", "a@example.org,fr"], [(2, "language", "language_not_offered")]),
        (["email,hired_on", "a@example.org,2031-01-01"], [(2, "hired_on", "date_far_ahead")]),
        (["email,external_id", "kept@example.org,E8"], [(2, "external_id", "external_id_differs")]),
        (["email,external_id", "other@example.org,E9"], [(2, "email", "email_of_another")]),
        (
            ["email,external_id", "kept@example.org,", "new@example.org,E9"],
            [(3, "email", "person_twice")],
        ),
    ],
)
def test_what_cannot_be_taken_is_named_by_row_and_column(lines: list[str], flaws: list[tuple[int, str, str]]) -> None:
    people = [_known("gone", left=True), _known("kept", external_id="E9"), _known("other")]
    assert _flaws(_plan(*lines, people=people, units=[("Care",)])) == flaws


def test_a_manager_whose_own_row_needs_a_correction_is_not_called_missing() -> None:
    result = _plan(
        "email,manager_email,time_zone", "boss@example.org,,Europe/Atlantis", "a@example.org,boss@example.org,"
    )
    assert [(row, column) for row, column, _code in _flaws(result)] == [(2, "time_zone")]


def test_a_circle_of_managers_is_refused_at_every_row_that_closes_it() -> None:
    result = _plan(
        "email,manager_email",
        "a@example.org,b@example.org",
        "b@example.org,c@example.org",
        "c@example.org,a@example.org",
        "d@example.org,a@example.org",
    )
    assert _flaws(result) == [(row, "manager_email", "manager_circle") for row in (2, 3, 4)]


def test_a_circle_through_somebody_outside_the_file_is_refused() -> None:
    alice = _known("alice")
    bob = _known("bob", manager_id=alice.id)
    result = _plan("email,manager_email", "alice@example.org,bob@example.org", people=[alice, bob])
    assert _flaws(result) == [(2, "manager_email", "manager_circle")]


def test_the_same_world_gives_the_same_fingerprint_and_another_world_another() -> None:
    lines = ("email,name", "alice@example.org,Alice")
    assert _plan(*lines).fingerprint() == _plan(*lines).fingerprint()
    assert (
        _plan(*lines).fingerprint()
        != _plan(*lines, people=[dataclasses.replace(_known("alice"), name="Other")]).fingerprint()
    )


def _applied(
    result: Plan, people: list[KnownPerson], units: list[UnitPath]
) -> tuple[list[KnownPerson], list[UnitPath]]:
    """Do to plain values what the service does to the database."""
    ids: dict[int, UUID] = {}
    world = {person.id: person for person in people}
    for change in (*result.created, *result.updated, *result.unchanged):
        ids[change.row.row] = change.member_id or uuid4()
    for change in result.created:
        world[ids[change.row.row]] = KnownPerson(ids[change.row.row], change.row.email, False, False)
    by_email = {person.email: person.id for person in world.values()}
    for change in (*result.created, *result.updated):
        row, person = change.row, world[ids[change.row.row]]
        values = {name: getattr(row, name) for name in ("name", "location", "unit") if getattr(row, name) is not None}
        if row.manager_email:
            values["manager_id"] = by_email[row.manager_email]
        world[person.id] = dataclasses.replace(person, **values)
    return list(world.values()), units + result.new_units


_WORDS = st.sampled_from(["Care", "care", "Night shift", "Lab", "Ops"])
_Row = tuple[int, str, str, str]
_ROWS = st.tuples(
    st.integers(0, 9),
    _WORDS,
    st.lists(_WORDS, max_size=3).map(" / ".join),
    st.one_of(st.just(""), st.integers(0, 9).map("p{}@example.org".format)),
)


@given(st.lists(_ROWS, min_size=1, max_size=10), st.lists(_ROWS, max_size=10))
def test_a_file_taken_twice_does_nothing_the_second_time(first: list[_Row], second: list[_Row]) -> None:
    people: list[KnownPerson] = []
    units: list[UnitPath] = []
    for rows in filter(None, (first, second)):
        lines = [
            "email,name,unit,manager_email",
            *(f"p{who}@example.org,{name},{unit},{boss}" for who, name, unit, boss in rows),
        ]
        result = _plan(*lines, people=people, units=units)
        if result.flaws:
            assert all(flaw.row >= 2 and flaw.column for flaw in result.flaws)
            continue
        people, units = _applied(result, people, units)
        again = _plan(*lines, people=people, units=units)
        assert (again.created, again.updated, again.new_units, again.flaws) == ([], [], [], [])
        assert len({people_csv.path_key(path) for path in units}) == len(units)
        _has_no_circle(people)


def _has_no_circle(people: list[KnownPerson]) -> None:
    above = {person.id: person.manager_id for person in people}
    for person in people:
        step, steps = person.manager_id, 0
        while step is not None:
            step, steps = above[step], steps + 1
            assert steps <= len(people)
