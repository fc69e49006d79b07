"""The journal's pages: write, list by month, read, change, delete, take a copy."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from tenants import clock
from tenants.http import FormState, actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.navigation import Entry
from tenants.permissions import Permission
from wellbeing.journal import access, exporting, prompts, service, words
from wellbeing.journal.reflection import Place
from wellbeing.journal.schemas import EntryIn, MonthQuery, RevisionIn

pages = Blueprint("journal", __name__, url_prefix="/journal", template_folder="templates")
navigation = (Entry("journal.month", _l("Journal"), Permission.JOURNAL_READ, 20),)


@pages.get("")
@requires(Permission.JOURNAL_READ)
def month() -> ResponseReturnValue:
    """One month of the member's own entries."""
    months = access.months_of(actor().member)
    shown = MonthQuery().load(request.args.to_dict())["month"] or next(iter(months), None)
    opened = service.read(access.entries_of(actor().member, month_on=shown) if shown else [])
    return render_template(
        "journal/month.html",
        entries=[words.row(entry.id, said, _place().zone) for entry, said in opened.entries],
        sealed=opened.sealed,
        month_label=words.month_label(shown) if shown else "",
        months=[{"url": _month_url(on), "label": words.month_label(on), "current": on == shown} for on in months],
        earlier_url=_month_url(max((on for on in months if shown and on < shown), default=None)),
        later_url=_month_url(min((on for on in months if shown and on > shown), default=None)),
    )


@pages.get("/new")
@requires(Permission.JOURNAL_WRITE)
def new() -> ResponseReturnValue:
    """An empty page under the prompt of the day or the one asked for."""
    typed = g.get("form")
    asked = typed.value("prompt") if typed else request.args.get("prompt")
    return _write_page(prompts.find(str(asked)))


@pages.post("/prompt")
@requires(Permission.JOURNAL_WRITE)
def another() -> ResponseReturnValue:
    """The same page with what was typed, under another prompt; nothing is kept."""
    place = _place()
    shown = prompts.find(request.form.get("prompt"))
    offered = prompts.find(request.form.get("instead"))
    if offered is None and shown is not None:
        offered = prompts.after(shown, clock.today(place.zone), first_day=place.first_day)
    g.form = FormState(request.form)
    return _write_page(offered)


@pages.post("")
@requires(Permission.JOURNAL_WRITE)
@comes_back(new)
def create() -> ResponseReturnValue:
    """Keep a new entry; the first one asks for consent and answers with the recovery code."""
    given, member = load(EntryIn), actor().member
    entry_id, code = service.write_with_consent(
        member_id=member.id,
        draft_id=given["draft"] or uuid4(),
        reflection=words.reflection_from(given, clock.now()),
        zone=_place().zone,
        consent=given["consent"],
    )
    if code:
        return render_template("recovery_code.html", code=code, url=url_for("journal.show", entry_id=entry_id))
    return see_other("journal.show", entry_id=entry_id)


@pages.get("/<uuid:entry_id>")
@requires(Permission.JOURNAL_READ)
def show(entry_id: UUID) -> ResponseReturnValue:
    """One entry to read."""
    entry = access.entry_for(actor().member, entry_id)
    return render_template("journal/show.html", entry=entry, **words.shown(service.read_one(entry), _place().zone))


@pages.get("/<uuid:entry_id>/edit")
@requires(Permission.JOURNAL_WRITE)
def edit(entry_id: UUID) -> ResponseReturnValue:
    """One entry to change; after a conflict both texts stand there."""
    entry = access.entry_for(actor().member, entry_id)
    typed = g.get("form")
    return render_template(
        "journal/edit.html",
        entry=entry,
        changed_elsewhere=bool(typed) and str(typed.value("revision")) != str(entry.revision),
        **words.shown(service.read_one(entry), _place().zone),
        **words.mood_choices(),
    )


@pages.post("/<uuid:entry_id>")
@requires(Permission.JOURNAL_WRITE)
@comes_back(edit)
def revise(entry_id: UUID) -> ResponseReturnValue:
    """Keep what was changed."""
    given = load(RevisionIn)
    entry = access.entry_for(actor().member, entry_id, for_change=True)
    after = words.reflection_from(given, clock.now())
    service.revise(entry, reflection=after, revision=given["revision"], revised_at=clock.now())
    return see_other("journal.show", entry_id=entry.id)


@pages.get("/<uuid:entry_id>/delete")
@requires(Permission.JOURNAL_WRITE)
def ask_delete(entry_id: UUID) -> ResponseReturnValue:
    """Ask once before an entry goes for good."""
    entry = access.entry_for(actor().member, entry_id)
    return render_template("journal/delete.html", entry=entry, **words.shown(service.read_one(entry), _place().zone))


@pages.post("/<uuid:entry_id>/delete")
@requires(Permission.JOURNAL_WRITE)
def delete(entry_id: UUID) -> ResponseReturnValue:
    """Delete an entry."""
    service.delete(access.entry_for(actor().member, entry_id, for_change=True))
    return see_other("journal.month")


@pages.get("/export")
@requires(Permission.JOURNAL_EXPORT)
def export() -> ResponseReturnValue:
    """What a copy holds and the two forms of it; open to leavers as well."""
    return render_template("journal/export.html", sealed=service.read(access.entries_of(actor().member)).sealed)


@pages.get("/export/<any(json, markdown):form>")
@requires(Permission.JOURNAL_EXPORT)
def download(form: str) -> ResponseReturnValue:
    """Everything the member can open, as one file."""
    member = actor().member
    opened = [(entry.id, said) for entry, said in service.read(access.entries_of(member)).entries]
    if form == "json":
        return _file(exporting.as_json(opened, exported_at=clock.now()), "application/json", "journal.json")
    return _file(exporting.as_markdown(opened, zone=_place().zone), "text/markdown", "journal.md")


def _write_page(prompt: prompts.Prompt | None) -> str:
    place = _place()
    shown = prompt or prompts.of_the_day(clock.today(place.zone), first_day=place.first_day)
    typed = g.get("form")
    return render_template(
        "journal/write.html",
        prompt=shown,
        lighter=prompts.lighter_than(shown),
        draft=(typed.value("draft") if typed else "") or uuid4(),
        needs_consent=private_space.needed(actor().member_id),
        locked=private_space.is_locked(actor().member_id),
        words=None,
        **words.mood_choices(),
    )


def _place() -> Place:
    return service.place_of(actor().member)


def _month_url(on: date | None) -> str:
    return url_for("journal.month", month=f"{on:%Y-%m}") if on else ""


def _file(content: str, mimetype: str, name: str) -> Response:
    response = Response(content.encode("utf-8", "surrogatepass"), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
