"""Who leaves: out of everything at once; the private space stays open 60 days, then keys and rows are destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select, text

from tenants import audit, clock, jobs, scope
from tenants.db import as_member, db
from tenants.errors import Conflict, Invalid
from tenants.members import departures, reporting, roles
from tenants.members.models import Member
from tenants.organizations.access import organization
from tenants.private_space.models import PrivateSpace
from tenants.signin.models import Directory, Identity, Invitation, WebSession

KEPT = timedelta(days=60)
PAIRS_WITHOUT_LEAVERS = "pairings.mend"
"""Known here by this name only: whoever was paired with somebody who leaves gets another partner."""
END_SHARING = "home.end_sharing"
"""Likewise: what somebody showed to a peer coach, or was shown, goes when they leave."""
# a row stays while its check-in is being counted: ballots and participation must agree in number
_NOT_BEING_COUNTED = """NOT EXISTS (
  SELECT 1 FROM audience_member a JOIN wave w ON w.tenant_id = a.tenant_id AND w.id = a.wave_id
  WHERE a.tenant_id = member.tenant_id AND a.member_id = member.id AND w.state <> 'released')"""

# what no key and no bare row takes along: copies that wait without a space or are on their way, and rows about them
_THEIRS = (
    "DELETE FROM feedback_draft WHERE member_id = :member",
    "DELETE FROM feedback_copy WHERE reader_id = :member OR (author_id = :member AND NOT delivered)",
    "DELETE FROM coaching_copy WHERE reader_id = :member",
    "DELETE FROM learning_note WHERE member_id = :member",
    "DELETE FROM learning_answer WHERE reader_id = :member",
    "DELETE FROM shared_entry WHERE :member IN (reader_id, author_id)",
    "DELETE FROM personal_copy WHERE member_id = :member",
    "DELETE FROM correction_request WHERE member_id = :member",
    "DELETE FROM coaching_profile WHERE member_id = :member",
    """DELETE FROM notice WHERE member_id = :member
       AND (kind LIKE 'feedback%' OR kind LIKE 'coaching%' OR kind LIKE 'learning%')""",
    """DELETE FROM job WHERE tenant_id = :tenant AND (kind LIKE 'feedback.%' OR kind LIKE 'learning_notes.%')
       AND state <> 'running'
       AND CAST(:member AS text) IN (args ->> 'author', args ->> 'member')""",
)
_PAIRED = "DELETE FROM coaching_pairing WHERE :member = ANY (member_ids)"


def mark_leaver(member: Member, *, left_on: date) -> None:
    """Mark someone as having left. A second time changes nothing."""
    if member.left_at is not None:
        return
    if member.id == scope.require().member_id:
        raise Conflict(_("Ask another person of HR to do this for you."), code="own_leaving")
    if left_on > clock.today(organization().time_zone):
        raise Invalid(fields={"left_on": [_("This day has not come yet. Come back on that day.")]}, code="date_ahead")
    roles.end_all(member.id)
    departures.note(member, left_on=left_on)
    reporting.hand_over_reports(member)
    member.left_on, member.left_at = left_on, clock.now()
    member.manager_id = None
    member.proposed_email = None
    db.session.execute(delete(WebSession).where(WebSession.member_id == member.id))
    db.session.execute(delete(Invitation).where(Invitation.member_id == member.id, Invitation.kind == "invitation"))
    db.session.flush()
    audit.record("member.left", member.id)
    jobs.owe(PAIRS_WITHOUT_LEAVERS, f"left {member.id}")
    jobs.owe(END_SHARING, f"left {member.id}")


def due() -> list[UUID]:
    """Who left 60 days ago: what belonged to them is to be destroyed, and nobody is told."""
    return list(db.session.scalars(select(Member.id).where(Member.left_at <= clock.now() - KEPT)))


def destroy(member_id: UUID) -> None:
    """Destroy one person's keys, then everything else of theirs; the bare row once no open check-in counts it."""
    with as_member(member_id):
        db.session.execute(delete(PrivateSpace).where(PrivateSpace.member_id == member_id))
        clear(member_id)
        db.session.execute(text(_PAIRED), {"member": member_id})
    forget_sign_ins([member_id])
    forget_bare([member_id])


def clear(member_id: UUID) -> None:
    """Delete what the member in scope left with features, and what is owed about it."""
    for rows in _THEIRS:
        db.session.execute(text(rows), {"tenant": scope.require().tenant_id, "member": member_id})


def forget_bare(member_ids: Iterable[UUID]) -> None:
    """Delete the bare rows of people whose everything else is gone, unless an open check-in still counts them."""
    bare = delete(Member).where(Member.id.in_(list(member_ids)), text(_NOT_BEING_COUNTED))
    db.session.execute(bare, execution_options={"synchronize_session": False})


def forget_sign_ins(member_ids: Sequence[UUID]) -> None:
    """Take these places out of the sign-in directory; an identity that is nowhere else goes too."""
    here = (Directory.tenant_id == scope.require().tenant_id, Directory.member_id.in_(member_ids))
    identities = list(db.session.scalars(select(Directory.identity_id).where(*here)))
    db.session.execute(delete(Directory).where(*here))
    elsewhere = select(Directory.identity_id)
    alone = (Identity.id.in_(identities), Identity.id.not_in(elsewhere))
    db.session.execute(delete(Identity).where(*alone), execution_options={"synchronize_session": False})
