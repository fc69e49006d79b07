"""A new password by mail: it opens the account and locks every private space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import delete, select

from tenants import clock, mail
from tenants.db import db
from tenants.members import private_space
from tenants.members.models import Member
from tenants.private_space.addresses import address_of
from tenants.signin import access, places, service, words
from tenants.signin.models import Directory, Identity, PasswordReset, WebSession
from tenants.signin.tokens import digest, new_secret

LASTS = timedelta(hours=1)
SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class ResetShown:
    """A reset as Home shows it."""

    at: datetime


def ask(email: str) -> None:
    """Mail a link to this address if someone signs in with it; for anyone else nothing happens."""
    identity = access.identity_by_email(email)
    usable = places.places_of(identity.id) if identity else []
    if identity is None or not usable:
        return
    secret, now = new_secret(), clock.now()
    db.session.add(
        PasswordReset(token_hash=digest(secret), identity_id=identity.id, created_at=now, expires_at=now + LASTS)
    )
    db.session.flush()
    with force_locale(usable[0].language):
        subject, body = words.reset(secret)
    mail.send("account.reset", to=identity.email, subject=subject, body=body)


def use(secret: str, *, password: str) -> Identity:
    """Set the new password: private spaces close to sessions from now on, sessions that were locked already end.

    Sessions signed in before any reset stay where there is a private space: they are how the person at home can say
    that it was not them. A private address is told as well, since whoever reads the mailbox from work may have done
    this.
    """
    reset, identity = access.reset_for(secret, for_use=True)
    rows = places.directory_of(identity.id)
    service.check(password, personal=(identity.email, *_names(rows)))
    now = clock.now()
    reset.used_at = now
    db.session.execute(
        delete(PasswordReset).where(PasswordReset.identity_id == identity.id, PasswordReset.used_at.is_(None))
    )
    identity.reset_at = now
    service.set_password(identity, password)
    told = {identity.email}
    for row in rows:
        with places.within(row.tenant_id, row.member_id):
            _lock(row.member_id, now)
            told |= {address for space in private_space.spaces_of(row.member_id) if (address := address_of(space))}
    subject, body = words.reset_done()
    for address in sorted(told):
        mail.send("account.reset_done", to=address, subject=subject, body=body)
    return identity


def _names(rows: list[Directory]) -> list[str]:
    names = []
    for row in rows:
        with places.within(row.tenant_id):
            names.append(db.session.scalar(select(Member.name).where(Member.id == row.member_id)) or "")
    return names


def _lock(member_id: UUID, now: datetime) -> None:
    spaces = private_space.spaces_of(member_id)
    earlier = [space.locked_at for space in spaces if space.locked_at]
    if not spaces:
        # nothing to open from an older session yet; kept, it would share the space that is begun next
        db.session.execute(delete(WebSession).where(WebSession.member_id == member_id))
    if earlier:
        locked_out = WebSession.member_id == member_id, WebSession.started_at >= min(earlier)
        db.session.execute(delete(WebSession).where(*locked_out))
    private_space.lock(member_id, now)


def recent_resets(member_id: UUID) -> list[ResetShown]:
    """The resets of the last 14 days for Home; nobody can dismiss them."""
    identity_id = db.session.scalar(select(Directory.identity_id).where(Directory.member_id == member_id))
    if identity_id is None:
        return []
    used = select(PasswordReset.used_at).where(
        PasswordReset.identity_id == identity_id, PasswordReset.used_at > clock.now() - SHOWN
    )
    return [ResetShown(at) for at in db.session.scalars(used.order_by(PasswordReset.used_at.desc())) if at]


def sweep() -> None:
    """Delete links that were never used in time, and used ones once Home no longer shows them."""
    now = clock.now()
    db.session.execute(
        delete(PasswordReset).where(
            (PasswordReset.used_at.is_(None) & (PasswordReset.expires_at <= now))
            | (PasswordReset.used_at <= now - SHOWN)
        )
    )
