"""Reading mails as a person would: who it is for, and the links in it."""

from __future__ import annotations

import re
from email.message import EmailMessage
from urllib.parse import urlsplit


def to(mails: list[EmailMessage], address: str) -> list[EmailMessage]:
    """The mails for one address, oldest first."""
    return [mail for mail in mails if mail["To"] == address]


def link(mail: EmailMessage, start: str = "/") -> str:
    """The path of the first link in a mail that begins with `start`."""
    for found in re.findall(r"https?://\S+", mail.get_content()):
        path = urlsplit(found).path
        if path.startswith(start) and path != "/":
            return path
    raise AssertionError(f"no link to {start} in this mail")
