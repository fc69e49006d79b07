"""What HR's pages of programmes show, as values for templates: cards, one programme, a week with its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tenants.languages import in_force, named
from tenants.organizations import access as organizations
from wellbeing.programs import (
    access,
    changing,
    company_days,
    hr_found,
    hr_wording,
    launching,
    obstacles,
    offers,
    reasons,
)
from wellbeing.programs.audience import Audience
from wellbeing.programs.blueprint import Blueprint
from wellbeing.programs.content import CHECKIN, LANGUAGES, Content, Step, said
from wellbeing.programs.dry_run import laid_out
from wellbeing.programs.flaws import Offer, Offers
from wellbeing.programs.models import Program, ProgramAct
from wellbeing.programs.stored import DRAFT, ENDED, RUNNING, UNDER_WAY, audience_of, content_of


def in_templates() -> dict[str, object]:
    """Small words that several of these pages need."""
    return {
        "said_here": lambda texts: said(texts, in_force()),
        "pairs": lambda values: [(value, value) for value in values],
        "week_options": lambda numbers: [(number, _("Week %(number)s", number=number)) for number in numbers],
    }


def card(row: Program) -> dict[str, Any]:
    """A programme in the list."""
    return {"row": row, "name": name_of(row), "state": state_of(row), "weeks": weeks_of(content_of(row))}


def blueprint_card(one: Blueprint) -> dict[str, Any]:
    """What one can start from."""
    says, language = one.content, in_force()
    texts = {name: said(getattr(says, name), language) for name in ("name", "purpose", "for_whom", "evidence")}
    return texts | {
        "slug": one.slug,
        "sensitive": one.sensitive,
        "source": says.source,
        "weeks": weeks_of(says),
        "minutes": minutes_of(says),
    }


def state_of(row: Program) -> str:
    """How far it is, in a word or two."""
    if row.state == RUNNING and not changing.begun(row):
        return str(_("launched, begins later"))
    return str(hr_wording.STATES[row.state])


def name_of(row: Program) -> str:
    """How a programme is called on HR's pages."""
    return said(content_of(row).name, in_force(), row.languages) or _("A programme without a name")


def weeks_of(says: Content) -> str:
    """How long it lasts, in words."""
    return str(ngettext("%(num)s week", "%(num)s weeks", says.length))


def minutes_of(says: Content) -> str:
    """How long a week takes, in words."""
    return str(ngettext("about %(num)s minute a week", "about %(num)s minutes a week", says.minutes_a_week))


def spoken_here(row: Program, wanted: str | None) -> str:
    """The language that is edited: the wanted one of the programme's, else the reader's, else the first."""
    spoken = [*row.languages] or list(LANGUAGES)
    return next((one for one in (wanted, in_force()) if one in spoken), spoken[0])


def tabs(row: Program, spoken: str) -> dict[str, Any]:
    """The languages to go to, the one that is edited, and one to look at beside it."""
    languages = [*row.languages] or list(LANGUAGES)
    beside = next((one for one in (in_force(), *languages) if one != spoken and one in languages), "")
    return {
        "spoken": spoken,
        "spoken_name": named(spoken),
        "tabs": [(one, named(one)) for one in languages],
        "beside": beside,
    }


def role_options() -> list[tuple[str, str]]:
    """Of whom in the chosen parts of the company."""
    return [
        ("everyone", _("Everyone there")),
        ("supervisors", _("Only those who have people reporting to them")),
        ("leaders", _("Only those who lead a unit")),
    ]


def audience_words(chosen: Audience) -> str:
    """For whom, in a sentence; never a number."""
    paths = {unit.id: unit.path for unit in organizations.units_of()}
    parts = [paths[unit] for unit in chosen.units if unit in paths] + [*chosen.locations, *chosen.job_families]
    if chosen.is_whole:
        whole = {
            "everyone": _("Everyone in the company"),
            "supervisors": _("All supervisors"),
            "leaders": _("All leaders"),
        }
        return str(whole[chosen.role])
    where = hr_wording.listed(parts) if parts else _("a part of the company that is not there any more")
    there = {
        "everyone": _("Everyone in %(where)s", where=where),
        "supervisors": _("Supervisors in %(where)s", where=where),
        "leaders": _("Leaders in %(where)s", where=where),
    }
    return str(there[chosen.role])


