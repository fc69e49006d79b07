"""Which practice was open just now: read from the address of this page and of the one before, stored nowhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import request, url_for


def slug() -> str | None:
    """What the address says, else what the browser says of the page one comes from; None when neither says a thing."""
    return request.args.get("after") or _of(request.referrer or "")


def _of(address: str) -> str | None:
    parts = urlsplit(address)
    if parts.netloc != request.host:
        return None
    below = f"{url_for('practices.choose')}/"
    name = parts.path.removeprefix(below)
    if parts.path.startswith(below) and name and "/" not in name:
        return name
    return next(iter(parse_qs(parts.query).get("after", ())), None)
