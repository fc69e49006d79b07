"""How one request runs: scope, permission, one service verb, one commit; refusals come back filled."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tenants import scope
from tenants.db import commit, db
from tenants.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    KeysUnavailable,
    PrivateSpaceLocked,
    SignInNeeded,
)
from tenants.permissions import Permission, Role, granted

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Actor:
    """The signed-in person: their member row, roles, what these permit, and the units they lead."""

    member: Any
    session: Any
    roles: frozenset[Role]
    leads: frozenset[UUID]
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "permissions", granted(self.roles))

    @property
    def member_id(self) -> UUID:
        """The member's id within the tenant in scope."""
        return cast(UUID, self.member.id)


@dataclass
class FormState:
    """What was typed and what is wrong with it, for the page that comes back."""

    values: MultiDict[str, str] = field(default_factory=MultiDict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    message: str = ""

    def value(self, name: str, default: object = "") -> object:
        """What was typed in a field, else the default."""
        return self.values.get(name, default) if self.values else default

    def all(self, name: str, default: object = ()) -> object:
        """Everything chosen in a field of several values."""
        return self.values.getlist(name) if self.values else default

    def error(self, name: str) -> str:
        """The first sentence about a field, or an empty text."""
        return next(iter(self.errors.get(name, ())), "")


def may(permission: Permission | str) -> bool:
    """Whether whoever asks now may do this."""
    return Permission(permission) in (actor_or_none() or _NOBODY).permissions


_NOBODY = Actor(member=None, session=None, roles=frozenset(), leads=frozenset())


def actor_or_none() -> Actor | None:
    """The signed-in person, or None."""
    return cast("Actor | None", g.get("actor"))


def actor() -> Actor:
    """The signed-in person; raises SignInNeeded when there is none."""
    found = actor_or_none()
    if found is None:
        raise SignInNeeded
    return found


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs; the application does not start with a view that declares nothing."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not may(permission):
                raise Forbidden if actor_or_none() else SignInNeeded
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def load(schema: type[Schema]) -> dict[str, Any]:
    """The request's form or JSON by a schema; raises Invalid with a sentence for every wrong field."""
    shape = _made(schema)
    try:
        if request.is_json:
            sent = request.get_json()
            if not isinstance(sent, dict):
                raise Invalid
            return cast("dict[str, Any]", shape.load(sent))
        return cast("dict[str, Any]", shape.load(_typed(shape)))
    except ValidationError as error:
        raise Invalid(fields=sentences(error.messages)) from error


@functools.lru_cache(maxsize=512)
def _made(schema: type[Schema]) -> Schema:
    """A schema made once: making one copies all its fields, and loading changes none of them."""
    return schema()


def _typed(shape: Schema) -> dict[str, Any]:
    several = {name for name, kind in shape.load_fields.items() if isinstance(kind, fields.List)}
    names = set(request.form) | (several or set())
    return {name: request.form.getlist(name) if name in several else request.form[name] for name in names}


def sentences(messages: object) -> dict[str, list[str]]:
    if not isinstance(messages, dict):
        return {"_form": [str(text) for text in cast("list[object]", messages)]}
    return {str(name): _flat(found) for name, found in messages.items()}


def _flat(found: object) -> list[str]:
    if isinstance(found, dict):
        return [text for inner in found.values() for text in _flat(inner)]
    return [str(text) for text in found] if isinstance(found, list) else [str(found)]


def comes_back(page: Callable[..., ResponseReturnValue]) -> Callable[[View], View]:
    """A refused form comes back on its page with everything that was typed."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def tried(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except (Invalid, Conflict, PrivateSpaceLocked, KeysUnavailable) as refusal:
                db.session.rollback()
                g.form = FormState(request.form, refusal.fields, refusal.message)
                response = current_app.make_response(page(*args, **kwargs))
                if response.status_code == 200:
                    response.status_code = refusal.status
                return response

        return cast(View, tried)

    return decorate


def see_other(endpoint: str, **values: Any) -> Response:
    """Go on to a page after something was done."""
    return redirect(endpoint if endpoint.startswith("/") else url_for(endpoint, **values), code=303)


def local_path(address: str | None, otherwise: str) -> str:
    """An address to go back to, only if it stays on this site."""
    parts = urlsplit(address or "")
    safe = parts.path.startswith("/") and not parts.scheme and not parts.netloc
    if not address or not safe or address.startswith("//") or "\\" in address:
        return otherwise
    return address


def untouched(view: View) -> View:
    """Mark a page that reads no cookie and touches no session or database."""
    view.untouched = True  # type: ignore[attr-defined]
    return view


def is_open_to_all(app: Flask, endpoint: str | None) -> bool:
    """Whether an endpoint reads no cookie and touches no session: static files, pages marked so, and no page at all."""
    return endpoint in {None, "static"} or getattr(app.view_functions.get(endpoint or ""), "untouched", False)


def _is_untouched() -> bool:
    return is_open_to_all(current_app, request.endpoint)


def init_app(app: Flask) -> None:
    """Hang the request's path into the application."""

    @app.before_request
    def begin() -> None:
        opening = scope.opened(None)
        g.unit, g.opening = opening.__enter__(), opening
        g.actor = None
        if _is_untouched():
            return
        _refuse_forgery()
        _refuse_unreadable()
        if current_user.is_authenticated:
            user = current_user._get_current_object()
            g.actor = Actor(member=user.member, session=user.session, roles=user.roles, leads=user.leads)

    @app.after_request
    def finish(response: Response) -> Response:
        if "unit" in g and not _is_untouched():
            if response.status_code < 400:
                commit(g.unit)
            else:
                db.session.rollback()
        return _with_headers(response)

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        opening = g.pop("opening", None)
        db.session.remove()
        if opening is not None:
            opening.__exit__(None, None, None)

    @app.context_processor
    def words() -> dict[str, object]:
        return {"form": g.get("form") or FormState(), "actor": g.get("actor"), "may": may}


def check_permissions(app: Flask) -> None:
    """Refuse to start when a route declares no permission."""
    bare = sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not _declares(app.view_functions[rule.endpoint]) and rule.endpoint != "static"
    )
    if bare:
        raise RuntimeError(f"these routes declare no permission: {', '.join(bare)}")


