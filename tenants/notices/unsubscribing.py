"""Links that stop notices by mail without signing in: signed by the organization, good for nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from uuid import UUID

from sqlalchemy import select

from tenants import mail, scope, vault
from tenants.db import become, db
from tenants.errors import NotFound
from tenants.members.models import Member
from tenants.notices import choices
from tenants.organizations.models import Organization

_FORM = re.compile(r"(?P<tenant>[0-9a-f]{32})\.(?P<member>[0-9a-f]{32})\.(?P<mac>[A-Za-z0-9_-]{43})")


def link_for(member_id: UUID) -> str:
    """The link at the foot of every member mail."""
    return mail.link("notices.unsubscribe", token=token_for(member_id))


def token_for(member_id: UUID) -> str:
    """Tenant, member and a signature over both."""
    tenant_id = scope.require().tenant_id
    return f"{tenant_id.hex}.{member_id.hex}.{_mac(member_id)}"


def stop(token: str) -> None:
    """Stop notices by mail for whoever the link belongs to; a forged or foreign link is not found."""
    _enter(token)
    choices.stop_mail(_member_id(token))


def check(token: str) -> None:
    """Refuse a link that this house did not sign."""
    _enter(token)


def _enter(token: str) -> None:
    found = _FORM.fullmatch(token)
    if found is None:
        raise NotFound
    tenant_id, member_id = UUID(hex=found["tenant"]), UUID(hex=found["member"])
    become(scope.Scope(tenant_id))
    if db.session.get(Organization, tenant_id) is None or not hmac.compare_digest(_mac(member_id), found["mac"]):
        raise NotFound
    if db.session.scalar(select(Member.id).where(Member.id == member_id)) is None:
        raise NotFound
    become(scope.Scope(tenant_id, member_id))


def _member_id(token: str) -> UUID:
    return UUID(hex=token.split(".")[1])


def _mac(member_id: UUID) -> str:
    secret = vault.tenant_secret("notices.unsubscribe")
    mac = hmac.new(secret, member_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
