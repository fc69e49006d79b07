"""Words for HR's pages of programmes: each obstacle in one sentence with its place, kinds of steps, states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from babel.lists import format_list
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.languages import in_force, named
from tenants.organizations import countries
from tenants.organizations.wording import everywhere_else
from wellbeing.programs.content import said
from wellbeing.programs.flaws import Flaw

KINDS: Mapping[str, Any] = {
    "practice": _l("Practice"),
    "prompt": _l("Journal prompt"),
    "form": _l("Form"),
    "message": _l("Message"),
    "checkin": _l("Check-in"),
    "pairing_round": _l("Round of peer coaching"),
    "feedback_nudge": _l("Feedback, for supervisors"),
    "learning_note": _l("Learning note, for leaders"),
}
STATES: Mapping[str, Any] = {
    "draft": _l("draft"),
    "running": _l("running"),
    "paused": _l("rests"),
    "ended": _l("ended"),
}
ROLES: Mapping[str, Any] = {
    "everyone": _l("everyone"),
    "supervisors": _l("supervisors"),
    "leaders": _l("leaders"),
}
JOINERS: Mapping[str, Any] = {
    "week_one": _l("begins at week one"),
    "with_company": _l("begins in the week where the company is"),
}
_TEXTS: Mapping[str, Any] = {
    "name": _l("The name is missing in %(languages)s."),
    "purpose": _l("The purpose is missing in %(languages)s."),
    "for_whom": _l("“For whom” is missing in %(languages)s."),
    "first_message": _l("The first message is missing in %(languages)s."),
    "last_message": _l("The last message is missing in %(languages)s."),
    "title": _l("The title is missing in %(languages)s."),
    "opening": _l("The opening is missing in %(languages)s."),
    "step": _l("The text is missing in %(languages)s."),
}
_SENTENCES: Mapping[str, Any] = {
    "no_weeks": _l("There is no week yet, so the programme would end before it starts."),
    "no_steps": _l("There is no step yet. Add one, or take the week out."),
    "no_language": _l("Choose at least one language."),
    "no_start": _l("Choose the first day."),
    "start_past": _l("The first day is %(day)s. Choose a later one than today, so that nobody misses the beginning."),
    "start_far": _l("The first day, %(day)s, is more than a year away. Check the year."),
    "few_people": _l("A programme needs at least 10 people. Bring in the list of the people who work here first."),
    "few_everyone": _l("The audience is too small: a programme needs at least 10 people. Choose more of the company."),
    "few_supervisors": _l(
        "There are too few supervisors here: a programme needs at least 10 people. Choose everyone; steps that only "
        "supervisors can do are left out for others."
    ),
    "few_leaders": _l(
        "There are too few leaders here: a programme needs at least 10 people. Choose everyone; steps that only "
        "leaders can do are left out for others."
    ),
    "help_missing": _l("Help is not confirmed yet for: %(countries)s. Everybody should find help nearby."),
    "sensitive_audience": _l("A sensitive programme is offered to everyone, so that choosing it tells nothing."),
    "sensitive_kind": _l("A sensitive programme has no step of the kind “%(kind)s”: it stays with the person alone."),
    "no_link": _l("Choose what this step leads to."),
    "link_gone": _l("What this step leads to is not there any more. Choose something else."),
    "link_hidden": _l("“%(title)s” is hidden in your company. Offer it again, or choose something else."),
    "link_unpublished": _l("“%(title)s” is not published. Publish it, or choose something else."),
    "link_off": _l("“%(title)s” is switched off. Switch it on under “Instruments”, or choose something else."),
    "link_language": _l(
        "“%(title)s” does not exist in %(languages)s. Choose something else, or take the language out of the programme."
    ),
    "difficult_first": _l("This prompt asks about difficulty. The first week is too early for that."),
    "difficult_often": _l("This is the second prompt about difficulty among five. Choose a lighter one."),
    "difficult_alone": _l("This prompt asks about difficulty. Choose a lighter one to stand beside it."),
    "free_week": _l("Nobody works in this week, so nothing can open. Move this step to another week."),
    "checkin_own": _l("This check-in comes too soon after the one before. It could open from %(day)s."),
    "checkin_asked": _l("People were asked a short time before. This check-in could open from %(day)s."),
    "checkin_schedule": _l(
        "“%(name)s” opens on %(on)s, too close to this check-in. It could open from %(day)s, or skip that one."
    ),
    "checkin_program": _l("The programme “%(name)s” asks on %(on)s, too close to this check-in. Choose another week."),
    "round_twice": _l("There is another coaching round in this week. One is enough."),
    "round_early": _l("A coaching round is announced two days before. It can begin from %(day)s."),
    "overlaps": _l("“%(name)s” runs at the same time, for some of the same people. They would have two programmes."),
    "long_week": _l("About %(minutes)s minutes, more than the %(promised)s a week that the programme promises."),
    "for_supervisors": _l("Feedback steps are shown to supervisors only; they are left out for others."),
    "for_leaders": _l("Learning notes are shown to leaders and supervisors only; they are left out for others."),
    "checkin_asks_all": _l(
        "A check-in asks everybody in the company. Your audience gets results of its own if it is large enough."
    ),
    "round_for_all": _l(
        "A coaching round is open to everybody who takes part in peer coaching, not to this audience alone."
    ),
    "utc": _l("Your organization keeps the time of UTC. Is that where people work? Mornings and days follow it."),
    "unspoken": _l("People who read in %(languages)s see this programme in another language."),
    "schedule_waits": _l("“%(name)s”, planned for %(on)s, will wait a little, so that nobody is asked too often."),
    "round_there": _l(
        "A coaching round runs from %(on)s to %(until)s already. This step leads to it instead of beginning another."
    ),
    "round_is_chosen": _l("A coaching round pairs only those who have joined peer coaching."),
    "on_a_holiday": _l("Begins on a day off, %(name)s, %(begins)s. What opens in it opens on %(opens)s."),
    "not_working": _l("Begins on %(begins)s, no working day. What opens in it opens on %(opens)s."),
    "week_off": _l("Nobody works in the week from %(begins)s on. It can be read all the same."),
}
_UNFIT: Mapping[str, Any] = {
    "no_such_week": _l("There is no week %(week)s. Add it first."),
    "no_such_kind": _l("There is no step of this kind."),
    "week_taken": _l("There is a week %(week)s already. Choose a free number."),
    "week_number": _l("A programme lasts from 1 to %(most)s weeks."),
    "step_twice": _l("A step would stand in two places. Open the week again and go on from there."),
    "many_steps": _l("Week %(week)s would have more than %(most)s steps. A week stays small."),
}


def unfit(code: str, values: Mapping[str, int]) -> str:
    """Why a change of weeks or steps cannot be made."""
    return str(_UNFIT[code] % dict(values))


def sentence(flaw: Flaw) -> str:
    """An obstacle or a note in one sentence, without its place."""
    template = _TEXTS[str(flaw.values["what"])] if flaw.code == "text_missing" else _SENTENCES[flaw.code]
    return str(template) % {name: _worded(name, value) for name, value in flaw.values.items()}


def placed(flaw: Flaw) -> str:
    """The same with its place in front."""
    where = place(flaw)
    return str(_("%(place)s: %(sentence)s", place=where, sentence=sentence(flaw))) if where else sentence(flaw)


def place(flaw: Flaw) -> str:
    """Where it stands: a week, or a step of one; empty for the programme as a whole."""
    if flaw.week is None:
        return ""
    if not flaw.place:
        return str(_("Week %(number)s", number=flaw.week))
    return str(_("Week %(number)s, step %(place)s", number=flaw.week, place=flaw.place))


def _worded(name: str, value: object) -> str:
    if isinstance(value, date):
        return day(value)
    if name == "languages":
        return languages(value)  # type: ignore[arg-type]
    if name == "countries":
        return listed([countries.country_name(code, in_force()) or everywhere_else() for code in value])  # type: ignore[attr-defined]
    if name == "kind":
        return str(KINDS[str(value)])
    if isinstance(value, Mapping):
        return said(value, in_force())
    return str(value)


def day(value: date) -> str:
    """A day with its weekday, as the language in force writes it."""
    return str(format_date(value, "full"))


def languages(codes: Iterable[str]) -> str:
    """Languages by name, joined as one reads them."""
    return listed([named(code) for code in codes])


def listed(words: Sequence[str]) -> str:
    """Words joined as one reads them."""
    return str(format_list(words, locale=get_locale() or "en"))
