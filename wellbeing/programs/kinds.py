"""What people hear of programmes: that a small step is there, for those who want it; and for HR, what did not open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Choice, Kind, declare
from tenants.permissions import Permission
from wellbeing.programs import access
from wellbeing.programs.stored import RUNNING

WEEK = "programs.week"
"""Everybody of an audience is told alike; whoever has not asked for it gets neither a mail nor a line in the list."""
GIVEN_UP = "programs.given_up"


def _week(_args: Args) -> str:
    return str(_("A new small step is here when you like."))


def _mine(_args: Args) -> tuple[str, dict[str, str]]:
    return "programs.own_programs", {}


def _ends(args: Args) -> datetime:
    """When the week is over everywhere on earth."""
    return datetime.combine(date.fromisoformat(args["until"]), time(12), tzinfo=UTC)


def _holds(args: Args) -> bool:
    return any(row.state == RUNNING for row in access.under_way() if row.id == UUID(args["program"]))


def _given_up(_args: Args) -> str:
    return str(_("A check-in or a coaching round of a programme could not begin. Its page says why."))


def _program(args: Args) -> tuple[str, dict[str, str]]:
    return "programs.hr_program", {"program_id": args["program"]}


declare(
    Kind(
        WEEK,
        _l("A new week of a programme, once a week"),
        _week,
        _mine,
        told_by_mail=True,
        needs=Permission.PROGRAM_OWN,
        ends=_ends,
        holds=_holds,
        first_choice=Choice.NEITHER,
    )
)
declare(
    Kind(
        GIVEN_UP,
        _l("A step of a programme that could not begin"),
        _given_up,
        _program,
        told_by_mail=True,
        needs=Permission.PROGRAM_MANAGE,
    )
)
