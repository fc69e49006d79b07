"""HR's pages: ours and own templates, the next version of an own one, and phrases for the hints; never any feedback."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.errors import NotFound
from tenants.http import FormState, actor, comes_back, load, requires, see_other
from tenants.languages import OWN_NAMES, in_force
from tenants.permissions import Permission
from wellbeing.feedback import catalog, forms, wording, words
from wellbeing.feedback.forms import Template
from wellbeing.feedback.schemas import PhraseIn, TemplateIn

FIRST_SECTIONS = 3


def hang_into(pages: Blueprint) -> None:
    """Add HR's routes to the blueprint of feedback."""
    pages.get("/templates")(templates)
    pages.get("/templates/new")(new_template)
    pages.post("/templates")(make_template)
    pages.post("/templates/more")(more_sections)
    pages.get("/templates/phrases")(phrases)
    pages.post("/templates/phrases")(add_phrase)
    pages.post("/templates/phrases/<uuid:phrase_id>/drop")(drop_phrase)
    pages.get("/templates/<key>")(template)
    pages.get("/templates/<key>/edit")(edit_template)
    pages.post("/templates/<key>")(revise_template)
    pages.post("/templates/<key>/hide")(hide)
    pages.post("/templates/<key>/show")(show_again)


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
def templates() -> ResponseReturnValue:
    """Every template with its state."""
    return render_template("feedback/templates.html", entries=catalog.entries())


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
def template(key: str) -> ResponseReturnValue:
    """One template in one of its languages, and what HR can do with it."""
    entry = catalog.entry_for(key)
    language = entry.template.language_near(request.args.get("language") or in_force())
    return render_template(
        "feedback/template.html",
        entry=entry,
        template=entry.template,
        told=entry.template.words(language),
        spoken=language,
        versions=catalog.versions_of(key),
        reach=wording.REACH_NAMES[entry.template.reach],
    )


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
def new_template() -> ResponseReturnValue:
    """An empty form, or what was typed on it."""
    return _form(None, None)


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
@comes_back(new_template)
def make_template() -> ResponseReturnValue:
    """Keep a template of the organization's own."""
    given = load(TemplateIn)
    sections, told = words.sections_from(given)
    made = catalog.make(
        corrective=given["corrective"],
        reach=given["reach"],
        sections=sections,
        language=given["language"],
        words=words.template_words(given, told),
        by=actor().member_id,
    )
    flash(_("Supervisors can choose it now."))
    return see_other("feedback.template", key=made.key)


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
def more_sections() -> ResponseReturnValue:
    """The same form with what was typed and one more section; nothing is kept."""
    g.form = FormState(request.form)
    key = request.args.get("key", "")
    entry = catalog.entry_for(key) if key else None
    return _form(entry.template if entry else None, request.form.get("language"), more=1)


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
def edit_template(key: str) -> ResponseReturnValue:
    """The next version of an own template, in one language."""
    entry = catalog.entry_for(key)
    if not entry.own:
        raise NotFound
    return _form(entry.template, request.args.get("language"))


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
@comes_back(edit_template)
def revise_template(key: str) -> ResponseReturnValue:
    """Keep the next version; notes written with an earlier one stay as they are."""
    given = load(TemplateIn)
    sections, told = words.sections_from(given)
    made = catalog.revise(
        key=key,
        based_on=given["based_on"],
        corrective=given["corrective"],
        reach=given["reach"],
        sections=sections,
        language=given["language"],
        words=words.template_words(given, told),
        by=actor().member_id,
    )
    flash(_("Version %(version)s is in use from now on.", version=made.version))
    return see_other("feedback.template", key=key, language=given["language"])


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
@comes_back(template)
def hide(key: str) -> ResponseReturnValue:
    """Offer a template no longer."""
    catalog.hide(key=key)
    flash(_("It is not offered any more. Drafts begun with it go on."))
    return see_other("feedback.template", key=key)


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
@comes_back(template)
def show_again(key: str) -> ResponseReturnValue:
    """Offer a template again."""
    catalog.show(key=key)
    flash(_("It is offered again."))
    return see_other("feedback.template", key=key)


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
def phrases() -> ResponseReturnValue:
    """The organization's own phrases for the hints."""
    return render_template("feedback/phrases.html", phrases=catalog.phrases())


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
@comes_back(phrases)
def add_phrase() -> ResponseReturnValue:
    """Let the hints mark more words."""
    given = load(PhraseIn)
    catalog.add_phrase(phrase=given["phrase"], reason=given["reason"], kinder=given["kinder"])
    flash(_("The hints know it from now on."))
    return see_other("feedback.phrases")


@requires(Permission.FEEDBACK_TEMPLATE_MANAGE)
def drop_phrase(phrase_id: UUID) -> ResponseReturnValue:
    """Take a phrase out again."""
    catalog.drop_phrase(phrase_id=phrase_id)
    flash(_("The phrase is gone."))
    return see_other("feedback.phrases")


def _form(stored: Template | None, language: str | None, *, more: int = 0) -> ResponseReturnValue:
    typed: FormState | None = g.get("form")
    sent = typed.values if typed and typed.values else None
    shown = language if language in forms.LANGUAGES else (stored.languages[0] if stored else in_force())
    told = stored.words(shown) if stored else None
    rows: list[dict[str, Any]]
    if sent:
        rows = words.typed_sections(sent, more=more)
    else:
        rows = words.stored_sections(stored, shown) if stored else []
        rows += [words.empty_section() for _number in range(max(0, FIRST_SECTIONS - len(rows)))]
    return render_template(
        "feedback/template_form.html",
        template=stored,
        told=told,
        spoken=shown,
        rows=rows,
        languages=list(OWN_NAMES.items()),
        reaches=[(reach.value, label) for reach, label in wording.REACH_NAMES.items()],
        may_add=len(rows) < forms.MOST_SECTIONS,
    )
