"""The journal's pages about one entry: choose a form, write, read, change, delete; and a copy of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from tenants import clock
from tenants.http import FormState, actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.navigation import Entry
from tenants.permissions import Permission
from wellbeing.journal import access, exporting, forms, looking_back_pages, prompts, service, tags, words
from wellbeing.journal import asking as asking_room
from wellbeing.journal.forms import form_of
from wellbeing.journal.reflection import Place, Reflection
from wellbeing.journal.schemas import EntryIn, RevisionIn

pages = Blueprint("journal", __name__, url_prefix="/journal", template_folder="templates")
looking_back_pages.hang_into(pages)
navigation = (Entry("journal.month", _l("Journal"), Permission.JOURNAL_READ, 20),)


@pages.get("/forms")
@requires(Permission.JOURNAL_WRITE)
def ways() -> ResponseReturnValue:
    """The forms that an entry can take, each one tap away, and what else a member may write for themself."""
    return render_template("journal/ways.html", forms=list(forms.FORMS.values()))


@pages.get("/new")
@requires(Permission.JOURNAL_WRITE)
def new() -> ResponseReturnValue:
    """An empty page: of the form asked for, under the prompt asked for or the one of the day."""
    typed = g.get("form")
    given: Mapping[str, object] = typed.values if typed else request.args
    asked, chosen = prompts.find(str(given.get("prompt"))), str(given.get("chosen" if typed else "form") or "")
    return _write_page(asked, chosen, form=str(given.get("form") or ""))


@pages.post("/prompt")
@requires(Permission.JOURNAL_WRITE)
def another() -> ResponseReturnValue:
    """The same page with what was typed, under another prompt or in another form; nothing is kept."""
    typed, asking = request.form, _asking()
    shown, instead = prompts.find(typed.get("prompt")), prompts.find(typed.get("instead"))
    chosen = typed.get("write_as") or typed.get("chosen") or ""
    light = int(typed["light"]) if typed.get("light", "").isdecimal() else 1
    if instead is not None:
        offered: prompts.Prompt | None = instead
    elif form_of(chosen).key != forms.FREE:
        offered = prompts.for_form(chosen, asking, following=shown)
    elif shown is not None and not typed.get("write_as"):
        offered = prompts.after(shown, asking, light=light)
    else:
        offered = prompts.of_the_day(asking)
    has_words = any(typed.get(name) for name in ("body", *forms.FIELDS))
    g.form = FormState(typed)
    return _write_page(offered, chosen, form=typed.get("form", "") if has_words else "", asking=asking, light=light + 1)


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
    typed, said, member = g.get("form"), service.read_one(entry), actor().member
    return render_template(
        "journal/edit.html",
        entry=entry,
        changed_elsewhere=bool(typed) and str(typed.value("revision")) != str(entry.revision),
        suggested=_suggested(asking_room.lately(member), without=said.tags),
        **words.shown(said, _place().zone),
        **words.asked_for(form_of(said.form), typed, said),
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


def _write_page(
    prompt: prompts.Prompt | None, chosen: str, *, form: str = "", asking: prompts.Asking | None = None, light: int = 1
) -> str:
    """`chosen` is a form that was asked for and stays; `form` one that has words in it already."""
    member, typed = actor().member, g.get("form")
    last = asking_room.lately(member)
    asking = asking or _asking(last)
    if prompt is None:
        other = form_of(chosen).key != forms.FREE
        prompt = prompts.for_form(chosen, asking) if other else prompts.of_the_day(asking)
    shown = form_of(chosen or form or (prompt.form if prompt else ""))
    return render_template(
        "journal/write.html",
        prompt=prompt,
        chosen=chosen,
        lighter=prompts.lighter_than(prompt, asking.way) if prompt else None,
        light=0 if prompt and prompt.difficult else light,
        forms=list(forms.FORMS.values()),
        draft=(typed.value("draft") if typed else "") or uuid4(),
        needs_consent=private_space.needed(member.id),
        locked=private_space.is_locked(member.id),
        suggested=_suggested(last),
        words=None,
        **words.asked_for(shown, typed),
        **words.mood_choices(),
    )


def _suggested(last: list[Reflection], *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return words.as_options(tags.suggested((said.tags for said in last), without=without))


def _asking(last: list[Reflection] | None = None) -> prompts.Asking:
    member = actor().member
    return asking_room.asking_of(member, place=_place(), last=asking_room.lately(member) if last is None else last)


def _place() -> Place:
    return service.place_of(actor().member)


def _file(content: str, mimetype: str, name: str) -> Response:
    response = Response(content.encode("utf-8", "surrogatepass"), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
