"""People, history and policy from JSON, and pairs from CSV; each mistake is one sentence with the path of the field."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypeVar

from wellbeing.pairings.eligible import TermsError
from wellbeing.pairings.terms import Participant, PastPairing, Policy

LONGEST = 200
Told = TypeVar("Told")


def people_from(text: str) -> list[Participant]:
    """Participants from a JSON list; only `id` has to be there."""
    return [_person(each, f"people[{place}]") for place, each in enumerate(_listed(_parsed(text, "people"), "people"))]


def history_from(text: str) -> list[PastPairing]:
    """Earlier pairings from a JSON list."""
    past = []
    for place, each in enumerate(_listed(_parsed(text, "history"), "history")):
        path = f"history[{place}]"
        fields = _fields(each, path, {"round", "members"}, required=("round", "members"))
        members = _texts(fields["members"], f"{path}.members")
        past.append(PastPairing(_whole(fields["round"], f"{path}.round"), tuple(members)))
    return past


def policy_from(text: str, today: date) -> Policy:
    """The policy from a JSON object; without a date the hours of `today` count."""
    known = {"cooldown", "minimum_overlap_hours", "date", "allow_same_manager", "everyones_manager", "seniority"}
    fields = _fields(_parsed(text, "policy"), "policy", known)
    return Policy(
        on=_taken(fields, "policy.date", _day, today),
        cooldown=_taken(fields, "policy.cooldown", _whole, 6),
        minimum_overlap_hours=_taken(fields, "policy.minimum_overlap_hours", _number, 1.0),
        allow_same_manager=_taken(fields, "policy.allow_same_manager", _truth, True),
        everyones_manager=_taken(fields, "policy.everyones_manager", _everyones_manager, "exclude"),
        seniority=_taken(fields, "policy.seniority", _seniority_rule, "similar"),
    )


def pairs_from(text: str, known: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of ids from CSV with the columns a and b, with a header or without."""
    ids = frozenset(known)
    pairs = []
    try:
        rows = list(enumerate(csv.reader(io.StringIO(text), strict=True), start=1))
    except csv.Error as error:
        raise TermsError("pairs cannot be read as CSV.") from error
    for number, row in rows:
        if not row or (number == 1 and [cell.strip() for cell in row] == ["a", "b"] and not {"a", "b"} <= ids):
            continue
        if len(row) != 2:
            raise TermsError(f"pairs row {number} must have two columns, a and b.")
        for column, cell in zip("ab", row, strict=True):
            if cell not in ids:
                raise TermsError(f"pairs row {number}, column {column}, is not the id of anybody in people.")
        pairs.append((row[0], row[1]))
    return pairs


def _person(told: Any, path: str) -> Participant:
    known = {"id", "unit", "department", "manager", "time_zone", "working_hours", "languages", "topics", "seniority"}
    fields = _fields(told, path, known | {"cadence", "paused", "exclusions"}, required=("id",))
    nothing: list[str] = []
    hours = _taken(fields, f"{path}.working_hours", _texts, ["09:00", "17:00"])
    if len(hours) != 2:
        raise TermsError(f"{path}.working_hours must be two times, start and end.")
    cadence = _taken(fields, f"{path}.cadence", _whole, 1)
    if cadence not in (1, 2, 4):
        raise TermsError(f"{path}.cadence must be 1, 2 or 4.")
    return Participant(
        id=_name(fields["id"], f"{path}.id"),
        unit=_taken(fields, f"{path}.unit", _text, ""),
        department=_taken(fields, f"{path}.department", _text, ""),
        manager=_taken(fields, f"{path}.manager", _text, "") or None,
        time_zone=_taken(fields, f"{path}.time_zone", _text, "UTC"),
        working_hours=(hours[0], hours[1]),
        languages=frozenset(_taken(fields, f"{path}.languages", _texts, nothing)),
        topics=frozenset(_taken(fields, f"{path}.topics", _texts, nothing)),
        seniority=_taken(fields, f"{path}.seniority", _whole, None),
        cadence=cadence,
        paused=_taken(fields, f"{path}.paused", _truth, False),
        exclusions=frozenset(_taken(fields, f"{path}.exclusions", _texts, nothing)),
    )


def _parsed(text: str, path: str) -> Any:
    def refuse(constant: str) -> Any:
        raise TermsError(f"{path} holds {constant}, which is not a number.")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _value in pairs}) != len(pairs):
            raise TermsError(f"{path} holds an object with the same field twice.")
        return dict(pairs)

    try:
        return json.loads(text, parse_constant=refuse, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise TermsError(f"{path} is not JSON (line {error.lineno}, column {error.colno}).") from error
    except TermsError:
        raise
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists in lists in lists
        raise TermsError(f"{path} is not JSON that can be read.") from error


def _fields(told: Any, path: str, known: set[str], required: tuple[str, ...] = ()) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise TermsError(f"{path} must be an object.")
    for key in told:
        if key not in known:
            raise TermsError(f"{path}.{_quotable(key)} is not a known field.")
    for key in required:
        if key not in told:
            raise TermsError(f"{path}.{key} is missing.")
    return told


def _taken(fields: Mapping[str, Any], path: str, read: Callable[[Any, str], Told], default: Told) -> Told:
    """The field that the path ends with, or the default where it is missing or null."""
    told = fields.get(path.rpartition(".")[2])
    return default if told is None else read(told, path)


def _listed(told: Any, path: str) -> list[Any]:
    if not isinstance(told, list):
        raise TermsError(f"{path} must be a list.")
    return told


def _texts(told: Any, path: str) -> list[str]:
    return [_name(each, f"{path}[{place}]") for place, each in enumerate(_listed(told, path))]


def _text(told: Any, path: str) -> str:
    if not isinstance(told, str):
        raise TermsError(f"{path} must be a text.")
    if len(told) > LONGEST:
        raise TermsError(f"{path} must not be longer than {LONGEST} letters.")
    if any("\ud800" <= letter <= "\udfff" for letter in told):
        raise TermsError(f"{path} is not text that can be written down.")
    return told


def _name(told: Any, path: str) -> str:
    text = _text(told, path)
    if not text.strip():
        raise TermsError(f"{path} must not be empty.")
    return text


def _whole(told: Any, path: str) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or abs(told) > 10**9:
        raise TermsError(f"{path} must be a whole number.")
    return told


def _number(told: Any, path: str) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not abs(told) <= 10**9:
        raise TermsError(f"{path} must be a number.")
    return float(told)


def _truth(told: Any, path: str) -> bool:
    if not isinstance(told, bool):
        raise TermsError(f"{path} must be true or false.")
    return told


def _day(told: Any, path: str) -> date:
    try:
        if len(told) == 10:
            return date.fromisoformat(told)
    except (TypeError, ValueError):
        pass
    raise TermsError(f"{path} must be a day such as 2026-03-30.")


def _everyones_manager(told: Any, path: str) -> Literal["exclude", "allow"]:
    if told == "exclude" or told == "allow":  # noqa: PLR1714 - so the type is known to be one of the two
        return told  # type: ignore[no-any-return]
    raise TermsError(f"{path} must be exclude or allow.")


def _seniority_rule(told: Any, path: str) -> Literal["similar", "complementary"]:
    if told == "similar" or told == "complementary":  # noqa: PLR1714 - as above
        return told  # type: ignore[no-any-return]
    raise TermsError(f"{path} must be similar or complementary.")


def _quotable(key: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in key[:60])
