"""HR's pages: the company's own practices, and which of ours are offered; never who does any, and no note."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import FormState, comes_back, load, requires, see_other
from tenants.languages import OWN_NAMES, in_force
from tenants.members.my_way import TOPICS, MyWay
from tenants.permissions import Permission
from wellbeing.practices import access, catalog, choosing, company, words
from wellbeing.practices.company_words import (
    MOST_STEPS,
    About,
    Told,
    about_from,
    practice_from,
    steps_from,
    texts_from,
)
from wellbeing.practices.models import CompanyPractice
from wellbeing.practices.practice import LANGUAGES, Practice
from wellbeing.practices.schemas import OwnIn

FIRST_STEPS = 3
_STEP = ("step_title", "step_text", "step_place")


def hang_into(pages: Blueprint) -> None:
    """Add HR's routes to the blueprint of practices."""
    pages.get("/settings")(settings)
    pages.post("/settings/ours/<slug>/hide")(hide)
    pages.post("/settings/ours/<slug>/show")(show)
    pages.get("/settings/ours/<slug>")(preview_ours)
    pages.get("/settings/new")(new_own)
    pages.post("/settings/own")(write_own)
    pages.post("/settings/more")(more_steps)
    pages.get("/settings/own/<uuid:practice_id>")(own)
    pages.get("/settings/own/<uuid:practice_id>/preview")(preview_own)
    pages.get("/settings/own/<uuid:practice_id>/edit")(edit_own)
    pages.post("/settings/own/<uuid:practice_id>")(change_own)
    pages.post("/settings/own/<uuid:practice_id>/<any(publish, withdraw):act>")(offer_own)
    pages.post("/settings/own/<uuid:practice_id>/delete")(delete_own)


@requires(Permission.PRACTICE_MANAGE)
def settings() -> ResponseReturnValue:
    """The company's own practices and ours, each with its state."""
    return render_template(
        "practices/settings.html",
        own=[_row(one) for one in catalog.own()],
        ours=[words.card(one.practice, in_force()) | {"hidden": one.hidden} for one in catalog.ours()],
        needs=choosing.NEED_LABELS,
    )


@requires(Permission.PRACTICE_MANAGE)
@comes_back(settings)
def hide(slug: str) -> ResponseReturnValue:
    """Offer one of ours no longer."""
    company.hide(slug=slug)
    flash(_("It is not offered any more. What people kept after it stays with them."))
    return see_other("practices.settings")


@requires(Permission.PRACTICE_MANAGE)
def show(slug: str) -> ResponseReturnValue:
    """Offer one of ours again."""
    company.show(slug=slug)
    flash(_("It is offered again."))
    return see_other("practices.settings")


@requires(Permission.PRACTICE_MANAGE)
def preview_ours(slug: str) -> ResponseReturnValue:
    """One of ours as an employee sees it, hidden or not."""
    return _preview(catalog.ours_for(slug))


@requires(Permission.PRACTICE_MANAGE)
def new_own() -> ResponseReturnValue:
    """An empty form, or what was typed on it."""
    return _form(None)


@requires(Permission.PRACTICE_MANAGE)
@comes_back(new_own)
def write_own() -> ResponseReturnValue:
    """Keep a practice of the company's own; nobody sees it yet."""
    given = load(OwnIn)
    row = company.write(about=_about(given), language=given["language"], told=_told(given))
    flash(_("Kept. Look at it as people will see it, then publish it."))
    return see_other("practices.own", practice_id=row.id)


@requires(Permission.PRACTICE_MANAGE)
def more_steps() -> ResponseReturnValue:
    """The same form with what was typed and one more step; nothing is kept."""
    g.form = FormState(request.form)
    about = request.args.get("practice", type=UUID)
    return _form(access.company_practice_for(about) if about else None, more=1)


@requires(Permission.PRACTICE_MANAGE)
def own(practice_id: UUID) -> ResponseReturnValue:
    """One of the company's own, its languages, and what HR can do with it."""
    return render_template("practices/own.html", **_row(access.company_practice_for(practice_id)))


@requires(Permission.PRACTICE_MANAGE)
def preview_own(practice_id: UUID) -> ResponseReturnValue:
    """One of the company's own as an employee will see it."""
    row = access.company_practice_for(practice_id)
    return _preview(practice_from(row.slug, row.definition), row)


