"""The one notice of check-ins: an invitation that goes to the whole audience in the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare
from wellbeing.checkins import wording

OPEN = "checkin_open"


def _text(args: Args) -> str:
    last = wording.day(date.fromisoformat(args["closes_on"]))
    return str(_("A check-in is open until %(day)s. If you have answered, there is nothing to do.", day=last))


def _link(args: Args) -> tuple[str, dict[str, str]]:
    return "checkins.answer", {"wave_id": args["wave"]}


def _ends(args: Args) -> datetime:
    return datetime.combine(date.fromisoformat(args["closes_on"]) + timedelta(days=1), time(0), tzinfo=UTC)


declare(Kind(OPEN, _l("A check-in has opened"), _text, _link, told_by_mail=True, ends=_ends))
