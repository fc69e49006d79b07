"""The sign-in address is the member's own: HR proposes one, the member takes it or leaves it while signed in."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from tenants import clock, mail, scope
from tenants.db import db
from tenants.errors import Conflict, PrivateSpaceLocked
from tenants.members import private_space
from tenants.members.models import Member
from tenants.signin import resets
from tenants.signin.models import Directory, Identity, PasswordReset, WebSession


def take_proposed(member: Member) -> None:
    """Sign in with the proposed address from now on; the old mailbox is told."""
    new = member.proposed_email
    if new is None:
        raise Conflict(_("There is no new address to confirm."), code="nothing_proposed")
    _refuse_mailbox_alone(member)
    taken = select(Member.id).where(Member.email == new, Member.id != member.id)
    identity = _identity_of(member)
    other = select(Identity.id).where(Identity.email == new, Identity.id != identity.id)
    if db.session.scalar(taken) or db.session.scalar(other):
        raise Conflict(_("This address cannot be used. Please ask HR for another one."), code="address_in_use")
    old = member.email
    if _is_elsewhere(identity):
        _part(member, identity, new)
    else:
        identity.email = new
    member.email, member.proposed_email, member.bounces = new, None, False
    # a link that waits in the old mailbox opens nothing any more
    db.session.execute(
        delete(PasswordReset).where(PasswordReset.identity_id == identity.id, PasswordReset.used_at.is_(None))
    )
    db.session.flush()
    body = _("You chose a new address to sign in with. If that was not you, please talk to HR at once.")
    mail.send("account.address_changed", to=old, subject=_("Your sign-in address was changed"), body=body)


def _refuse_mailbox_alone(member: Member) -> None:
    """A session that a mailbox alone could have opened does not decide over the address; a space begun beside a
    sealed one proves nothing."""
    if private_space.is_locked(member.id):
        raise PrivateSpaceLocked(_("Open your private space first, then take the new address."))
    spaces, opened = private_space.spaces_of(member.id), private_space.open_spaces(member.id)
    if resets.recent_resets(member.id) and not (spaces and len(opened) == len(spaces)):
        sentence = _("Your password was replaced by mail in the last 14 days. Please take the new address after that.")
        raise Conflict(sentence, code="reset_lately")


def leave_proposed(member: Member) -> None:
    """Keep the address one has. Nobody is told."""
    member.proposed_email = None
    db.session.flush()


def _identity_of(member: Member) -> Identity:
    here = (Directory.tenant_id == member.tenant_id, Directory.member_id == member.id)
    mine = select(Identity).join(Directory, Directory.identity_id == Identity.id).where(*here)
    return db.session.scalars(mine).one()


def _is_elsewhere(identity: Identity) -> bool:
    places = select(func.count()).select_from(Directory).where(Directory.identity_id == identity.id)
    return (db.session.scalar(places) or 0) > 1


def _part(member: Member, identity: Identity, email: str) -> None:
    """Give this place a sign-in of its own, so that one employer's mailbox never reaches into another organization."""
    own = Identity(
        email=email,
        password_hash=identity.password_hash,
        password_set_at=identity.password_set_at,
        created_at=clock.now(),
    )
    db.session.add(own)
    db.session.flush()
    here = (Directory.tenant_id == scope.require().tenant_id, Directory.member_id == member.id)
    db.session.execute(update(Directory).where(*here).values(identity_id=own.id))
    sessions = update(WebSession).where(WebSession.member_id == member.id)
    db.session.execute(sessions.values(identity_id=own.id))
