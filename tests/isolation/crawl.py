"""Walk the pages as a person would: from a start page along links and forms, counting the clicks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

CLICKS = 3


@dataclass(frozen=True)
class Visit:
    """Where a page was found first, after how many clicks, and from which page."""

    path: str
    clicks: int
    found_on: str


@dataclass
class Walk:
    """Every endpoint reached, by its first visit, and links that led nowhere."""

    visits: dict[str, Visit] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and told.get("href"):
            self.found.append(str(told["href"]))
        if tag == "form" and (told.get("method") or "get").lower() == "get":
            self.found.append(told.get("action") or "")


def endpoint_of(app: Flask, path: str) -> str | None:
    """The endpoint that answers a path by GET, or None."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method="GET")
    except (RequestRedirect, HTTPException):
        return None
    return str(endpoint)


def walk(app: Flask, client: FlaskClient, start: str = "/") -> Walk:
    """Breadth first, at most three clicks from the start; a page with an id is opened once an endpoint."""
    done = Walk()
    waiting: deque[tuple[str, int, str]] = deque([(start, 0, "")])
    seen: set[str] = set()
    while waiting:
        path, clicks, found_on = waiting.popleft()
        endpoint = endpoint_of(app, urlsplit(path).path)
        if path in seen or endpoint is None or endpoint == "static":
            if endpoint is None:
                done.broken.append(f"{path} on {found_on}")
            continue
        seen.add(path)
        if endpoint in done.visits and urlsplit(path).query:
            continue
        for next_path in _open(client, path, clicks, found_on, endpoint, done):
            if next_path not in seen and clicks < CLICKS:
                waiting.append((next_path, clicks + 1, path))
    return done


def _open(client: FlaskClient, path: str, clicks: int, found_on: str, endpoint: str, done: Walk) -> list[str]:
    answer = client.get(path)
    if answer.status_code in {301, 302, 303, 307, 308}:
        target = urljoin(path, answer.headers["Location"])
        done.visits.setdefault(endpoint, Visit(path, clicks, found_on))
        if (answer.headers["Location"]).startswith("/") and clicks < CLICKS + 1:
            inner = endpoint_of(client.application, urlsplit(target).path)
            if inner and inner != endpoint:
                return _open(client, target, clicks, found_on, inner, done)
        return []
    if answer.status_code >= 400:
        done.broken.append(f"{path} on {found_on}: {answer.status_code}")
        return []
    done.visits.setdefault(endpoint, Visit(path, clicks, found_on))
    if answer.mimetype != "text/html":
        return []
    links = _Links()
    links.feed(answer.text)
    absolute = (urljoin(path, link) for link in links.found if not link.startswith("#"))
    return [
        urlsplit(link)._replace(fragment="").geturl() for link in absolute if link.startswith("/") and "//" not in link
    ]
