"""A member's private space as features use it: begun with consent, written to while open, locked at a reset."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from tenants import clock, scope, vault
from tenants.db import MADE_ONCE, db
from tenants.errors import Conflict, Invalid, PrivateSpaceLocked
from tenants.members.models import Member
from tenants.private_space import recovery_code
from tenants.private_space.models import Consent, PrivateSpace

CONSENT = "private_space"


class PrivateSpaceNeeded(Conflict):
    """There is no private space yet; the member decides on a page whether to begin one."""

    default_code = "private_space_needed"
    default_message = _l("You have no private space yet. Begin one first, then keep what you wrote.")


def spaces_of(member_id: UUID) -> list[PrivateSpace]:
    """All private spaces of the member in scope, the newest first; another member's are not visible."""
    return list(db.session.scalars(_newest_first(), {"member": member_id}))


@cache
def _newest_first() -> Select[PrivateSpace]:
    mine = select(PrivateSpace).where(PrivateSpace.member_id == bindparam("member"))
    with_keys = mine.options(joinedload(PrivateSpace.tenant_key))  # so that the vault needs no question of its own
    return with_keys.order_by(PrivateSpace.begun_at.desc(), PrivateSpace.id).execution_options(**{MADE_ONCE: True})


def open_spaces(member_id: UUID) -> list[PrivateSpace]:
    """The spaces that this session may read, the newest first."""
    return [space for space in spaces_of(member_id) if vault.is_open(space)]


def needed(member_id: UUID) -> bool:
    """Whether the member has never begun a private space."""
    return not spaces_of(member_id)


def is_locked(member_id: UUID) -> bool:
    """Whether there is a private space and this session opens none of them."""
    spaces = spaces_of(member_id)
    return bool(spaces) and not any(vault.is_open(space) for space in spaces)


def sealed_since(member_id: UUID) -> datetime | None:
    """When the newest of the spaces was locked that this session cannot open; None when it opens them all."""
    sealed = [space.locked_at for space in spaces_of(member_id) if space.locked_at and not vault.is_open(space)]
    return max(sealed, default=None)


def writing_space(member_id: UUID) -> PrivateSpace:
    """Where new private texts go: the newest space that this session alone still opens, else the newest open one.

    Whoever reset the password may have started an empty space; what is written on a device signed in before the
    reset must not go there.
    """
    spaces = spaces_of(member_id)
    if not spaces:
        raise PrivateSpaceNeeded
    opened = [space for space in spaces if vault.is_open(space)]
    if not opened:
        raise PrivateSpaceLocked
    return next((space for space in opened if space.locked_at is not None), opened[0])


def begin(member_id: UUID, *, readable_from: datetime | None = None) -> str:
    """Begin a private space after the member said yes; the recovery code it returns is shown once.

    Sessions begun before `readable_from` will not read it.
    """
    code = recovery_code.new_code()
    space_id = uuid4()
    version, wrapped = vault.new_space_key(space_id, member_id)
    db.session.execute(
        insert(Consent)
        .values(
            tenant_id=scope.require().tenant_id, id=uuid4(), member_id=member_id, kind=CONSENT, given_on=clock.today()
        )
        .on_conflict_do_nothing()
    )
    db.session.add(
        PrivateSpace(
            id=space_id,
            member_id=member_id,
            key_version=version,
            wrapped_key=wrapped,
            begun_at=clock.now(),
            readable_from=readable_from,
            recovery_hash=recovery_code.digest(code),
        )
    )
    db.session.flush()
    return code


def begin_first(member_id: UUID) -> str | None:
    """Begin the first private space and return its code; None when there is one, also one that a second press of the
    same button has begun this very moment."""
    db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
    return begin(member_id) if needed(member_id) else None


def begin_with_consent(member_id: UUID, *, consent: bool) -> str | None:
    """Before the first thing that is kept on a page: ask for the member's yes, then begin and give the code, once."""
    db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
    if not needed(member_id):
        return None
    if not consent:
        raise Invalid(
            _l("Please say yes below, then what you wrote is kept. It is still here."),
            fields={"consent": [_l("Tick this to keep what you wrote.")]},
            code="consent_needed",
        )
    return begin(member_id)


def lock(member_id: UUID, at: datetime) -> None:
    """Close all spaces of the member in scope to sessions that begin from now on.

    A space that is locked already keeps its earlier lock, so that a second reset opens nothing.
    """
    for space in spaces_of(member_id):
        if space.locked_at is None:
            space.locked_at = at
    db.session.flush()
