"""Tells a browser that what it keeps of a form has arrived, and refuses what was written by somebody else.

The script writes the name of a draft and the path of its form into a cookie when the form leaves. When the form was
taken, the answer marks that cookie; only then does the device let the draft go.
"""

from __future__ import annotations

import re
from uuid import UUID

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tenants import http
from tenants.errors import Conflict

COOKIE = "draft"
MEANT_FOR = "X-Meant-For"
ARRIVED = "arrived"

_LEAVING = re.compile(r"(?P<draft>[\w/.~-]{1,200})\|(?P<path>/[\w/.~-]{0,300})\Z", re.ASCII)
_SECONDS = 300


def init_app(app: Flask) -> None:
    """Hang both into the request's path, after the signed-in person is known."""
    app.before_request(_refuse_another)
    app.after_request(_mark_arrived)


def _refuse_another() -> None:
    meant = request.headers.get(MEANT_FOR)
    here = http.actor_or_none()
    if meant and here is not None and _as_id(meant) != here.member_id:
        raise Conflict(
            _l("Somebody else is signed in here, so what waited on this device was not kept."), code="another_member"
        )


def _as_id(meant: str) -> UUID | None:
    try:
        return UUID(meant)
    except ValueError:
        return None


def _mark_arrived(response: Response) -> Response:
    if request.method == "POST" and response.status_code < 400 and http.actor_or_none() is not None:
        leaving = _LEAVING.match(request.cookies.get(COOKIE, ""))
        if leaving and leaving["path"] == request.path:
            response.set_cookie(
                COOKIE,
                f"{ARRIVED}|{leaving['draft']}",
                max_age=_SECONDS,
                secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
                httponly=False,  # the page's script lets the draft go; the cookie holds nothing else
                samesite="Strict",
            )
    return response
