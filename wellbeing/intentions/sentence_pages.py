"""My three sentences: write them, bring them in order, have them before one's eyes."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import FormState, actor, comes_back, load, requires, see_other
from tenants.languages import in_force
from tenants.members import own_way
from tenants.members.absence import today_of
from tenants.permissions import Permission
from wellbeing.intentions import offered, service
from wellbeing.intentions.intention import SENTENCES, Sentences
from wellbeing.intentions.routes import code_page, pages, place
from wellbeing.intentions.schemas import PlaceIn, SentencesIn


@pages.get("/my-sentences")
@requires(Permission.INTENTION_OWN)
def sentences() -> ResponseReturnValue:
    """The sentences as they stand; a script of the device finds them here for "I need a moment"."""
    kept = service.sentences_of(actor().member)
    return render_template(
        "intentions/sentences.html",
        said=kept.said.said if kept else (),
        revision=kept.row.revision if kept else 0,
        **place(),
    )


@pages.get("/my-sentences/now")
@requires(Permission.INTENTION_OWN)
def sentences_now() -> ResponseReturnValue:
    """One sentence at a time, large and with nothing around it."""
    kept = service.sentences_of(actor().member)
    if kept is None:
        return see_other("intentions.sentences")
    asked = request.args.get("number", 1, int)
    number = min(max(asked, 1), len(kept.said.said))
    return render_template(
        "intentions/sentences_now.html",
        sentence=kept.said.said[number - 1],
        before=number - 1,
        after=number + 1 if number < len(kept.said.said) else 0,
    )


@pages.get("/my-sentences/edit")
@requires(Permission.INTENTION_OWN)
def edit_sentences() -> ResponseReturnValue:
    """The three lines to write, with sentences to take over."""
    kept = service.sentences_of(actor().member)
    said = kept.said.said if kept else ()
    revision = kept.row.revision if kept else 0
    typed: Any = g.get("form")
    shown = list(typed.all("said") if typed else said)
    elsewhere = bool(typed) and str(typed.value("revision", revision)) != str(revision)
    language, taken = in_force(), set(shown)
    starters = [(one.id, one.said(language)) for one in offered.starters(own_way.way_of(actor().member_id))]
    return render_template(
        "intentions/edit_sentences.html",
        lines=(shown + [""] * SENTENCES)[:SENTENCES],
        said=said,
        revision=revision,
        changed_elsewhere=elsewhere,
        starters=[(key, words) for key, words in starters if words not in taken],
        **place(),
    )


@pages.post("/my-sentences/starter")
@requires(Permission.INTENTION_OWN)
def take_starter() -> ResponseReturnValue:
    """The same page with a sentence in the first empty line; nothing is kept."""
    typed = request.form.copy()
    lines = (typed.getlist("said") + [""] * SENTENCES)[:SENTENCES]
    found = {one.id: one.said(in_force()) for one in offered.starters(own_way.way_of(actor().member_id))}
    empty = next((number for number, line in enumerate(lines) if not line.strip()), None)
    if empty is None:
        flash(_("There is room for three. Empty a line first."))
    elif typed.get("starter") in found:
        lines[empty] = found[typed["starter"]]
    typed.setlist("said", lines)
    g.form = FormState(typed)
    return edit_sentences()


@pages.post("/my-sentences")
@requires(Permission.INTENTION_OWN)
@comes_back(edit_sentences)
def keep_sentences() -> ResponseReturnValue:
    """Keep the sentences; three empty lines let them go."""
    given, me = load(SentencesIn), actor().member
    said = Sentences(begun_on=today_of(me), said=given["said"])
    code = service.keep_sentences(member=me, said=said, revision=given["revision"], consent=given["consent"])
    if code:
        return code_page(code, url_for("intentions.sentences"))
    flash(_("Kept.") if not said.empty else _("Your lines are empty again. You can begin anew at any time."))
    return see_other("intentions.sentences")


@pages.post("/my-sentences/up")
@requires(Permission.INTENTION_OWN)
@comes_back(sentences)
def raise_sentence() -> ResponseReturnValue:
    """Move one sentence one place up."""
    given = load(PlaceIn)
    service.raise_sentence(member=actor().member, place=given["place"] - 1, revision=given["revision"])
    return see_other("intentions.sentences")
