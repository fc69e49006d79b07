"""Sentences for the codes of the pure modules: file mistakes, refusals to open, flaws of past answers, states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from flask_babel import format_date, format_decimal, get_locale, lazy_gettext
from flask_babel import gettext as _

from wellbeing.checkins.instrument_texts import OTHERWISE
from wellbeing.checkins.mistakes import Mistake

_l = lazy_gettext

LONGEST_OF_SHORT = 13
INTERFACE = ("en", "de", "fr", "es")
"""The languages that pages speak."""

_MISTAKES: Mapping[str, object] = {
    "unreadable": _l("The file is neither TOML nor JSON: %(why)s."),
    "needs_items_and_scales": _l("The file needs at least one item and one scale, each as a table."),
    "unknown_entry": _l("“%(entry)s” is not an entry of this place; remove it or correct its spelling."),
    "wrong_schema": _l("The schema must be %(first)s or %(second)s."),
    "bad_id": _l("This must be a short name of letters, digits and underscores that starts with a letter."),
    "reserved_id": _l("Files of answers use member, unit, location and tenure as columns; choose another id."),
    "bad_version": _l("The version must be a whole number from 1."),
    "needs_text": _l("A text is missing here."),
    "needs_true_or_false": _l("This must be true or false."),
    "not_one_of": _l("This must be one of: %(allowed)s."),
    "needs_table": _l("This must be a table of option lists."),
    "needs_two_options": _l("An item needs at least two options with a number."),
    "option_needs_value": _l("An option needs a value: a number, or a text such as X for “do not know”."),
    "twice": _l("“%(name)s” stands here twice."),
    "options_or_numbers": _l("An item has either options, or low, high and step; not both."),
    "unknown_options": _l("There is no list of options called “%(options)s”."),
    "needs_options_or_numbers": _l("An item needs options, or the numbers low, high and step."),
    "low_above_high": _l("Low must be smaller than high."),
    "bad_step": _l("The step must be larger than zero and fit between low and high."),
    "step_does_not_fit": _l("From low to high must be a whole number of steps."),
    "unknown_items": _l("A scale names items (for a mean of scales: earlier scales); one of these does not exist."),
    "item_twice": _l("A scale names an item twice."),
    "bad_min_answered": _l("The fewest answers of a scale must be a whole number from 1 to %(most)s."),
    "bad_reference_sd": _l("The reference standard deviation must be a number above zero."),
    "reference_sd_needs_source": _l("A reference standard deviation needs the source it was read from."),
    "bad_share_from": _l("The level of a share must be a number."),
    "bad_positive": _l("A scale of percent positive, and only such a scale, lists the values that are positive."),
    "different_ranges": _l(
        "All parts of a scale must have the same lowest and highest value; a mean of scales, 0 and 100."
    ),
    "bad_sign": _l("This text holds a sign that cannot be seen or stored; type it anew."),
    "bad_language": _l("A language is a code such as en, de, fr or es, and each stands here once."),
    "needs_languages": _l("Texts are tables by language, such as [texts.de]."),
    "needs_texts": _l("This must be a table of texts by name."),
    "needs_choices": _l("Choices are a list of tables."),
    "bad_most": _l("The most answers of a choice must be a whole number from 1 to %(most)s."),
    "needs_nought_and_hundred": _l("This needs the two values 0 and 100 and nothing else."),
    "bad_rotation": _l("A rotation has lengths and an order that names every item outside a choice once."),
    "bad_lengths": _l("Each length of a rotation must be a whole number from 1 to %(most)s."),
    "shipped_key": _l("“%(key)s” is the key of an instrument of ours; choose another."),
    "reserved_key": _l("This key has another meaning here; choose another."),
    "own_kind": _l("Your own instruments are of the kind custom; they get a report of their own."),
    "own_asking": _l("Questions that take turns or are chosen together are for our pulse only; ask them one by one."),
    "own_closed": _l("Only closed questions: give the item options. Free numbers and texts can give a person away."),
    "own_spread": _l("A spread of your own would weaken what protects answers; remove reference_sd and its source."),
    "own_yes_no": _l("Questions with two answers cannot share a scale here. Give each a scale of its own."),
    "own_uneven": _l("The numbers of the answers lie unevenly. Write them evenly apart, such as 1, 2, 3."),
    "in_two_scales": _l("This counts in two scales, and two results of the same answers say more than one may."),
    "too_many": _l("At most %(most)s here."),
    "too_long": _l("This text is too long: at most %(most)s letters."),
    "asks_identity": _l("“%(word)s” asks who somebody is. Anonymous answers must not tell that; leave it out."),
    "asks_diagnosis": _l("“%(word)s” asks about illness. Ask about conditions of work instead."),
    "asks_union": _l("“%(word)s” asks about union or works council. No employer may ask that here."),
    "asks_religion": _l("“%(word)s” asks about religion. No employer may ask that here."),
    "asks_origin": _l("“%(word)s” asks where somebody comes from. No employer may ask that here."),
    "pulse_only": _l("Only our pulse divides its scales by report; remove “view” and “about”."),
}

_REFUSALS: Mapping[str, object] = {
    "too_few_people": _l(
        "With fewer than ten people a check-in cannot be anonymous. "
        "Journal, practices, coaching and feedback work at your size."
    ),
    "help_missing": _l("Please confirm the help contacts first for: %(countries)s. Everybody should find help nearby."),
    "no_instrument": _l("Please choose at least one instrument."),
    "unknown_choice": _l("One of the chosen instruments is not there any more. Please choose again."),
    "chosen_twice": _l("“%(name)s” is chosen twice. Please choose one of its lines."),
    "not_enabled": _l("“%(name)s” is switched off. Switch it on under Instruments, or choose another."),
    "too_long": _l("These have more questions than one sealed answer can hold. Please choose fewer instruments."),
    "too_soon": _l("People have been asked recently. This check-in can open from %(day)s on."),
    "name_taken": _l("Another check-in has this name. Please choose a different one."),
    "group_too_small": _l(
        "“%(name)s” has fewer than ten people who have been here for 30 days, so it cannot have results of its own."
    ),
    "group_name": _l("Every group needs a name of its own of at most 120 letters."),
    "closes_too_early": _l("The last day must be after today."),
    "closes_too_late": _l("A check-in stays open for at most 60 days. Please choose an earlier last day."),
}

_ANSWER_FLAWS: Mapping[str, object] = {
    "empty_file": _l("The file is empty."),
    "not_utf8": _l("The file is not UTF-8 text. Save it as CSV UTF-8 and try again."),
    "broken_quotes": _l("A quotation mark is not closed."),
    "no_member_column": _l("The column “member” is missing; it holds an e-mail address or a personnel number."),
    "no_item_column": _l("No column is named like an item of the instrument."),
    "unknown_column": _l("This column is neither member, unit, location, tenure nor an item of the instrument."),
    "column_twice": _l("This column stands in the file twice."),
    "cell_count": _l("The row has not as many cells as the heading."),
    "no_member": _l("This cell is empty; it needs an address or a personnel number."),
    "unknown_member": _l("Nobody in this organization has this address or personnel number."),
    "member_twice": _l("This person stands in the file twice."),
    "unknown_unit": _l("There is no such unit in this organization."),
    "unknown_tenure": _l("Tenure must be one of: under_1, 1_to_2, 3_to_9, 10_or_more."),
    "too_long": _l("The text is too long."),
    "not_an_option": _l("This is not an option of the item."),
    "not_a_number": _l("This is not a number."),
    "out_of_range": _l("This lies outside the range of the item."),
    "off_step": _l("This lies between two steps of the item."),
}

_STATES: Mapping[str, object] = {
    "open": _l("Open for answers"),
    "closing": _l("Closed, results are being made"),
    "released": _l("Closed, results are out"),
}


def mistake(found: Mistake) -> str:
    """Place and sentence of one mistake in an instrument file."""
    return f"{found.where}: {_filled(_MISTAKES[found.code], found.values)}"


def refusal(code: str, values: Mapping[str, str]) -> str:
    """Why a wave cannot open."""
    return _filled(_REFUSALS[code], values)


def too_often(weeks: int) -> str:
    """Why a schedule may not come so often: how many weeks its instruments need."""
    if weeks <= LONGEST_OF_SHORT:
        return str(_("Instruments of ten items or more come at most once a quarter, that is every 13 weeks."))
    return str(_("How people treat themselves is asked at most twice a year, that is every 26 weeks."))


def answer_flaw(row: int, column: str, code: str) -> str:
    """Why a row of past answers is refused."""
    sentence = str(_ANSWER_FLAWS[code])
    if column:
        return str(_("Row %(row)s, column %(column)s: %(sentence)s", row=row, column=column, sentence=sentence))
    return str(_("Row %(row)s: %(sentence)s", row=row, sentence=sentence))


def state(code: str) -> str:
    """The words for the state of a wave."""
    return str(_STATES[code])


def day(value: date) -> str:
    """A date as people read it."""
    return str(format_date(value, "long"))


def day_of(value: date | str, zone: str = "UTC") -> str:
    """A stored day, or the day of a moment in a time zone, as people read it."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    elif isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return day(value)


