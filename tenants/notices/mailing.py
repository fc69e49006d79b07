"""The one mail that a member's waiting notices become, when the rules of tact allow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants import clock, mail, scope
from tenants.db import db
from tenants.members import absence
from tenants.members.models import Member
from tenants.notices import choices, tact, unsubscribing
from tenants.notices.hours import hours_of
from tenants.notices.models import MailWeek, Notice
from tenants.notices.registry import KINDS, Choice
from tenants.organizations.access import organization


@dataclass(frozen=True)
class Later:
    """Nothing may be mailed before this moment."""

    until: datetime


def mail_waiting(member_id: UUID) -> Later | None:
    """Mail what waits for the member in scope as one message, or say when to try again."""
    member = db.session.scalar(select(Member).where(Member.id == member_id))
    if member is None or member.activated_at is None or member.left_at is not None:
        return None
    waiting = _waiting(member_id)
    if not waiting:
        return None
    now, hours = clock.now(), hours_of(member)
    here = now
    if absence.is_absent(member, today := absence.today_of(member)):
        # tomorrow again: a look owed for the day of the return would tell that day to whoever reads the jobs
        here = tact.begin_of(today + timedelta(days=1), hours.zone)
    moment = tact.next_moment(here, hours)
    if moment is None:
        return None
    if moment > now:
        return Later(moment)
    week = _week(member_id, tact.week_of(now, hours.zone))
    if week.sent >= tact.MAILS_A_WEEK:
        return Later(tact.next_moment(tact.next_week(now, hours.zone), hours) or tact.next_week(now, hours.zone))
    _send(member, waiting)
    week.sent += 1
    for notice in waiting:
        notice.mailed = True
    db.session.flush()
    return None


def _waiting(member_id: UUID) -> list[Notice]:
    """What is still to be mailed. Read or not makes no difference: a mail that stays away would tell of its reading."""
    chosen = choices.choices_of(member_id)
    rows = db.session.scalars(
        select(Notice)
        .where(
            Notice.member_id == member_id,
            Notice.mailed.is_(False),
            Notice.expires_at > clock.now(),
        )
        .order_by(Notice.created_at, Notice.id)
        .with_for_update()
    )
    return [row for row in rows if chosen.get(row.kind) is Choice.MAIL and KINDS[row.kind].still(row.args)]


def _week(member_id: UUID, monday: date) -> MailWeek:
    """The count of this week, locked until the end of the transaction; older weeks are forgotten."""
    mine = MailWeek.member_id == member_id
    db.session.execute(delete(MailWeek).where(mine, MailWeek.week_on < monday))
    db.session.execute(
        insert(MailWeek)
        .values(tenant_id=scope.require().tenant_id, id=uuid4(), member_id=member_id, week_on=monday, sent=0)
        .on_conflict_do_nothing()
    )
    wanted = select(MailWeek).where(mine, MailWeek.week_on == monday).with_for_update()
    return db.session.scalars(wanted).one()


def _send(member: Member, waiting: list[Notice]) -> None:
    stop = unsubscribing.link_for(member.id)
    with mail.in_language_of(member):
        told = dict.fromkeys(KINDS[row.kind].text(row.args) for row in _said(waiting))
        body = _body(organization().name, list(told), stop)
        subject = _("Something new for you")
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail.send("member.notice", to=member.email, subject=subject, body=body, headers=headers, member_id=member.id)


def _said(waiting: list[Notice]) -> list[Notice]:
    """What may be said in the mail: what everybody gets in the same words stands alone."""
    same = [row for row in waiting if KINDS[row.kind].same_for_all]
    return same or [row for row in waiting if KINDS[row.kind].told_by_mail]


def _body(place: str, told: list[str], stop: str) -> str:
    opening = _(
        "Hello,\n\n"
        "there is something new for you at %(place)s. It is waiting in your list, and it can wait until it suits you; "
        "this mail needs no answer.\n\n%(link)s\n",
        place=place,
        link=mail.address("/"),
    )
    lines = "".join(f"\n- {sentence}" for sentence in told)
    closing = _(
        "You get at most two such mails a week. Stop them with one click, without signing in:\n%(link)s\n", link=stop
    )
    return f"{opening}{lines}{chr(10) * 2 if lines else chr(10)}{closing}"
