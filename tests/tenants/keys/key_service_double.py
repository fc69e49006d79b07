"""A key service as the transit engine answers, on this machine, that can be told to fail in every way a network can."""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "a token of the test"


@dataclass
class Double:
    """What the service holds and how it behaves: `fails` is "", "status", "hangs", "garbage" or "closes"."""

    address: str = ""
    versions: list[bytes] = field(default_factory=lambda: [os.urandom(32)])
    fails: str = ""
    status: int = 503
    asked: list[str] = field(default_factory=list)

    def rotate(self) -> None:
        """A new version, as the service's own command makes it."""
        self.versions.append(os.urandom(32))

    def answer(self, path: str, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer to one question."""
        what = path.split("/")[-2]
        self.asked.append(what)
        bound_to = base64.b64decode(sent.get("associated_data", ""))
        if what == "keys":
            return 200, {"latest_version": len(self.versions)}
        if what == "encrypt":
            nonce = os.urandom(12)
            sealed = AESGCM(self.versions[-1]).encrypt(nonce, base64.b64decode(sent["plaintext"]), bound_to)
            return 200, {"ciphertext": f"vault:v{len(self.versions)}:{base64.b64encode(nonce + sealed).decode()}"}
        _vault, version, body = sent["ciphertext"].split(":")
        raw = base64.b64decode(body)
        try:
            plain = AESGCM(self.versions[int(version[1:]) - 1]).decrypt(raw[:12], raw[12:], bound_to)
        except InvalidTag:
            return 400, {}
        return 200, {"plaintext": base64.b64encode(plain).decode()}


@contextmanager
def running() -> Iterator[Double]:
    """The service for the length of a block."""
    double = Double()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.told()

        def do_POST(self) -> None:
            self.told()

        def told(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if double.fails == "hangs":
                time.sleep(1)
            if double.fails == "closes":
                self.close_connection = True
                return
            status, found = double.answer(self.path, sent)
            if self.headers["X-Vault-Token"] != TOKEN:
                status = 403
            if double.fails == "status":
                status = double.status
            body = b"<html>" if double.fails == "garbage" else json.dumps({"data": found}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    double.address = f"http://127.0.0.1:{server.server_address[1]}/v1/transit/keys/house"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
