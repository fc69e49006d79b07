"""How somebody leaves a pairing: without a reason, for good, and the others only read that it has ended."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from tenants import jobs
from tenants.members.models import Member
from wellbeing.pairings import access, mending, notes, profiles
from wellbeing.pairings.access import Seen
from wellbeing.pairings.profile import Profile

MEND = "pairings.mend"


def end_now(one: Seen, *, member: Member, keep_notes: bool) -> None:
    """End a pairing now. It is final: these people are never paired again, and this round looks for nobody else."""
    _leave(one, member=member, keep_notes=keep_notes, waits=False)


def find_another(one: Seen, *, member: Member, keep_notes: bool) -> None:
    """It does not fit: the pairing ends, and both get the next free partner; nobody is told who or why."""
    _leave(one, member=member, keep_notes=keep_notes, waits=True)


def leave_all(member: Member) -> None:
    """Somebody leaves peer coaching: whatever is open ends for them."""
    for one in access.pairings_of(member.id):
        if one.row.state == "open":
            held = access.pairing_for(member, one.row.id, for_change=True)
            _leave(held, member=member, keep_notes=False, waits=False)


def owe_mending(round_id: UUID) -> None:
    """Owe a look at who needs a partner in this round."""
    jobs.owe(MEND, f"{round_id} {uuid4()}")


def _leave(one: Seen, *, member: Member, keep_notes: bool, waits: bool) -> None:
    others, round_id = one.others(member.id), one.row.round_id
    if keep_notes:
        notes.keep_all(member, one.row.id)

    def barred(profile: Profile) -> Profile:
        ended = tuple(dict.fromkeys((*profile.ended_with, *others)))
        # leaving is a sign of life: nobody is asked whether they are still there
        return replace(profile, ended_with=ended, waiting_in=round_id if waits else None, silent=0, asked=False)

    profiles.keep(member.id, barred)
    mending.part(one.row, [member.id], others, round_id)
    owe_mending(round_id)
