"""The journal's pages about many entries: a month and its calendar, search, on this day, trends."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tenants import clock
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import own_way, private_space
from tenants.permissions import Permission
from wellbeing.journal import access, asking, finding, looking_back, prompts, service, tags, words
from wellbeing.journal.reflection import Reflection, local_day
from wellbeing.journal.schemas import AskedQuery, MonthQuery, PeriodQuery, SearchIn

LINES = 10
MONTHS_BACK = {"weeks": 4, "months": 12}


def hang_into(pages: Blueprint) -> None:
    """Add these routes to the journal's blueprint."""
    pages.get("")(month)
    pages.get("/search")(search)
    pages.post("/search")(ask)
    pages.get("/looking-back")(trends)
    pages.post("/<uuid:entry_id>/peace")(leave_in_peace)


@requires(Permission.JOURNAL_READ)
def month() -> ResponseReturnValue:
    """One month of the member's own entries; no other month is opened, but for "on this day"."""
    member = actor().member
    months, asked = access.months_of(member), MonthQuery().load(request.args.to_dict())["month"]
    shown = asked or next(iter(months), None)
    opened = service.read(access.entries_of(member, months=[shown]) if shown else [])
    zone, way = service.place_of(member).zone, own_way.way_of(member.id)
    rows = [words.row(entry.id, said, zone) for entry, said in opened.entries]
    newest = opened.entries[0][1].written_at if opened.entries else None
    return render_template(
        "journal/month.html",
        entries=rows,
        sealed=access.some_are_sealed(member),
        weeks=looking_back.weeks_of(shown, {row["day"] for row in rows}) if shown and rows else [],
        month_label=words.month_label(shown) if shown else "",
        months=[{"url": _month_url(on), "label": words.month_label(on), "current": on == shown} for on in months],
        earlier_url=_month_url(max((on for on in months if shown and on < shown), default=None)),
        later_url=_month_url(min((on for on in months if shown and on > shown), default=None)),
        welcome_back=not asked and asking.has_been_away(newest),
        on_this_day=_on_this_day(months) if way.on_this_day and not asked else None,
        trends=way.trends,
    )


@requires(Permission.JOURNAL_READ)
def search() -> ResponseReturnValue:
    """What to look for, and what was found; the question stands sealed in the address."""
    member, given = actor().member, AskedQuery().load(request.args.to_dict())
    question = finding.unsealed(member, given["asked"]) or finding.Question()
    looked = bool(question.query or question.month)
    found = finding.find(member, question, page=given["page"]) if looked else finding.Found([], more=False)
    zone, own = service.place_of(member).zone, [said.tags for said in asking.lately(member)]
    return render_template(
        "journal/search.html",
        question=question,
        looked=looked,
        found=[words.found(entry_id, said, question.query, zone) for entry_id, _revision, said in found.entries],
        tags=words.as_options([*filter(None, [question.tag]), *tags.suggested(own)]),
        months=[(f"{on:%Y-%m}", words.month_label(on)) for on in access.months_of(member)],
        earlier_url=_found_url(given, -1) if given["page"] > 1 else "",
        later_url=_found_url(given, +1) if found.more else "",
        locked=private_space.is_locked(member.id),
        some_locked=private_space.sealed_since(member.id) is not None,
    )


@requires(Permission.JOURNAL_READ)
@comes_back(search)
def ask() -> ResponseReturnValue:
    """Take what to look for out of the form's body into a sealed address, so that no log ever shows it."""
    question = words.question_from(load(SearchIn))
    return see_other("journal.search", asked=finding.sealed(actor().member, question))


@requires(Permission.JOURNAL_READ)
def trends() -> ResponseReturnValue:
    """Effort and kindness beside mood, in the last weeks or months with an entry; nothing where trends are left out."""
    member, by = actor().member, PeriodQuery().load(request.args.to_dict())["by"]
    wanted = own_way.way_of(member.id).trends
    months = access.newest_months_of(member, MONTHS_BACK[by]) if wanted else ()
    opened = service.read(access.entries_of(member, months=months)) if months else service.Opened([], 0)
    zone = service.place_of(member).zone
    dated = [(local_day(said.written_at, zone), said) for _entry, said in opened.entries]
    periods = looking_back.periods_of(dated, by)
    return render_template(
        "journal/looking_back.html",
        by=by,
        wanted=wanted,
        periods=[(words.period_label(period.first, by), period) for period in periods],
        picture=looking_back.drawing(periods),
        lines=_lines(dated, zone),
        sealed=opened.sealed,
    )


@requires(Permission.JOURNAL_WRITE)
def leave_in_peace(entry_id: UUID) -> ResponseReturnValue:
    """Keep an entry out of "on this day" for good."""
    service.leave_in_peace(access.entry_for(actor().member, entry_id, for_change=True))
    return see_other("journal.month")


def _on_this_day(months: dict[date, int]) -> dict[str, Any] | None:
    member, zone = actor().member, service.place_of(actor().member).zone
    days = looking_back.same_days(clock.today(zone))
    wanted = {day.replace(day=1) for day in days} & months.keys()
    opened = service.read(access.entries_of(member, months=wanted)).entries if wanted else []
    way = own_way.way_of(member.id)
    avoided = {prompt.id for prompt in prompts.bank() if not way.welcomes(prompt.topics)}
    fit = [(entry, said) for entry, said in opened if looking_back.offered_back(said, avoided)]
    for day, (unit, back) in days.items():
        for entry, said in fit:
            if local_day(said.written_at, zone) == day:
                return {"id": entry.id, "when": words.back_label(unit, back), **words.shown(said, zone)}
    return None


def _lines(dated: list[tuple[date, Reflection]], zone: str) -> list[dict[str, Any]]:
    noted = [
        {"on": words.day(said.written_at, zone), "kind": kind, "text": text}
        for _day, said in dated
        for kind, text in (("effort", said.effort), ("kindness", said.kindness))
        if text
    ]
    return noted[:LINES]


def _month_url(on: date | None) -> str:
    return url_for("journal.month", month=f"{on:%Y-%m}") if on else ""


def _found_url(given: dict[str, Any], step: int) -> str:
    return url_for("journal.search", asked=given["asked"], page=given["page"] + step)
