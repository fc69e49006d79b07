"""The writer's pages: write with care, keep a draft, look it over, sleep on it, publish it or let it go."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from flask import Blueprint, flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import clock
from tenants.errors import Invalid, NotFound
from tenants.http import FormState, actor, comes_back, load, may, requires, see_other
from tenants.members import private_space
from tenants.notices.hours import zone_of
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.learning_notes import access, drafting, groups, service, wording
from wellbeing.learning_notes.groups import Group
from wellbeing.learning_notes.models import LearningDraft
from wellbeing.learning_notes.schemas import DraftIn, PublishIn
from wellbeing.learning_notes.story import LONGEST, PARTS, Draft, Story

View = TypeVar("View", bound=Callable[..., Any])


def hang_into(pages: Blueprint) -> None:
    """Add the routes of writing to the blueprint of learning notes."""
    pages.get("/write")(write)
    pages.post("/write")(create)
    pages.get("/write/<uuid:draft_id>")(edit)
    pages.post("/write/<uuid:draft_id>")(save)
    pages.get("/write/<uuid:draft_id>/look")(look)
    pages.post("/write/<uuid:draft_id>/publish")(publish)
    pages.post("/write/<uuid:draft_id>/call-back")(call_back)
    pages.post("/write/<uuid:draft_id>/let-go")(let_go)
    pages.get("/write/<uuid:draft_id>/<any(publish, 'call-back', 'let-go'):_did>")(after_writing)


def follows_published(view: View) -> View:
    """The address of a draft that was published leads on to the note."""

    @functools.wraps(view)
    def followed(draft_id: UUID, **rest: Any) -> Any:
        try:
            return view(draft_id, **rest)
        except NotFound:
            note = access.became(actor().member, draft_id)
            if note is None:
                raise
            return see_other("learning_notes.show", note_id=note.id)

    return cast(View, followed)


@requires(Permission.LEARNING_NOTE_WRITE)
def write() -> ResponseReturnValue:
    """An empty page, or what was typed on it."""
    typed: FormState | None = g.get("form")
    language = str(actor().member.language or organization().language)
    return _page(Story(language=language), row=None, draft=(typed.value("draft") if typed else "") or uuid4())


@requires(Permission.LEARNING_NOTE_WRITE)
@comes_back(write)
def create() -> ResponseReturnValue:
    """Keep a new draft; the first thing that is kept asks for consent."""
    member, given = actor().member, load(DraftIn)
    draft = _draft(given)
    drafting.refuse_empty(draft)
    code = private_space.begin_with_consent(member.id, consent=given["consent"])
    draft_id = drafting.keep_new(author=member, draft_id=given["draft"] or uuid4(), draft=draft)
    if code:
        return code_page(code, "learning_notes.edit", draft_id=draft_id)
    note = access.became(member, draft_id)
    if note is not None:
        return see_other("learning_notes.show", note_id=note.id)
    return _go_on(given, draft_id)


@requires(Permission.LEARNING_NOTE_WRITE)
@follows_published
def edit(draft_id: UUID) -> ResponseReturnValue:
    """A draft to go on with; one that waits to go out is only looked at."""
    member = actor().member
    row = access.draft_for(member, draft_id)
    if access.waiting_for(member, row.id) is not None and not g.get("form"):
        return see_other("learning_notes.look", draft_id=row.id)
    draft = drafting.open_draft(row).draft
    return _page(draft.story, row=row, draft="", unit_id=draft.unit_id)


@requires(Permission.LEARNING_NOTE_WRITE)
@follows_published
@comes_back(edit)
def save(draft_id: UUID) -> ResponseReturnValue:
    """Keep what was changed in a draft."""
    member = actor().member
    row, given = access.draft_for(member, draft_id, for_change=True), load(DraftIn)
    drafting.keep(row, author=member, draft=_draft(given), revision=given["revision"])
    return _go_on(given, row.id)


@requires(Permission.LEARNING_NOTE_WRITE)
@follows_published
def look(draft_id: UUID) -> ResponseReturnValue:
    """The note as people will read it, hints that block nothing, and three questions that do."""
    member = actor().member
    row = access.draft_for(member, draft_id)
    draft = drafting.open_draft(row).draft
    waiting = access.waiting_for(member, row.id)
    group = _group_of(draft.unit_id)
    return render_template(
        "learning_notes/look.html",
        row=row,
        story=draft.story,
        writer=member.called,
        group=wording.group_name(group) if group else "",
        hints=wording.hints(draft.story, access.names_near(member), own=member.name),
        missing=[wording.TITLES[part] for part in draft.story.missing],
        goes_at=waiting.goes_at if waiting else service.tomorrow_morning(member, clock.now()),
        waits=waiting is not None,
        now=clock.now(),
        zone=zone_of(member),
    )


@requires(Permission.LEARNING_NOTE_WRITE)
@follows_published
@comes_back(look)
def publish(draft_id: UUID) -> ResponseReturnValue:
    """Publish a draft, at once or tomorrow morning, once the three questions are answered with yes."""
    member = actor().member
    row, given = access.draft_for(member, draft_id, for_change=True), load(PublishIn)
    at_once = given["when"] == "now"
    _refuse_unsure(given)
    goes_at = service.publish(row, author=member, at_once=at_once)
    if goes_at is None:
        flash(_("It is with your people now. You can take it back at any time."))
        return see_other("learning_notes.show", note_id=access.note_id_of(member.id, draft_id))
    flash(_("Sleep on it. Until it goes out you can call it back."))
    return see_other("learning_notes.look", draft_id=draft_id)


@requires(Permission.LEARNING_NOTE_READ)
@follows_published
def call_back(draft_id: UUID) -> ResponseReturnValue:
    """Call a note back that waits to go out; open to whoever cannot read it on this device, or leads nobody, too."""
    member = actor().member
    service.call_back(access.draft_for(member, draft_id, for_change=True), author=member)
    flash(_("It is a draft again. Nobody has seen it."))
    if private_space.is_locked(member.id) or not may(Permission.LEARNING_NOTE_WRITE):
        return see_other("learning_notes.listed")
    return see_other("learning_notes.edit", draft_id=draft_id)


@requires(Permission.LEARNING_NOTE_READ)
def let_go(draft_id: UUID) -> ResponseReturnValue:
    """Delete a draft; open to whoever leads nobody any more, too."""
    member = actor().member
    service.let_go(access.draft_for(member, draft_id, for_change=True), author=member)
    flash(_("The draft is gone."))
    return see_other("learning_notes.listed")


@requires(Permission.LEARNING_NOTE_WRITE)
@follows_published
def after_writing(draft_id: UUID, _did: str) -> ResponseReturnValue:
    """Whoever comes to the address of a form lands on the draft, or on the note that it became."""
    return see_other("learning_notes.look", draft_id=access.draft_for(actor().member, draft_id).id)


def code_page(code: str, endpoint: str, **values: Any) -> str:
    """The recovery code, shown this once, and where it goes on."""
    return render_template("recovery_code.html", code=code, url=url_for(endpoint, **values))


def _page(story: Story, *, row: LearningDraft | None, draft: object, unit_id: UUID | None = None) -> str:
    member, mine = actor().member, groups.groups_of(actor().member)
    chosen = Group(None).value if row and unit_id is None else str(unit_id or "")
    return render_template(
        "learning_notes/write.html",
        row=row,
        draft=draft,
        story=story,
        parts=PARTS,
        longest=LONGEST,
        groups=[(one.value, wording.group_name(one)) for one in mine],
        chosen=chosen,
        needs_consent=private_space.needed(member.id),
        locked=private_space.is_locked(member.id),
    )


def _draft(given: Mapping[str, Any]) -> Draft:
    """A draft from loaded fields; its group is one of the writer's own."""
    mine = {one.value: one for one in groups.groups_of(actor().member)}
    group = mine.get(given["group"])
    if group is None:
        raise Invalid(fields={"group": [_("Choose who is to read it.")]}, code="no_group")
    story = Story(**{part: given[part] for part in PARTS}, language=given["language"])
    return Draft(story, group.unit_id, clock.now())


def _group_of(unit_id: UUID | None) -> Group | None:
    return next((one for one in groups.groups_of(actor().member) if one.unit_id == unit_id), None)


def _refuse_unsure(given: Mapping[str, Any]) -> None:
    unsure = [name for name in ("over", "others", "known") if not given[name]]
    if unsure:
        raise Invalid(
            _("Take your time. It goes out once all three are true, and the draft is kept until then."),
            fields={name: [_("Tick this only if it is so.")] for name in unsure},
            code="not_sure_yet",
        )


def _go_on(given: Mapping[str, Any], draft_id: UUID) -> ResponseReturnValue:
    if given["then"] == "look":
        return see_other("learning_notes.look", draft_id=draft_id)
    flash(_("Kept as a draft. Only you can read it."))
    return see_other("learning_notes.edit", draft_id=draft_id)
