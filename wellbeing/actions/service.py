"""What leaders and HR do with what will change: write it, change it, mark it done, end it; at most three are open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select

from tenants import audit, clock, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from tenants.organizations.access import organization
from tenants.organizations.models import Organization, Unit
from wellbeing.actions import wording
from wellbeing.actions.models import StoredAction
from wellbeing.actions.said import DONE_SHOWN, MOST_OPEN, Lever, Said, State, faults


def write(*, unit: Unit | None, draft_id: UUID, said: Said) -> StoredAction:
    """Write down a change for a unit or the organization. The same form sent twice is one; other words are another."""
    said = _checked(said)
    unit_id = unit.id if unit else None
    _lock_place(unit_id)
    sent = db.session.scalar(select(StoredAction).where(StoredAction.id == draft_id))
    if sent is not None and sent.unit_id == unit_id and said_in(sent) == said:
        return sent
    action = StoredAction(id=uuid4() if sent else draft_id, unit_id=unit_id, revision=0, made_at=clock.now())
    _refuse_fourth(action, said)
    _say(action, said)
    db.session.add(action)
    db.session.flush()
    _record("action.written", action)
    return action


def change(action: StoredAction, *, said: Said, revision: int) -> None:
    """Say it in other words or in another state; what had been ended is back then.

    Conflict when it was changed since `revision` was read, unless it reads just so.
    """
    _lock(action)
    said = _checked(said, before=action)
    if said_in(action) == said and action.ended_on is None:
        return
    if action.revision != revision:
        raise Conflict(
            _("This was changed in another window. What you typed is still here; keep it again if it should stand."),
            code="changed_elsewhere",
        )
    _refuse_fourth(action, said)
    _say(action, said)
    db.session.flush()
    _record("action.changed", action)


def mark_done(action: StoredAction) -> None:
    """It is done; it stays on the pages for a year. A second time changes nothing."""
    _lock(action)
    if action.ended_on is not None:
        raise Conflict(_("This was ended in the meantime. Open it to bring it back."), code="action_ended")
    if action.state == State.DONE:
        return
    _say(action, replace(said_in(action), state=State.DONE).fitting())
    db.session.flush()
    _record("action.done", action)


def end(action: StoredAction) -> None:
    """Take it off the members' pages. A second time changes nothing."""
    _lock(action)
    if action.ended_on is not None:
        return
    action.ended_on, action.changed_at, action.revision = _today(), clock.now(), action.revision + 1
    db.session.flush()
    _record("action.ended", action)


def forget_past() -> None:
    """Delete what was done or ended more than a year ago."""
    until = _today() - DONE_SHOWN
    db.session.execute(delete(StoredAction).where(or_(StoredAction.done_on < until, StoredAction.ended_on < until)))


def said_in(action: StoredAction) -> Said:
    """What a row says."""
    return Said(
        changes=action.changes,
        owner=action.owner,
        state=State(action.state),
        due_on=action.due_on,
        reason=action.reason,
        lever=Lever(action.lever) if action.lever else None,
        wave=action.wave,
    )


def _say(action: StoredAction, said: Said) -> None:
    today = _today()  # asked first: a query in between would write a row that is half one state, half the other
    action.changes, action.owner, action.state = said.changes, said.owner, said.state.value
    action.due_on, action.reason, action.wave = said.due_on, said.reason, said.wave
    action.lever = said.lever.value if said.lever else None
    action.done_on = (action.done_on or today) if said.state is State.DONE else None
    action.ended_on, action.changed_at, action.revision = None, clock.now(), action.revision + 1


def _checked(said: Said, *, before: StoredAction | None = None) -> Said:
    tidy = said.fitting()
    found = faults(tidy, today=_today(), due_before=before.due_on if before else None)
    if found:
        raise Invalid(
            fields={name: [wording.FAULTS[code]] for name, code in found.items()}, code=next(iter(found.values()))
        )
    return tidy


def _lock_place(unit_id: UUID | None) -> None:
    """Let whoever writes for one place take turns; NotFound when the unit is gone."""
    if unit_id is None:
        place = select(Organization.tenant_id).where(Organization.tenant_id == scope.require().tenant_id)
    else:
        place = select(Unit.id).where(Unit.id == unit_id)
    if db.session.scalar(place.with_for_update(key_share=True)) is None:
        raise NotFound


def _lock(action: StoredAction) -> None:
    """The row as it is now, once everybody before has finished with its place."""
    _lock_place(action.unit_id)
    mine = select(StoredAction).where(StoredAction.id == action.id)
    if db.session.scalar(mine.with_for_update().execution_options(populate_existing=True)) is None:
        raise NotFound


def _refuse_fourth(action: StoredAction, said: Said) -> None:
    if said.state is State.DONE:
        return
    others = select(func.count()).select_from(StoredAction).where(
        StoredAction.unit_id.is_not_distinct_from(action.unit_id),
        StoredAction.id != action.id,
        StoredAction.state != State.DONE.value,
        StoredAction.ended_on.is_(None),
    )  # fmt: skip
    if (db.session.scalar(others) or 0) >= MOST_OPEN:
        raise Conflict(
            _(
                "Three changes are open here already, and few that get done are better than many. "
                "Mark one as done or end it first; what you typed is still here."
            ),
            code="three_open",
        )


def _record(act: str, action: StoredAction) -> None:
    """Who did it and where, never the words."""
    unit = db.session.scalar(select(Unit.path).where(Unit.id == action.unit_id)) if action.unit_id else ""
    audit.record(act, action.id, unit=unit or "", state=action.state)


def _today() -> date:
    return clock.today(organization().time_zone)