def declared(view: Callable[..., Any], method: str = "GET") -> Permission | None:
    """The permission a view declares; views of classes declare it on the method."""
    inner = getattr(view, "view_class", None)
    target = getattr(inner, method.lower(), view) if inner else view
    return cast("Permission | None", getattr(target, "permission", None))


def _declares(view: Callable[..., Any]) -> bool:
    inner = getattr(view, "view_class", None)
    methods = getattr(view, "methods", None) or {"GET"}
    return all(declared(view, method) for method in methods if method != "OPTIONS") if inner else bool(declared(view))


def _refuse_unreadable() -> None:
    """Refuse JSON that breaks its reader: brackets within brackets, thousands deep, or thousands of digits."""
    if request.is_json:
        try:
            json.loads(request.get_data())
        except (json.JSONDecodeError, UnicodeDecodeError):
            return  # whoever reads it says so
        except (ValueError, RecursionError):
            raise Invalid from None


def _refuse_forgery() -> None:
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    foreign = site not in {"same-origin", "none"} if site else bool(origin) and urlsplit(origin).netloc != request.host
    if foreign:
        raise Forbidden(code="cross_site")


def _with_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


def wants_json() -> bool:
    """Whether the answer should be JSON: the API, or a client that prefers it."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"


def refused(error: DomainError) -> Response:
    """A refusal as problem+json; pages are rendered by `tenants.refusals`."""
    body = {
        "type": f"urn:wellbeing:{error.code}",
        "title": error.message,
        "status": error.status,
        "code": error.code,
    }
    response = current_app.json.response(body | ({"fields": error.fields} if error.fields else {}))
    response.status_code, response.mimetype = error.status, "application/problem+json"
    return cast(Response, response)
