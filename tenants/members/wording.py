"""Words for what the pure readers of people.csv find, and for roles."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.members.people_csv import Flaw, Note
from tenants.permissions import Role

ROLES = {
    Role.HR: _l("HR"),
    Role.LEADER: _l("Leader"),
    Role.TRUSTEE: _l("Trustee"),
    Role.OPERATOR: _l("Operator"),
}

COLUMN_NAMES = {
    "email": _l("E-mail address"),
    "name": _l("Name"),
    "external_id": _l("Personnel number"),
    "unit": _l("Unit"),
    "manager_email": _l("Manager"),
    "location": _l("Location"),
    "job_family": _l("Job family"),
    "hired_on": _l("Hired on"),
    "time_zone": _l("Time zone"),
    "language": _l("Language"),
}


CORRECTION_FIELDS = {
    "manager": _l("Supervisor"),
    "away": _l("Being away"),
    "other": _l("Something else"),
}


def correction_field(name: str) -> str:
    """A field that a member may ask HR to correct, as pages call it."""
    return str(CORRECTION_FIELDS.get(name) or COLUMN_NAMES[name])


def role_in_words(role: str, unit: str = "") -> str:
    """A role as a page calls it: `HR`, or `Leader of Operations / Night shift`."""
    if unit:
        return str(_("Leader of %(unit)s", unit=unit))
    return str(ROLES[Role(role)])


def sentence(found: Flaw | Note) -> str:
    """One sentence about a flaw or a note, which says what to do."""
    return _SENTENCES[found.code](found.detail)


_SENTENCES: dict[str, Callable[[str], str]] = {
    "empty_file": lambda _d: _("The file is empty."),
    "no_rows": lambda _d: _("The file has a heading but no people below it."),
    "too_large": lambda d: _("The file is larger than %(count)s MB. Please split it.", count=d),
    "too_many_rows": lambda d: _("The file has more than %(count)s people. Please split it.", count=d),
    "not_text": lambda _d: _("This is not a CSV file. In your spreadsheet, save as “CSV UTF-8”."),
    "not_utf8": lambda _d: _("This file is not in UTF-8. In your spreadsheet, save as “CSV UTF-8”."),
    "broken_quotes": lambda _d: _("A quotation mark in this row is opened and not closed in its place."),
    "unknown_column": lambda d: _("This column is not known. The columns may be: %(columns)s.", columns=d),
    "column_twice": lambda _d: _("This column is there twice. Keep one of them."),
    "no_email_column": lambda _d: _("There is no column called email. Every person needs an address."),
    "cell_count": lambda d: _("This row has another number of cells than the heading (%(count)s).", count=d),
    "no_email": lambda _d: _("The address is missing."),
    "bad_email": lambda d: _("“%(text)s” is not a whole e-mail address.", text=d),
    "bad_date": lambda d: _("“%(text)s” is not a date. Write it like 2024-03-31.", text=d),
    "date_far_ahead": lambda d: _("%(text)s lies far ahead. Check the year.", text=d),
    "bad_time_zone": lambda d: _("“%(text)s” is not a time zone. Write it like Europe/Lisbon.", text=d),
    "bad_language": lambda d: _("“%(text)s” is not a language code. Write it like en.", text=d),
    "language_not_offered": lambda d: _("Your organization offers: %(languages)s. Choose one of them.", languages=d),
    "too_long": lambda d: _("This is longer than %(count)s letters.", count=d),
    "formula": lambda d: _(
        "“%(text)s” begins like a formula, which a spreadsheet would run. Take the sign away.", text=d
    ),
    "invisible_sign": lambda _d: _("There is an invisible sign in this cell. Type it anew."),
    "unit_gap": lambda _d: _("A name is missing between two slashes."),
    "unit_too_deep": lambda d: _("This unit is more than %(count)s levels deep.", count=d),
    "unit_inside_itself": lambda _d: _("A unit cannot lie inside itself: the same name is there twice."),
    "unit_spelled_otherwise": lambda d: _("There is “%(unit)s” already. Write it the same way.", unit=d),
    "spaces_tidied": lambda d: _("Extra spaces were taken out: %(unit)s.", unit=d),
    "email_twice": lambda d: _("The same address is in row %(row)s.", row=d),
    "external_id_twice": lambda d: _("The same personnel number is in row %(row)s.", row=d),
    "person_twice": lambda d: _("Row %(row)s means the same person. Keep one of them.", row=d),
    "email_of_another": lambda d: _("%(email)s belongs to somebody with another personnel number.", email=d),
    "external_id_differs": lambda d: _(
        "This address belongs to the personnel number %(id)s. Correct one of them.", id=d
    ),
    "unknown_manager": lambda d: _("%(email)s is neither in this file nor here already.", email=d),
    "manager_has_left": lambda d: _("%(email)s has left. Name another manager.", email=d),
    "own_manager": lambda _d: _("Nobody is their own manager. Leave the cell empty or name another person."),
    "manager_circle": lambda d: _("With %(email)s as manager the line goes round in a circle.", email=d),
    "has_left": lambda d: _("%(email)s has left and stays so. The row is passed over.", email=d),
}
