"""A master key that never leaves a key service: the transit engine of OpenBao or HashiCorp Vault, over HTTPS."""

from __future__ import annotations

import base64
import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from tenants.errors import KeysUnavailable
from tenants.sealed import SealBroken

log = structlog.get_logger()

PATIENCE_SECONDS = 3.0
REMEMBERED_SECONDS = 600.0
REMEMBERED_KEYS = 4096
_REFUSED = 400


@dataclass(frozen=True)
class ServiceKey:
    """One named key of the service. What it opened is remembered in memory for ten minutes, never written down."""

    address: str
    token_file: str
    _known: OrderedDict[tuple[bytes, str], tuple[float, bytes]] = field(
        default_factory=OrderedDict, repr=False, compare=False
    )
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The name of the key at the service."""
        return self.address.rpartition("/keys/")[2]

    def newest(self) -> str:
        """The name and the version that the service wraps with now."""
        return f"{self.name}:v{int(self._ask('keys', None)['latest_version'])}"

    def knows(self, key_id: str) -> bool:
        """Every version of this name."""
        return key_id.rpartition(":v")[0] == self.name

    def wrap(self, key: bytes, bound_to: str) -> tuple[str, bytes]:
        """Wrapped by the service, bound to where it will lie."""
        sent = {"plaintext": _text(key), "associated_data": _text(bound_to.encode())}
        wrapped = str(self._ask("encrypt", sent)["ciphertext"])
        version = wrapped.split(":")[1]
        return f"{self.name}:{version}", wrapped.encode()

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """Opened by the service, or from memory."""
        asked, now = (wrapped, bound_to), time.monotonic()
        with self._turn:
            until, key = self._known.get(asked, (0.0, b""))
        if now < until:
            return key
        sent = {"ciphertext": wrapped.decode("ascii", "replace"), "associated_data": _text(bound_to.encode())}
        key = base64.b64decode(self._ask("decrypt", sent)["plaintext"])
        with self._turn:
            self._known[asked] = (now + REMEMBERED_SECONDS, key)
            while len(self._known) > REMEMBERED_KEYS:
                self._known.popitem(last=False)
        return key

    def _ask(self, what: str, sent: dict[str, str] | None) -> dict[str, Any]:
        address = f"{self.address.rpartition('/keys/')[0]}/{what}/{self.name}"
        try:
            token = Path(self.token_file).read_text(encoding="ascii").strip()
            body = json.dumps(sent).encode() if sent is not None else None
            request = urllib.request.Request(address, body, {"X-Vault-Token": token})  # noqa: S310 - checked: http(s)
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - as above
                found: dict[str, Any] = json.load(answer)["data"]
                return found
        except urllib.error.HTTPError as error:
            if error.code == _REFUSED and what == "decrypt":
                raise SealBroken from None
            log.warning("key_service_refused", status=error.code)
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            log.warning("key_service_away", error=type(error).__name__)
        raise KeysUnavailable


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
