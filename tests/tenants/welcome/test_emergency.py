"""Emergency numbers ship only with a source and the day it was read."""

from __future__ import annotations

from tenants.organizations.countries import zones_of
from tenants.welcome.emergency import numbers


def test_every_place_names_its_source_and_an_emergency_number() -> None:
    for place in numbers().places:
        assert place.source.startswith("https://")
        assert place.lines[0].kind == "emergency"
        assert all(line.dialled.isdigit() for line in place.lines)


def test_no_country_stands_in_two_places() -> None:
    countries = [country for place in numbers().places for country in place.countries]
    assert len(countries) == len(set(countries))


def test_a_clock_names_the_country_whose_numbers_stand_first() -> None:
    near = {zone: place.countries for place in numbers().places for zone in zones_of(place.countries)}
    assert near["Asia/Kolkata"] == near["Asia/Calcutta"] == ("IN",), "a browser may know the older name"
    assert "IE" in near["Europe/Dublin"]
    assert near["Europe/London"] == ("GB",)
    assert not {"UTC", "Etc/GMT", "America/Sao_Paulo"} & set(near), "nobody is guessed to be somewhere"


def test_a_country_is_found_by_its_code_and_an_unread_one_is_not_guessed() -> None:
    ireland = numbers().of("IE")
    assert ireland is not None
    assert ireland.lines[0].number == "112"
    assert numbers().of("XX") is None
