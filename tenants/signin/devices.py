"""A long-lived cookie: "someone signed in here before"; so an attacker's failures do not lock that person out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Request
from werkzeug.wrappers import Response

LASTS = timedelta(days=400)


def _mac(secret: bytes, email: str, nonce: str) -> str:
    return hmac.new(secret, f"device\x1f{email}\x1f{nonce}".encode(), hashlib.sha256).hexdigest()[:32]


def _name(secret: bytes, email: str) -> str:
    # one cookie an address, so that two people may share a browser; the name tells neither
    return "device_" + hmac.new(secret, f"device name\x1f{email}".encode(), hashlib.sha256).hexdigest()[:12]


def known(request: Request, *, secret: bytes, email: str) -> str | None:
    """The nonce of this device when it has signed in with this address before."""
    nonce, _, mac = request.cookies.get(_name(secret, email), "").partition(".")
    if nonce and hmac.compare_digest(mac, _mac(secret, email, nonce)):
        return nonce
    return None


def remember(response: Response, *, secret: bytes, email: str, secure: bool) -> None:
    """Give this device its token after a sign-in that succeeded."""
    nonce = secrets.token_urlsafe(16)
    response.set_cookie(
        _name(secret, email),
        f"{nonce}.{_mac(secret, email, nonce)}",
        max_age=LASTS,
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/sign-in",
    )
