"""The page to write on without a connection: empty and the same for everybody; and the prompt that it asks for."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from tenants.errors import NotFound
from tenants.http import actor, requires, untouched
from tenants.languages import FIRST, LANGUAGES, in_force
from tenants.offline import shelf
from tenants.offline.pages import WRITING
from tenants.permissions import Permission
from wellbeing.journal import asking, prompts
from wellbeing.journal import service as journaling

OWN_PROMPTS = 7


@untouched
@requires(Permission.PUBLIC_READ)
def writing() -> ResponseReturnValue:
    """An empty page to write on; who writes is known to the device alone."""
    return _page(FIRST)


@untouched
@requires(Permission.PUBLIC_READ)
def writing_in(language: str) -> ResponseReturnValue:
    """The same in another language; the address says which."""
    if language not in LANGUAGES:
        raise NotFound
    return _page(language)


@requires(Permission.JOURNAL_WRITE)
def prompt_of_today() -> ResponseReturnValue:
    """Today's question, and whose sign-in asks for it."""
    member = actor().member
    asked = asking.asking_of(member, place=journaling.place_of(member), last=asking.lately(member))
    prompt = prompts.of_the_day(asked)
    return jsonify(member=str(member.id), prompt={"id": prompt.id, "text": prompt.said(in_force())})


def hang_into(pages: Blueprint) -> None:
    """Hang the addresses in, and put the page on the shelf."""
    pages.get(WRITING)(writing)
    pages.get(f"{WRITING}/<language>")(writing_in)
    pages.get("/prompt-of-today")(prompt_of_today)
    shelf.put(WRITING, _page)


def _page(language: str) -> str:
    with force_locale(language):
        own = [{"id": prompt.id, "text": prompt.said(language)} for prompt in _gentle()]
        return render_template("home/writing.html", own_prompts=own)


def _gentle() -> list[prompts.Prompt]:
    """Questions that fit anybody: none about difficulty, and none that touches a topic somebody may avoid."""
    fit = [one for one in prompts.bank() if one.form == "free" and not one.topics and not one.difficult]
    return fit[:OWN_PROMPTS]
