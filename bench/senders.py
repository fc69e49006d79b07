"""Many people who send one form each: a small client over kept-alive connections that measures every answer."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """How sending went: answers by status, seconds for all, and how long each took, in milliseconds, in order."""

    statuses: Counter[int]
    seconds: float
    took: Sequence[float]

    @property
    def p50(self) -> float:
        """Half of the answers came faster."""
        return self.took[len(self.took) // 2]

    @property
    def p95(self) -> float:
        """95 in 100 came faster."""
        return self.took[int(len(self.took) * 0.95)]

    @property
    def p99(self) -> float:
        """99 in 100 came faster."""
        return self.took[int(len(self.took) * 0.99)]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(self.statuses.values()) / self.seconds


def form(path: str, body: str, cookie: str, port: int) -> bytes:
    """One POST of a form as a browser on the same site sends it."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body.encode()


def look(path: str, cookie: str, port: int) -> bytes:
    """One GET of a page."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()


def send(requests: Sequence[bytes], port: int, connections: int) -> Sent:
    """Send every request once, over so many connections side by side."""
    return asyncio.run(_send(requests, port, connections))


async def _send(requests: Sequence[bytes], port: int, connections: int) -> Sent:
    waiting = iter(requests)
    statuses: Counter[int] = Counter()
    took: list[float] = []

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            began = time.perf_counter()
            if writer.is_closing() or reader.at_eof():
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            statuses[await _answer(reader, writer)] += 1
            took.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one_connection() for _each in range(connections)))
    seconds = time.perf_counter() - began
    return Sent(statuses, seconds, [one * 1000 for one in sorted(took)])


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = [line.partition(":") for line in head.split("\r\n")[1:]]
    fields = {name.lower(): value.strip() for name, _colon, value in lines}
    await reader.readexactly(int(fields.get("content-length", 0)))
    if fields.get("connection", "").lower() == "close":
        writer.close()
    return int(head.split(" ", 2)[1])
