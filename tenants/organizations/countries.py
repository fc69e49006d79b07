"""Countries: which one a time zone lies in, how it is called, and its emergency number."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.core import get_global

UNKNOWN = "ZZ"


def country_of(zone: str) -> str:
    """The ISO 3166 code of the country a time zone lies in, or ZZ for zones of no country such as UTC."""
    found: str = get_global("zone_territories").get(zone, UNKNOWN)
    return found if len(found) == 2 and found.isalpha() else UNKNOWN


def country_name(code: str, language: str = "en") -> str:
    """The name of a country in a language, or the code itself when nobody knows a name."""
    names = Locale.parse(language.replace("-", "_")).territories
    return str(names.get(code, code)) if code != UNKNOWN else ""


def all_countries(language: str = "en") -> list[tuple[str, str]]:
    """Every country as (code, name), in the order of the names."""
    codes = {code for code in get_global("zone_territories").values() if len(code) == 2 and code.isalpha()}
    return sorted(((code, country_name(code, language)) for code in codes - {UNKNOWN}), key=lambda pair: pair[1])


@cache
def _emergency() -> dict[str, str]:
    text = files("tenants.organizations").joinpath("emergency_numbers.json").read_text("utf-8")
    numbers: dict[str, str] = json.loads(text)["numbers"]
    return numbers


def emergency_number(code: str) -> str:
    """The number to call when life is in danger in a country, or an empty text when we have read none."""
    return _emergency().get(code, "")
