"""What groups are called: units, siblings shown together, places, tenure and named groups, in a reader's words."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from reports.releases.statistics import Figure


def _(text: str, **values: object) -> str:
    """The text in the language in force."""
    return str(gettext(text, **values))


def group_text(figure: Figure, organization: str) -> str:
    """A group by its whole name: the unit's path, with place, tenure or family behind it where it is a part."""
    if figure.is_merged:
        return merged_text(figure)
    unit = figure.unit_path if figure.unit_id else ""
    part = part_text(figure)
    if not part:
        return unit or organization
    if figure.kind == "directs":
        return _("%(unit)s: %(part)s", unit=unit, part=part)
    return f"{unit}, {part}" if unit else part


def row_text(figure: Figure, organization: str) -> str:
    """A group as a line of a table in which its place is plain: the last part of its name."""
    if figure.is_merged:
        return merged_text(figure)
    return part_text(figure) or (figure.unit_name if figure.unit_id else organization)


def part_text(figure: Figure) -> str:
    """Which part of a unit or of everybody it is; empty for a whole unit."""
    if figure.kind == "directs":
        return _("directly in this unit")
    parts = (figure.location, tenure_text(figure.tenure), figure.family, "" if figure.is_merged else figure.name)
    return ", ".join(part for part in parts if part)


def merged_text(figure: Figure) -> str:
    """Siblings shown together: the largest by name, the others by number."""
    others = len(figure.unit_ids) - 1
    words = {"name": figure.name.rsplit(" / ", 1)[-1], "number": others}
    return str(ngettext("%(name)s and one smaller team", "%(name)s and %(number)s smaller teams", others, **words))


def whole_text(figure: Figure, organization: str) -> str:
    """A unit or the organization as something larger than what was asked for."""
    return _("%(name)s as a whole", name=figure.unit_name if figure.unit_id else organization)


def tenure_text(band: str) -> str:
    """How long people have been there."""
    words = {
        "under_1": _("under 1 year"),
        "1_to_2": _("1 to 2 years"),
        "3_to_9": _("3 to 9 years"),
        "10_or_more": _("10 years or more"),
    }
    return words.get(band, band)
