"""Which practice was open just now: read from the address of this page and of the one before, stored nowhere."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from flask import request, url_for

_SLUG = re.compile(r"[a-z0-9-]{1,64}")


def slug() -> str | None:
    """What the address says, else what the browser says of the page one comes from; None when neither says a thing."""
    asked = request.args.get("after", "")
    return asked if _SLUG.fullmatch(asked) else _of(request.referrer or "")


def _of(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:  # whatever a client sends as the page it comes from
        return None
    if parts.netloc != request.host:
        return None
    below = f"{url_for('practices.choose')}/"
    name = parts.path.removeprefix(below)
    if parts.path.startswith(below) and _SLUG.fullmatch(name):
        return name
    return next((one for one in parse_qs(parts.query).get("after", ()) if _SLUG.fullmatch(one)), None)
