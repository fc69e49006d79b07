"""Public holidays of a country and its regions, read from a library that is loaded only when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import Any
from unicodedata import normalize

from tenants.organizations.days_off import LONGEST_NAME


@lru_cache(maxsize=256)
def regions_of(country: str) -> tuple[tuple[str, str], ...] | None:
    """The regions of an ISO 3166 country as (code, name) in the order of their names; None for an unknown country."""
    found = _calendar(country)
    if found is None:
        return None
    names: dict[str, list[str]] = {code: [] for code in found.subdivisions}
    for name, code in found.subdivisions_aliases.items():
        names.setdefault(code, []).append(name)
    called = [(code, _name(code, among)) for code, among in names.items()]
    return tuple(sorted(called, key=lambda pair: normalize("NFD", pair[1]).casefold()))


def region_name(country: str, region: str) -> str:
    """What a region is called, or its code."""
    return dict(regions_of(country) or ()).get(region, region)


def public_holidays(country: str, *, region: str, years: Sequence[int], language: str) -> dict[date, str]:
    """The public holidays of these years with their names, in order; nothing for a country that is not known.

    Names are in `language` (two letters) where the library has it, else in English, else in the country's own.
    """
    found = _calendar(country)
    if found is None:
        return {}
    spoken = _spoken(found.supported_languages, language) or _spoken(found.supported_languages, "en")
    days = _library().country_holidays(country, subdiv=region or None, years=list(years), language=spoken)
    # an observed first of January can be counted for the year before
    return {day: _short(name) for day, name in sorted(days.items()) if day.year in years}


def _library() -> ModuleType:
    import holidays  # noqa: PLC0415 - 0.2 s and 250 countries, which pages and jobs do without

    return holidays


def _calendar(country: str) -> Any:
    try:
        return _library().country_holidays(country)
    except NotImplementedError:
        return None


def _spoken(languages: Sequence[str], language: str) -> str | None:
    fit = [one for one in languages if one.partition("_")[0] == language]
    return language if language in fit else min(fit, default=None)


def _name(code: str, among: Sequence[str]) -> str:
    """The first name that is a name, not another code."""
    return next((name for name in among if not name.isupper()), code)


def _short(name: str) -> str:
    tidy = " ".join(name.split())
    return tidy if len(tidy) <= LONGEST_NAME else f"{tidy[: LONGEST_NAME - 1]}…"
