"""The service worker, what a browser needs to install the product, and who is signed in here, for its scripts."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from tenants.errors import NotFound
from tenants.http import actor, requires, untouched
from tenants.languages import LANGUAGES
from tenants.offline import shelf
from tenants.permissions import Permission

pages = Blueprint("offline", __name__, template_folder="templates")

WRITING = "/write"


@pages.get("/sw.js")
@untouched
@requires(Permission.PUBLIC_READ)
def worker() -> ResponseReturnValue:
    """The worker that lets the shelf open without a connection."""
    script = render_template("offline/worker.js", content=shelf.content(), writing=shelf.by_language(WRITING))
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/app/<language>.webmanifest")
@untouched
@requires(Permission.PUBLIC_READ)
def manifest(language: str) -> ResponseReturnValue:
    """What the installed product is called and looks like, in one language."""
    if language not in LANGUAGES:
        raise NotFound
    with force_locale(language):
        answer = jsonify(_manifest(language))
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/here")
@requires(Permission.HOME_READ)
def here() -> ResponseReturnValue:
    """Whose sign-in this browser holds, so that a draft goes to nobody else; 401 when there is none."""
    return jsonify(member=str(actor().member_id))


def _manifest(language: str) -> dict[str, object]:
    icon = {"type": "image/png", "purpose": "any"}
    return {
        "id": "/",
        "name": _("Kind Work"),
        "short_name": _("Kind Work"),
        "description": _("A quiet place at work to write, to pause, and to say how work really is."),
        "lang": language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf6f0",
        "theme_color": "#faf6f0",
        "icons": [
            icon | {"src": "/static/icons/192.png", "sizes": "192x192"},
            icon | {"src": "/static/icons/512.png", "sizes": "512x512"},
            icon | {"src": "/static/icons/maskable-512.png", "sizes": "512x512", "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": _("I need a moment"), "url": shelf.by_language("/moment")[language]},
            {"name": _("Write"), "url": shelf.by_language(WRITING)[language]},
        ],
    }
