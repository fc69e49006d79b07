"""Words about days off: whose they are, and what stands against a row of a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from tenants.organizations.countries import country_name
from tenants.organizations.holiday_files import YEARS_AHEAD, Flaw


def place(country: str) -> str:
    """Whose days these are."""
    return country_name(country, str(get_locale() or "en")) if country else str(_("Everybody"))


def sentence(flaw: Flaw) -> str:
    """One sentence about a row of a file, which says what to do."""
    return _SENTENCES[flaw.code](flaw.detail)


def _twice(detail: str) -> str:
    day, _slash, row = detail.partition("/")
    shown = format_date(date.fromisoformat(day), "long")
    return str(_("%(day)s stands in row %(row)s already. The name there counts.", day=shown, row=row))


_SENTENCES: dict[str, Callable[[str], str]] = {
    "no_days": lambda _d: _("There is no day in this file."),
    "too_large": lambda d: _("This file is larger than %(count)s KB. Please split it.", count=d),
    "too_many": lambda d: _("This file has more than %(count)s days. Keep this year and the next.", count=d),
    "not_text": lambda _d: _(
        "This is neither a calendar (.ics) nor a table (.csv). In your program, save as one of them."
    ),
    "not_utf8": lambda _d: _("This row is not in UTF-8. In your spreadsheet, save as “CSV UTF-8”."),
    "broken_quotes": lambda _d: _("A quotation mark in this row is opened and not closed in its place."),
    "bad_heading": lambda d: _("The first row names the columns, in any order: %(columns)s.", columns=d),
    "cell_count": lambda _d: _("This row has more cells than the heading. Put a name with a comma in quotation marks."),
    "bad_date": lambda d: _("“%(text)s” is not a date. Write it like 2024-03-31.", text=d),
    "far": lambda d: _(
        "%(text)s lies too far away. Days may lie up to %(count)s years ahead.", text=d, count=YEARS_AHEAD
    ),
    "no_name": lambda _d: _("The name of the day is missing."),
    "long_name": lambda d: _("This is longer than %(count)s letters.", count=d),
    "invisible_sign": lambda _d: _("There is an invisible sign in this cell. Type it anew."),
    "bad_country": lambda d: _("“%(text)s” is not a country. Write its two letters, like DE.", text=d),
    "broken_calendar": lambda _d: _("This calendar cannot be read. Export it once more, or write the days as a table."),
    "repeats": lambda _d: _("This event repeats. Only single days can be taken in."),
    "timed": lambda _d: _("This event has hours. Only whole days can be taken in."),
    "no_day": lambda _d: _("This event has no day that can be read."),
    "too_long": lambda d: _("This event lasts more than %(count)s days. Check its end.", count=d),
    "twice": _twice,
}
