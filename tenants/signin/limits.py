"""Sliding windows for attempts: counted in Redis, or per process when Redis is gone, and never by account alone."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import threading
import uuid
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()


@dataclass(frozen=True)
class Window:
    """At most `most` attempts within `seconds`."""

    name: str
    most: int
    seconds: int


# A stranger who fails for Alice is stopped; Alice at home, or on a device that signed in before, is not.
SIGN_IN = Window("signin-address-network", 10, 15 * 60)
SIGN_IN_DEVICE = Window("signin-device", 20, 15 * 60)
SIGN_IN_NETWORK = Window("signin-network", 200, 15 * 60)
MAIL_ADDRESS = Window("mail-address", 3, 60 * 60)
MAIL_NETWORK = Window("mail-network", 30, 60 * 60)
SIGN_UP_NETWORK = Window("signup-network", 20, 60 * 60)
PASSWORD_MEMBER = Window("password-member", 10, 15 * 60)
SIX_DIGITS = Window("six-digits", 5, 10 * 60)


class ProcessCounter:
    """Counts in this process only: what is left when Redis is gone."""

    _MOST_KEYS = 50_000

    def __init__(self) -> None:
        self._attempts: dict[str, deque[tuple[float, str]]] = defaultdict(deque)
        self._lock = threading.Lock()

    def take(self, key: str, window: Window, now: float, receipt: str) -> bool:
        """Count one attempt; False when the window is full."""
        with self._lock:
            if len(self._attempts) > self._MOST_KEYS:
                self._attempts.clear()
            attempts = self._attempts[key]
            while attempts and attempts[0][0] <= now - window.seconds:
                attempts.popleft()
            if len(attempts) >= window.most:
                return False
            attempts.append((now, receipt))
            return True

    def give_back(self, key: str, receipt: str) -> None:
        """Take one attempt out of the count again: it succeeded."""
        with self._lock:
            attempts = self._attempts.get(key, deque())
            self._attempts[key] = deque(attempt for attempt in attempts if attempt[1] != receipt)


_TAKE = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[2])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""


class RedisCounter:
    """Counts in Redis for all processes together, and in this process while Redis does not answer."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._own = ProcessCounter()

    def take(self, key: str, window: Window, now: float, receipt: str) -> bool:
        """Count one attempt; False when the window is full."""
        try:
            return bool(self._redis.eval(_TAKE, 1, key, now, window.seconds, window.most, receipt))
        except RedisError:
            log.warning("limits_counted_in_process")
            return self._own.take(key, window, now, receipt)

    def give_back(self, key: str, receipt: str) -> None:
        """Take one attempt out of the count again: it succeeded."""
        self._own.give_back(key, receipt)
        with suppress(RedisError):
            self._redis.zrem(key, receipt)


@dataclass
class Attempt:
    """One try at something limited, counted in every window that watches it."""

    counter: RedisCounter | ProcessCounter
    keys: list[str]
    receipt: str

    def succeeded(self) -> None:
        """Only failures count: an office that signs in at nine in the morning is no attack."""
        for key in self.keys:
            self.counter.give_back(key, self.receipt)


def attempt(
    counter: RedisCounter | ProcessCounter, watched: Iterable[tuple[Window, str]], now: float
) -> Attempt | None:
    """Count a try in each (window, key); None when one of them is full."""
    taken = Attempt(counter, [], uuid.uuid4().hex)
    for window, key in watched:
        if not counter.take(key, window, now, taken.receipt):
            return None
        taken.keys.append(key)
    return taken


def network_of(address: str | None) -> str:
    """The network an attempt comes from: an IPv4 address, or the /64 that one IPv6 line usually holds."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def key_of(secret: bytes, window: Window, *parts: str) -> str:
    """The name under which attempts are counted; no address can be read from it."""
    mac = hmac.new(secret, "\x1f".join((window.name, *parts)).encode(), hashlib.sha256)
    return f"limit:{window.name}:{mac.hexdigest()[:32]}"
