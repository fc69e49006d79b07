"""Emergency numbers ship only with a source and the day it was read."""

from __future__ import annotations

from tenants.welcome.emergency import numbers


def test_every_place_names_its_source_and_an_emergency_number() -> None:
    for place in numbers().places:
        assert place.source.startswith("https://")
        assert place.lines[0].kind == "emergency"
        assert all(line.dialled.isdigit() for line in place.lines)


def test_no_country_stands_in_two_places() -> None:
    countries = [country for place in numbers().places for country in place.countries]
    assert len(countries) == len(set(countries))


def test_a_country_is_found_by_its_code_and_an_unread_one_is_not_guessed() -> None:
    ireland = numbers().of("IE")
    assert ireland is not None
    assert ireland.lines[0].number == "112"
    assert numbers().of("XX") is None
