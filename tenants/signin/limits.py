"""Sliding windows for attempts: counted in Redis, or per process when Redis is gone, and never by account alone."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import threading
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Protocol

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


class Counter(Protocol):
    """Where attempts are counted."""

    def take(self, key: str, window: Window, now: float) -> bool:
        """Count one attempt; False when the window is full."""

    def forget(self, key: str) -> None:
        """Give the attempts of a key back."""


class ProcessCounter:
    """Counts in this process only: what is left when Redis is gone."""

    _MOST_KEYS = 50_000

    def __init__(self) -> None:
        self._attempts: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def take(self, key: str, window: Window, now: float) -> bool:
        """Count one attempt; False when the window is full."""
        with self._lock:
            if len(self._attempts) > self._MOST_KEYS:
                self._attempts.clear()
            attempts = self._attempts[key]
            while attempts and attempts[0] <= now - window.seconds:
                attempts.popleft()
            if len(attempts) >= window.most:
                return False
            attempts.append(now)
            return True

    def forget(self, key: str) -> None:
        """Give the attempts of a key back."""
        with self._lock:
            self._attempts.pop(key, None)


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

    def take(self, key: str, window: Window, now: float) -> bool:
        """Count one attempt; False when the window is full."""
        try:
            return bool(self._redis.eval(_TAKE, 1, key, now, window.seconds, window.most, uuid.uuid4().hex))
        except RedisError:
            log.warning("limits.counted_in_process")
            return self._own.take(key, window, now)

    def forget(self, key: str) -> None:
        """Give the attempts of a key back."""
        self._own.forget(key)
        try:
            self._redis.delete(key)
        except RedisError:
            log.warning("limits.counted_in_process")


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