def overview(row: Program) -> dict[str, Any]:
    """One programme with everything about it."""
    known, says = offers.all_offers(in_force()), content_of(row)
    found, fixed = obstacles.of(row, known), changing.begun(row)
    days = {week.number: week for week in laid_out(row, organizations.organization())}
    return {
        "row": row,
        "name": name_of(row),
        "state": state_of(row),
        "content": says,
        "language_names": hr_wording.languages(row.languages) if row.languages else "",
        "audience": audience_words(audience_of(row)),
        "joiners": hr_wording.JOINERS[row.joiners],
        "length": weeks_of(says),
        "minutes": minutes_of(says),
        "refusals": hr_found.told(row, [] if row.state == ENDED else found.refusals),
        "notes": hr_found.told(row, hr_found.still_worth_knowing(row, found, fixed)),
        "weeks": [_week(row, number, days.get(number), known, fixed) for number in range(1, says.length + 1)],
        "acts": [_act(act) for act in access.acts_of(row)],
        "editable": row.state == DRAFT or row.state in UNDER_WAY,
        "is_draft": row.state == DRAFT,
        "under_way": row.state in UNDER_WAY,
        "free_numbers": free_numbers(says, fixed),
        "most_more": launching.MOST_MORE - row.more,
    }


def _act(act: ProgramAct) -> dict[str, Any]:
    """What a step set off, or why it has not yet."""
    url = ""
    if act.about_id and act.kind == CHECKIN:
        url = url_for("checkins.wave", wave_id=act.about_id)
    elif act.about_id:
        url = url_for("coaching.one_round", round_id=act.about_id)
    return {
        "week": act.week,
        "kind": hr_wording.KINDS[act.kind],
        "state": act.state,
        "due_on": company_days.working_day(organizations.organization(), act.due_on) or act.due_on,
        "reason": reasons.said(act.reason) if act.reason else "",
        "url": url,
    }


def _week(row: Program, number: int, days: Any, known: Offers, fixed: int) -> dict[str, Any]:
    week = content_of(row).week(number)
    steps = [_line(step, known) for step in week.steps] if week else []
    return {
        "number": number,
        "title": said(week.title, in_force(), row.languages) if week else "",
        "quiet": week is None,
        "days": days,
        "steps": steps,
        "begun": number <= fixed,
        "first": number == fixed + 1,
    }


def _line(step: Step, known: Offers) -> dict[str, Any]:
    offer = known[step.kind].get(step.ref)
    return {
        "id": step.id,
        "kind": hr_wording.KINDS[step.kind],
        "title": offer.title if offer else said(step.text, in_force()),
    }


def free_numbers(says: Content, fixed: int) -> list[int]:
    """Where a week can be added or copied to: quiet weeks to come, and the one after the last."""
    taken = {week.number for week in says.weeks}
    return [number for number in range(fixed + 1, min(says.length + 1, 26) + 1) if number not in taken]


def choices(offers_of_kind: Mapping[str, Offer], chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a step can lead to, in groups; what people do not find now is shown only where it is chosen already."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for offer in offers_of_kind.values():
        if not offer.state or offer.ref == chosen:
            groups.setdefault(offer.group, []).append((offer.ref, offer.title))
    if chosen and chosen not in offers_of_kind:
        groups.setdefault("", []).append((chosen, _("not there any more")))
    return list(groups.items())


def lighter_choices(offers_of_kind: Mapping[str, Offer], chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same without what asks about difficulty."""
    light = {ref: offer for ref, offer in offers_of_kind.items() if not offer.difficult or ref == chosen}
    return choices(light, chosen)


def kinds_for(row: Program) -> Sequence[tuple[str, str]]:
    """The kinds of steps that this programme can hold."""
    held_back = {"checkin", "pairing_round", "feedback_nudge", "learning_note"} if row.sensitive else set()
    return [(kind, str(label)) for kind, label in hr_wording.KINDS.items() if kind not in held_back]
