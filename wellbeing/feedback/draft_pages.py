"""The pages of a draft: write with hints, keep it, read it as the receiver will, send it or let it go."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from flask import Blueprint, flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import clock
from tenants.errors import Conflict, NotFound
from tenants.http import FormState, actor, comes_back, load, requires, see_other
from tenants.members import private_space
from tenants.members.models import Member
from tenants.notices.hours import zone_of
from tenants.organizations.access import organization
from tenants.permissions import Permission
from wellbeing.feedback import access, catalog, delivering, drafting, marking, words
from wellbeing.feedback import draft as drafts
from wellbeing.feedback.draft import Draft
from wellbeing.feedback.forms import Template
from wellbeing.feedback.hints import Phrase
from wellbeing.feedback.letter import Kind
from wellbeing.feedback.places import Opened, Reading
from wellbeing.feedback.schemas import ChooseQuery, day_field, draft_schema, words_field

View = TypeVar("View", bound=Callable[..., Any])


def hang_into(pages: Blueprint) -> None:
    """Add the routes of drafts to the blueprint of feedback."""
    pages.get("/write/new")(write)
    pages.post("/write")(create)
    pages.post("/write/look")(look)
    pages.get("/write/<uuid:draft_id>")(edit)
    pages.post("/write/<uuid:draft_id>")(save)
    pages.get("/write/<uuid:draft_id>/preview")(preview)
    pages.post("/write/<uuid:draft_id>/send")(send)
    pages.post("/write/<uuid:draft_id>/let-go")(let_go)
    pages.get("/write/<uuid:draft_id>/<any(send, 'let-go'):_did>")(after_sending)


@requires(Permission.FEEDBACK_WRITE)
def write() -> ResponseReturnValue:
    """An empty page of a template for one person, or what was typed on it."""
    typed: FormState | None = g.get("form")
    asked = ChooseQuery(unknown="exclude").load((typed.values if typed else request.args).to_dict())
    if asked["to"] is None or asked["template"] is None:
        return see_other("feedback.choose", to=asked["to"])
    member = actor().member
    # what was typed with a template comes back, also when it was hidden in between
    find = catalog.entry_for if typed else catalog.offered_for
    to, template = access.colleague_for(member, asked["to"]), find(asked["template"]).template
    language = template.language_near(asked["language"] or language_of_reader())
    begun = Draft(to.id, template.key, template.version, language, clock.now())
    return _write_page(template, begun, to=to, row=None)


@requires(Permission.FEEDBACK_WRITE)
@comes_back(write)
def create() -> ResponseReturnValue:
    """Keep a new draft; the first thing that is kept asks for consent."""
    member, template = actor().member, _offered_template()
    given = load(draft_schema(template))
    access.colleague_for(member, given["to"])
    code = private_space.begin_with_consent(member.id, consent=given["consent"])
    draft = words.draft_from(given, template, clock.now())
    draft_id = drafting.keep_new(author=member, draft_id=given["draft"] or uuid4(), draft=draft, template=template)
    if code:
        return code_page(code, "feedback.edit", draft_id=draft_id)
    return _go_on(given, draft_id)


@requires(Permission.FEEDBACK_WRITE)
def look() -> ResponseReturnValue:
    """The same page with what was typed and its hints; nothing is kept. For browsers without JavaScript."""
    template = _typed_template()
    given, member = load(draft_schema(template)), actor().member
    row = access.draft_for(member, given["row"]) if given["row"] else None
    draft = words.draft_from(given, template, clock.now())
    g.form = FormState(request.form)
    to = access.colleague_for(member, given["to"])
    return _write_page(template, draft, to=to, row=row, looked=True)


def follows_sent(view: View) -> View:
    """The address of a draft that was sent leads on to the note."""

    @functools.wraps(view)
    def followed(draft_id: UUID, **rest: Any) -> Any:
        try:
            return view(draft_id, **rest)
        except NotFound:
            own_id = access.sent_as(actor().member, draft_id)
            if own_id is None:
                raise
            return see_other("feedback.written", copy_id=own_id)

    return cast(View, followed)


@requires(Permission.FEEDBACK_WRITE)
@follows_sent
def edit(draft_id: UUID) -> ResponseReturnValue:
    """A draft to go on with."""
    member = actor().member
    kept = drafting.open_draft(access.draft_for(member, draft_id))
    template = catalog.version_for(kept.draft.template, kept.draft.version)
    return _write_page(template, kept.draft, to=access.colleague_for(member, kept.draft.to_id), row=kept.row)


@requires(Permission.FEEDBACK_WRITE)
@comes_back(edit)
def save(draft_id: UUID) -> ResponseReturnValue:
    """Keep what was changed in a draft."""
    member = actor().member
    row = access.draft_for(member, draft_id, for_change=True)
    before = drafting.open_draft(row).draft
    template = catalog.version_for(before.template, before.version)
    drafting.refuse_reach(member, before.to_id, template)
    given = load(draft_schema(template))
    draft = words.draft_from(given | {"to": before.to_id}, template, clock.now())
    drafting.keep(row, draft=draft, revision=given["revision"])
    return _go_on(given, draft_id)


@requires(Permission.FEEDBACK_WRITE)
@follows_sent
def preview(draft_id: UUID) -> ResponseReturnValue:
    """The note as its receiver will read it, when it would arrive, and what is still missing."""
    member = actor().member
    kept = drafting.open_draft(access.draft_for(member, draft_id))
    template = catalog.version_for(kept.draft.template, kept.draft.version)
    to = access.colleague_for(member, kept.draft.to_id)
    drafting.refuse_reach(member, to.id, template)
    at = delivering.arrival(to, clock.now())
    marks = _marks(kept.draft, kept.draft.words)
    missing_words, missing_steps = drafts.missing(kept.draft, template)
    titles, zone = template.words(kept.draft.language).sections, zone_of(to)
    return render_template(
        "feedback/preview.html",
        letter=delivering.letter_of(kept.draft, template, author=member, reader=to, at=at),
        draft=kept.row,
        at=at,
        now_free=at <= clock.now(),
        marked=sum(len(found) for found in marks.values()),
        softened=_softened(marks) if template.corrective else [],
        gaps=[titles[name].title for name in missing_words],
        steps=[titles[name].title for name in missing_steps],
        over=[titles[name].title for name in delivering.days_over(kept.draft, zone)],
        zone=zone,
        own_zone=zone_of(member),
    )


@requires(Permission.FEEDBACK_WRITE)
@follows_sent
@comes_back(edit)
def send(draft_id: UUID) -> ResponseReturnValue:
    """Send a draft; it arrives once, in the receiver's working hours."""
    member = actor().member
    own_id = delivering.send(access.draft_for(member, draft_id, for_change=True), author=member)
    flash(_("It is on its way."))
    return see_other("feedback.written", copy_id=own_id)


