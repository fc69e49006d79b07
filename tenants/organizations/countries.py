"""Countries: which one a time zone lies in, and how it is called."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from babel.core import get_global

UNKNOWN = "ZZ"


def country_of(zone: str) -> str:
    """The ISO 3166 code of the country a time zone lies in, or ZZ for zones of no country such as UTC."""
    own_name = get_global("zone_aliases").get(zone, zone)
    found: str = get_global("zone_territories").get(own_name, UNKNOWN)
    return found if len(found) == 2 and found.isalpha() else UNKNOWN


def country_at(zone: str | None, *, home: str) -> str:
    """The country of somebody's time zone; without one, or when it lies in no country, that of the zone at home."""
    own = country_of(zone) if zone else UNKNOWN
    return own if own != UNKNOWN else country_of(home)


def zones_of(codes: Iterable[str]) -> list[str]:
    """Every name, old ones too, of a time zone that lies in one of these countries."""
    wanted = set(codes)
    names = {*get_global("zone_territories"), *get_global("zone_aliases")}
    return sorted(zone for zone in names if country_of(zone) in wanted)


def country_name(code: str, language: str = "en") -> str:
    """The name of a country in a language, or the code itself when nobody knows a name."""
    names = Locale.parse(language.replace("-", "_")).territories
    return str(names.get(code, code)) if code != UNKNOWN else ""


def all_countries(language: str = "en") -> list[tuple[str, str]]:
    """Every country as (code, name), in the order of the names."""
    codes = {code for code in get_global("zone_territories").values() if len(code) == 2 and code.isalpha()}
    return sorted(((code, country_name(code, language)) for code in codes - {UNKNOWN}), key=lambda pair: pair[1])