@requires(Permission.PRACTICE_MANAGE)
def edit_own(practice_id: UUID) -> ResponseReturnValue:
    """One of the company's own to change, in one language."""
    return _form(access.company_practice_for(practice_id))


@requires(Permission.PRACTICE_MANAGE)
@comes_back(edit_own)
def change_own(practice_id: UUID) -> ResponseReturnValue:
    """Keep what was changed; where it is published, people read it from now on."""
    given, row = load(OwnIn), access.company_practice_for(practice_id, for_change=True)
    company.change(row, about=_about(given), language=given["language"], told=_told(given), based_on=given["based_on"])
    flash(
        _("Changed. People read it from now on.")
        if row.published
        else _("Changed. Nobody sees it before you publish it.")
    )
    return see_other("practices.own", practice_id=practice_id)


@requires(Permission.PRACTICE_MANAGE)
def offer_own(practice_id: UUID, act: str) -> ResponseReturnValue:
    """Publish or withdraw one of the company's own."""
    row = access.company_practice_for(practice_id, for_change=True)
    if act == "publish":
        company.publish(row)
        flash(_("Everybody finds it among the practices now."))
    else:
        company.withdraw(row)
        flash(_("It is not offered any more. What people kept after it stays with them."))
    return see_other("practices.own", practice_id=practice_id)


@requires(Permission.PRACTICE_MANAGE)
@comes_back(own)
def delete_own(practice_id: UUID) -> ResponseReturnValue:
    """Delete a withdrawn one for good."""
    company.delete(access.company_practice_for(practice_id, for_change=True))
    flash(_("The practice is gone."))
    return see_other("practices.settings")


def _row(row: CompanyPractice) -> dict[str, Any]:
    practice = practice_from(row.slug, row.definition)
    return {
        "row": row,
        "practice": words.card(practice, in_force()),
        "spoken": list(practice.texts),
        "unspoken": [language for language in LANGUAGES if language not in practice.texts],
        "topic_names": [TOPICS[topic] for topic in practice.topics if topic in TOPICS],
        "need": choosing.NEED_LABELS[practice.need],
    }


def _preview(practice: Practice, row: CompanyPractice | None = None) -> ResponseReturnValue:
    wanted = request.args.get("language")
    language = practice.language_near(wanted if wanted in LANGUAGES else in_force())
    return render_template(
        "practices/play.html",
        preview=True,
        row=row,
        practice=words.player(practice, language, MyWay(), request.args.get("anchor")),
        others=[],
        draft=uuid4(),
    )


def _about(given: dict[str, Any]) -> About:
    return About(given["minutes"], given["need"], tuple(sorted(set(given["topics"]))))


def _told(given: dict[str, Any]) -> Told:
    steps = steps_from(*(given[name] for name in _STEP))
    return Told(given["title"], given["summary"], given["note"], given["closing"], steps)


def _form(row: CompanyPractice | None, *, more: int = 0) -> ResponseReturnValue:
    typed: FormState | None = g.get("form")
    wanted = request.args.get("language")
    texts = texts_from(row.definition) if row else {}
    language = wanted if wanted in LANGUAGES else next(iter(texts), in_force())
    told = texts.get(language)
    if typed and typed.values:
        lists = [typed.values.getlist(name) for name in _STEP[:2]]
        steps = [{"title": title, "text": text} for title, text in zip(*lists, strict=False)][:MOST_STEPS]
        steps += [{"title": "", "text": ""}] * more
    else:
        model = told or next(iter(texts.values()), None)
        steps = [{"title": one.title, "text": one.text} for one in told.steps] if told else []
        steps += [{"title": "", "text": ""}] * (max(FIRST_STEPS, len(model.steps) if model else 0) - len(steps))
    return render_template(
        "practices/own_form.html",
        row=row,
        about=about_from(row.definition) if row else None,
        told=told,
        language_code=language,
        steps=steps[:MOST_STEPS],
        languages=list(OWN_NAMES.items()),
        needs=list(choosing.NEED_LABELS.items()),
        topics=list(TOPICS.items()),
        may_add=len(steps) < MOST_STEPS,
    )
