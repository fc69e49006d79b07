"""Takes cookies away on both sides of a page that is the same for everybody: none can be read there, and none set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from tenants.http import is_open_to_all

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def without_cookies(app: Flask) -> Wsgi:
    """The application, blind to cookies on the addresses of pages that are marked as untouched.

    Their answers vary with nothing, whatever an extension says that looked into the empty session.
    """
    inner: Wsgi = app.wsgi_app
    rules = [rule.rule for rule in app.url_map.iter_rules() if is_open_to_all(app, rule.endpoint)]
    exact = frozenset(rule for rule in rules if "<" not in rule)
    below = tuple(rule.partition("<")[0] for rule in rules if "<" in rule)

    def blind(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path not in exact and not path.startswith(below):
            return inner(environ, start)
        environ.pop("HTTP_COOKIE", None)

        def start_without(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            return start(status, [one for one in headers if one[0].lower() not in {"set-cookie", "vary"}], error)

        return inner(environ, start_without)

    return blind
