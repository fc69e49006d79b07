"""The public pages and the first visit. "I need a moment" is the same for everybody and touches nothing."""

from __future__ import annotations

from babel import Locale
from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from tenants import clock
from tenants.errors import NotFound
from tenants.http import actor, actor_or_none, load, local_path, may, requires, see_other, untouched
from tenants.languages import FIRST, LANGUAGES, remember
from tenants.offline import shelf
from tenants.organizations.countries import zones_of
from tenants.permissions import Permission
from tenants.welcome import emergency, sentences, service
from tenants.welcome.schemas import LanguageIn

pages = Blueprint("welcome", __name__, template_folder="templates")

SCREENS = 3


@pages.get("/")
@requires(Permission.PUBLIC_READ)
def front() -> ResponseReturnValue:
    """What this is; whoever is signed in goes on to their own start page."""
    if actor_or_none():
        return see_other("home.today" if may(Permission.HOME_READ) else "private_space.leaving")
    return render_template("welcome/front.html")


@pages.get("/who-can-see-what")
@requires(Permission.PUBLIC_READ)
def who_can_see_what() -> ResponseReturnValue:
    """The permission table in words, who runs the server, and how long things are kept."""
    settings = current_app.extensions["settings"]
    return render_template(
        "welcome/who_can_see_what.html",
        roles=sentences.roles_in_words(),
        retention=sentences.RETENTION,
        operated_by=settings.operated_by,
        operator_is_employer=settings.operator_is_employer,
    )


@pages.get("/moment")
@untouched
@requires(Permission.PUBLIC_READ)
def moment() -> ResponseReturnValue:
    """Two minutes to steady oneself, then people to call; nothing is read, stored or counted."""
    return _moment_in(FIRST)


@pages.get("/moment/<language>")
@untouched
@requires(Permission.PUBLIC_READ)
def moment_in(language: str) -> ResponseReturnValue:
    """The same in another language; the address says which, so nothing about the reader is looked at."""
    if language not in LANGUAGES:
        raise NotFound
    return _moment_in(language)


@pages.post("/language")
@requires(Permission.PUBLIC_READ)
def speak() -> ResponseReturnValue:
    """Speak another language to a browser that is not signed in, and go back."""
    given = load(LanguageIn)
    answer = see_other(local_path(given["back"], "/"))
    remember(answer, given["language"])
    return answer


@pages.get("/first-visit")
@requires(Permission.HOME_READ)
def first_visit_begins() -> ResponseReturnValue:
    """The first of the three screens."""
    return see_other("welcome.first_visit", number=1)


@pages.get("/first-visit/<int:number>")
@requires(Permission.HOME_READ)
def first_visit(number: int) -> ResponseReturnValue:
    """One of three short screens: what this is, who can see what, all of it is voluntary."""
    if not 1 <= number <= SCREENS:
        raise NotFound
    return render_template(f"welcome/first_visit_{number}.html", number=number, of=SCREENS)


@pages.post("/first-visit")
@requires(Permission.HOME_READ)
def finish_first_visit() -> ResponseReturnValue:
    """Remember that the screens were read, and go on to the start page."""
    service.finish_first_visit(member_id=actor().member_id)
    return see_other("home.today")


def _moment_in(language: str) -> str:
    with force_locale(language):
        names, today = Locale(language).territories, clock.now().date()
        told = emergency.numbers()
        return render_template("welcome/moment.html", numbers=told, countries=names, today=today, zones_of=zones_of)


shelf.put("/moment", _moment_in)
