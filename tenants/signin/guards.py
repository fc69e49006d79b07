"""What stands before a password is looked at: the windows that this attempt counts in."""

from __future__ import annotations

from functools import cache

import structlog
from flask import Request

from tenants import clock, work_queue
from tenants.config import in_force
from tenants.errors import TooMany
from tenants.signin import devices, limits
from tenants.signin.limits import Attempt, RedisCounter, Window

log = structlog.get_logger()


@cache
def _counter(_redis_url: str) -> RedisCounter:
    return RedisCounter(work_queue.connection())


def secret() -> bytes:
    """The installation's secret for cookies and counters."""
    return in_force().secret_key.encode()


def counted(*watched: tuple[Window, tuple[str, ...]]) -> Attempt:
    """Count one attempt; raises TooMany when a window is full."""
    keys = [(window, limits.key_of(secret(), window, *parts)) for window, parts in watched]
    taken = limits.attempt(_counter(in_force().redis_url), keys, clock.now().timestamp())
    if taken is None:
        log.warning("limit_reached", windows=[window.name for window, _parts in watched])
        raise TooMany
    return taken


def sign_in_attempt(request: Request, email: str) -> Attempt:
    """Count a try at a password; a device that signed in with this address before has a window of its own."""
    nonce = devices.known(request, secret=secret(), email=email)
    if nonce:
        return counted((limits.SIGN_IN_DEVICE, (email, nonce)))
    network = limits.network_of(request.remote_addr)
    return counted((limits.SIGN_IN, (email, network)), (limits.SIGN_IN_NETWORK, (network,)))


def mail_attempt(request: Request) -> Attempt:
    """Count a request for a mail from this network."""
    return counted((limits.MAIL_NETWORK, (limits.network_of(request.remote_addr),)))


def may_mail(kind: str, address: str) -> bool:
    """Whether this address may get one more mail of a kind that anyone can ask for."""
    try:
        counted((limits.MAIL_ADDRESS, (kind, address)))
    except TooMany:
        return False
    return True