@requires(Permission.FEEDBACK_WRITE)
@follows_sent
def after_sending(draft_id: UUID, _did: str) -> ResponseReturnValue:
    """Whoever comes to the address of sending lands on the draft, or on the note that it became."""
    return see_other("feedback.edit", draft_id=access.draft_for(actor().member, draft_id).id)


@requires(Permission.FEEDBACK_WRITE)
def let_go(draft_id: UUID) -> ResponseReturnValue:
    """Delete a draft."""
    drafting.let_go(access.draft_for(actor().member, draft_id, for_change=True))
    flash(_("The draft is gone."))
    return see_other("feedback.write_home")


def code_page(code: str, endpoint: str, **values: Any) -> str:
    """The recovery code, shown this once, and where it goes on."""
    return render_template("recovery_code.html", code=code, url=url_for(endpoint, **values), foot="feedback/_foot.html")


def phrases() -> list[Phrase]:
    """The organization's own phrases as the hints take them."""
    return marking.phrases_from((row.phrase, row.reason, row.kinder) for row in catalog.phrases())


def _write_page(template: Template, draft: Draft, *, to: Member, row: Any, looked: bool = False) -> ResponseReturnValue:
    typed: FormState | None = g.get("form")
    sent = typed.values if typed and typed.values else None
    shown = words.typed_words(sent, template) if sent else draft.words
    dismissed = words.put_away(sent.get("dismissed", ""), sent.get("dismiss", "")) if sent else draft.dismissed
    member, sections = actor().member, template.words(draft.language).sections
    reading = access.everything_of(member)
    return render_template(
        "feedback/write.html",
        template=template,
        told=template.words(draft.language),
        draft=draft,
        row=row,
        to=to,
        looked=looked,
        draft_id=(sent.get("draft") if sent else None) or uuid4(),
        sections=words.section_rows(template, draft.language, shown, draft.days, _marks(draft, shown, dismissed)),
        dismissed="\n".join(dismissed),
        hints_speak=draft.language == marking.LANGUAGE,
        languages=words.language_options(template),
        has_step=any(one.step for one in template.sections),
        today=clock.today(zone_of(to)).isoformat(),
        labels={words_field(name): told.title for name, told in sections.items()}
        | {day_field(name): _("By when") for name in sections},
        asked=[one for one in reading.opened if one.letter.kind is Kind.REQUEST and one.row.author_id == to.id],
        rests=template.corrective and rests_after_own(member, to, reading),
        needs_consent=private_space.needed(member.id),
        locked=private_space.is_locked(member.id),
    )


def rests_after_own(member: Member, to: Member, reading: Reading) -> bool:
    """Whether the member's own note asked their report for a change within the week; others' notes are never told."""
    own = access.written_to(member, to.id, reading)
    return to.manager_id == member.id and any(_rests(one) for one in own)


def _rests(own: Opened) -> bool:
    return own.letter.corrective and own.letter.at + delivering.REST > clock.now()


def _marks(draft: Draft, shown: Any, dismissed: Sequence[str] | None = None) -> dict[str, list[marking.Mark]]:
    away = draft.dismissed if dismissed is None else dismissed
    return words.marks_of(shown, draft.language, phrases=phrases(), dismissed=away)


def _softened(marks: dict[str, list[marking.Mark]]) -> list[str]:
    """Words that make a matter smaller than it is: the accountability guard asks about them."""
    return [mark.quote for found in marks.values() for mark in found if mark.category == marking.SOFTENED]


def _typed_template() -> Template:
    key, version = request.form.get("template", ""), request.form.get("version", "")
    return catalog.version_for(key, int(version) if version.isdecimal() and len(version) < 6 else 0)


def _offered_template() -> Template:
    """The template to begin with: one that is offered, in its newest version."""
    entry, version = catalog.entry_for(request.form.get("template", "")), request.form.get("version", "")
    if entry.hidden:
        raise Conflict(_("This template is not offered any more. What you typed stands here; choose another one."))
    if version.isdecimal() and version != str(entry.template.version):
        raise Conflict(_("This template was changed. What you typed stands here; look it over and keep it."))
    return entry.template


def _go_on(given: Any, draft_id: UUID) -> ResponseReturnValue:
    if given["then"] == "preview":
        return see_other("feedback.preview", draft_id=draft_id)
    flash(_("Kept as a draft. Only you can read it."))
    return see_other("feedback.edit", draft_id=draft_id)


def language_of_reader() -> str:
    """The language to offer templates in: the member's own, else the organization's."""
    return str(actor().member.language or organization().language)
