"""The roof: puts every feature together into one application; nothing imports it."""

from __future__ import annotations

import importlib
import importlib.util
import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import IO, Any
from uuid import UUID

import click
import structlog
from flask import Flask, Request, url_for
from flask_babel import get_locale
from flask_login import LoginManager
from flask_smorest import Api
from werkzeug.middleware.proxy_fix import ProxyFix

from tenants import beside, device_drafts, http, languages, navigation, refusals, scope
from tenants import db as database
from tenants.config import Settings
from tenants.offline.cookieless import without_cookies
from tenants.permissions import Permission

FEATURES = (
    "tenants.offline",
    "tenants.welcome",
    "tenants.signin",
    "tenants.private_space",
    "tenants.outbox",
    "tenants.notices",
    "tenants.organizations",
    "tenants.members",
    "tenants.provisioning",
    "tenants.keys",
    "tenants.erasures",
    "wellbeing.journal",
    "wellbeing.intentions",
    "wellbeing.practices",
    "wellbeing.checkins",
    "wellbeing.feedback",
    "wellbeing.actions",
    "wellbeing.learning_notes",
    "wellbeing.pairings",
    "wellbeing.home",
    "wellbeing.programs",
    "reports.disclosure",
    "reports.releases",
    "reports.documents",
    "reports.dashboard",
    "reports.programs",
    "reports.demo",
)


class InMemory(Request):
    """A request whose uploads stay in memory: what people bring in never lies open on a disk, not for a moment."""

    def _get_file_stream(self, *_about: Any, **_file: Any) -> IO[bytes]:
        return io.BytesIO()


class Roof(Flask):
    """The application object; failures are logged by `tenants.refusals`, without what anyone wrote."""

    request_class = InMemory

    def log_exception(self, exc_info: Any) -> None:
        """Leave out Flask's own trace, whose message could quote private text."""


def create_app(settings: Settings | None = None, login: str = "web") -> Flask:
    """The application; `login` says whether it speaks to the database as `web` or as `tally`."""
    serving = settings is None
    settings = settings or Settings.from_environment(os.environ)
    app = Roof("wellbeing", root_path=str(Path(__file__).resolve().parent), static_folder=None)
    app.template_folder = "tenants/templates"
    app.static_folder = "tenants/static"
    app.add_url_rule("/static/<path:filename>", "static", app.send_static_file)
    app.config.update(_flask_settings(settings, login))
    app.extensions["settings"] = settings
    database.db.init_app(app)
    languages.init_app(app)
    _login(app)
    http.init_app(app)
    device_drafts.init_app(app)
    api = Api(app)
    entries: list[navigation.Entry] = []
    for feature in FEATURES:
        _add(app, api, feature, entries)
    _frame(app, entries, settings)
    refusals.init_app(app)
    _open_documentation(app)
    http.check_permissions(app)
    _check_keys(app, login, serving=serving)
    app.wsgi_app = without_cookies(app)  # type: ignore[method-assign, assignment]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def commands() -> Iterator[click.Command]:
    """Every feature's commands for the command line: what its `commands.py` has at the top."""
    for feature in FEATURES:
        module = _room(feature, "commands")
        if module is not None:
            found = [each for each in vars(module).values() if isinstance(each, click.Command)]
            below = {child for each in found if isinstance(each, click.Group) for child in each.commands.values()}
            yield from (each for each in found if each not in below)


def _flask_settings(settings: Settings, login: str) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_for(login),
        "SQLALCHEMY_ENGINE_OPTIONS": database.ENGINE_OPTIONS,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure else "session",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": 9 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PREFERRED_URL_SCHEME": settings.public_url.partition(":")[0],
        "API_TITLE": "Well-being programme platform",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
    }


def _room(feature: str, room: str) -> ModuleType | None:
    name = f"{feature}.{room}"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def _add(app: Flask, api: Api, feature: str, entries: list[navigation.Entry]) -> None:
    for room in ("models", "jobs", "kinds", "taking_along"):
        _room(feature, room)
    pages = _room(feature, "pages")
    if pages is not None:
        app.register_blueprint(pages.pages)
        entries.extend(getattr(pages, "navigation", ()))
    documented = _room(feature, "api")
    if documented is not None:
        api.register_blueprint(documented.api)


def _login(app: Flask) -> None:
    from tenants.signin import sessions  # noqa: PLC0415 - models must load after the database extension

    manager = LoginManager(app, add_context_processor=False)  # else every page, even an untouched one, loads the user
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(session_id: str) -> Any:
        tenant, _dot, token = session_id.partition(".")
        try:
            tenant_id = UUID(tenant)
        except ValueError:
            return None
        scope.narrow(scope.Scope(tenant_id))
        signed_in = sessions.load(tenant_id, token)
        if signed_in is None:
            database.db.session.rollback()
            scope.narrow(None)
            return None
        return signed_in


def _frame(app: Flask, entries: list[navigation.Entry], settings: Settings) -> None:
    from tenants.organizations.service import place_name  # noqa: PLC0415 - as above

    @app.context_processor
    def frame() -> dict[str, object]:
        outbox_url = url_for("outbox.sent") if settings.mail_folder and not settings.secure else ""
        shared = {"language": str(get_locale()), "outbox_url": outbox_url}
        if http.actor_or_none() is None:
            return shared | {"navigation": [], "sign_in_url": url_for("signin.sign_in")}
        return shared | {
            "navigation": navigation.items(entries),
            "place_name": place_name(),
            "sign_out_url": url_for("signin.sign_out"),
            "help_url": url_for("organizations.help_page"),
            "beside": beside.fragments,
        }


def _check_keys(app: Flask, login: str, *, serving: bool) -> None:
    from tenants.erasures import starting as erasures  # noqa: PLC0415 - as above
    from tenants.keys import starting as keys  # noqa: PLC0415 - as above

    keys.check_master_key(app, login)
    if serving:
        erasures.check_nothing_came_back(app)


def _open_documentation(app: Flask) -> None:
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("api-docs."):
            app.view_functions[endpoint] = http.requires(Permission.PUBLIC_READ)(view)


def _log_plainly() -> None:
    logging.basicConfig(level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=False,
    )


_log_plainly()


def main() -> None:
    """The command line: the ground's commands and every feature's."""
    from tenants.cli import House, cli  # noqa: PLC0415 - keeps the server's start free of the command line

    for command in commands():
        cli.add_feature(command)
    cli.main(prog_name="wellbeing", obj=House(create_app, _seed))


def _seed(*arguments: Any) -> str:
    from reports.demo.seed import seed  # noqa: PLC0415 - only the demonstration needs it

    return seed(*arguments)


if __name__ == "__main__":
    main()