def month(value: date) -> str:
    """A month as people read it."""
    return str(format_date(value, "MMMM yyyy"))


def score(value: float) -> str:
    """A score with at most one decimal."""
    return str(format_decimal(round(value, 1)))


def name_of(part: Mapping[str, Any]) -> str:
    """The name of an instrument in a promise, in the language in force if it has one there."""
    return str(part.get("names", {}).get(get_locale().language, part["name"]))


def language(code: str) -> str:
    """A language by its name in the language in force."""
    try:
        return Locale.parse(code, sep="-").get_display_name(get_locale()) or code
    except (ValueError, UnknownLocaleError):
        return code


def languages(codes: Iterable[str]) -> str:
    """Several languages by their names."""
    return format_list([language(code) for code in codes], locale=get_locale())


def missing_languages(codes: Iterable[str]) -> str:
    """Those of the interface's languages that an instrument does not have, by their names; empty when it has all."""
    missing = [code for code in INTERFACE if code not in set(codes)]
    return languages(missing) if missing else ""


def shown_in(codes: Sequence[str]) -> str:
    """What somebody reads whose language is missing, by its name: English where it exists, else the first one."""
    return language(OTHERWISE if OTHERWISE in codes else codes[0])


def in_templates() -> dict[str, object]:
    """The words that templates of check-ins use."""
    return {
        "day": day_of,
        "month": month,
        "score": score,
        "instrument_name": name_of,
        "language_name": language,
        "languages": languages,
        "missing_languages": missing_languages,
        "shown_in": shown_in,
    }


def _filled(sentence: object, values: Mapping[str, str]) -> str:
    return str(sentence) % values if values else str(sentence)
