"""Reads the demo's folder of sent mails back."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

MOST = 100


@dataclass(frozen=True)
class SentMail:
    """A mail as the demo's page shows it; `paragraphs` hold lines."""

    to: str
    subject: str
    sent_at: datetime
    paragraphs: list[list[str]]


def sent_mails(folder: str) -> list[SentMail]:
    """The newest mails of the folder, newest first."""
    files = sorted(Path(folder).glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [_read(file) for file in files[:MOST]]


def _read(file: Path) -> SentMail:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = message.get_content()
    paragraphs = [part.splitlines() for part in body.strip().split("\n\n")]
    return SentMail(str(message["To"]), str(message["Subject"]), parsedate_to_datetime(message["Date"]), paragraphs)
