"""The languages of the interface: which there are, and which one a page speaks to whom."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from babel import Locale
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.wrappers import Response

from tenants import http
from tenants.errors import NotFound

LANGUAGES = ("en", "de", "fr", "es")
OWN_NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
FIRST = LANGUAGES[0]

_FILL_IN = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}
_UNFIT: dict[type[fields.Field[Any]], Any] = {
    fields.Integer: _l("Please write a whole number."),
    fields.Date: _l("Please choose a day."),
    fields.Time: _l("Please write a time of day, such as 09:30."),
    fields.Boolean: _l("Please answer with yes or no."),
}
# The form library's own words are English; these are said wherever a schema says nothing of its own.
fields.Field.default_error_messages.update(_FILL_IN)
for _kind, _words in _UNFIT.items():
    _kind.default_error_messages["invalid"] = _words
validate.OneOf.default_message = _l("Please choose one of the answers shown.")

_COOKIE = "language"
_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Speak the right language everywhere, and let templates name the languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "tenants/translations"
    Babel(app, locale_selector=_chosen, timezone_selector=_zone)
    app.jinja_env.globals |= {
        "spoken_languages": OWN_NAMES,
        "language_named": named,
        "moment_path": moment_path,
    }


def remember(answer: Response, language: str) -> None:
    """Let a browser that is not signed in be spoken to in this language from now on; the cookie holds nothing else."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(_COOKIE, language, max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")


def in_force() -> str:
    """The language that this page, mail or command speaks."""
    language = str(get_locale() or FIRST)
    return language if language in LANGUAGES else FIRST


def named(code: str) -> str:
    """What the language in force calls a language."""
    return str(Locale.parse(code).get_display_name(get_locale()) or code)


def moment_path() -> str:
    """The address of "I need a moment" in the language in force."""
    return "/moment" if in_force() == FIRST else f"/moment/{in_force()}"


def _chosen() -> str:
    """A member's own choice, else the organization's; for strangers what they chose, else what the browser asks for."""
    actor = http.actor_or_none()
    if actor is not None:
        from tenants.organizations.access import organization  # noqa: PLC0415 - its pages stand on this module

        # an operator's own row is out of sight while another organization is begun; then the browser says
        with suppress(ObjectDeletedError, NotFound):
            wanted = actor.member.language or organization().language
            return wanted if wanted in LANGUAGES else FIRST
    if not has_request_context():
        return FIRST  # jobs and commands say themselves in which language
    chosen = request.cookies.get(_COOKIE)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, FIRST)


def _zone() -> str:
    actor = http.actor_or_none()
    return (actor.member.time_zone if actor else None) or "UTC"
