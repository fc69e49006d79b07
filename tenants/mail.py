"""The one way a mail leaves the house: account mails at once, notices under the rules of tact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from tenants import scope
from tenants.config import in_force
from tenants.db import db
from tenants.members.models import Member
from tenants.organizations.models import Organization
from tenants.outbox import service as outbox


def send(
    kind: str,
    *,
    to: str,
    subject: str,
    body: str,
    headers: Mapping[str, str] | None = None,
    member_id: UUID | None = None,
) -> None:
    """Mail that someone's own account needs (an invitation, a reset): it waits for no hour and counts nowhere."""
    outbox.put(kind=kind, to=to, subject=subject, body=body, headers=headers, member_id=member_id)


def notify(member_id: UUID, kind: str, /, **args: str) -> None:
    """Tell a member something: in the list on Home, and by mail if they chose so and when it is decent."""
    from tenants.notices import service  # noqa: PLC0415 - notices stand on this module

    service.notify(member_id, kind, **args)


@contextmanager
def in_language_of(member: Member) -> Iterator[None]:
    """Speak the member's language for the block, else the organization's."""
    language = member.language or db.session.scalar(
        select(Organization.language).where(Organization.tenant_id == scope.require().tenant_id)
    )
    with force_locale(language or "en"):
        yield


def link(endpoint: str, **values: str) -> str:
    """The full address of a page, for a mail."""
    base = urlsplit(in_force().public_url)
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return str(adapter.build(endpoint, values, force_external=True))


def address(path: str, **query: str) -> str:
    """The full address of a path, for a mail."""
    return in_force().public_url + path + (f"?{urlencode(query)}" if query else "")
