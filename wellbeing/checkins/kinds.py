"""The one notice of check-ins: an invitation that goes to the whole audience in the same words."""

from __future__ import annotations

from datetime import date

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


declare(Kind(name=OPEN, label=_l("A check-in has opened"), text=_text, link=_link, told_by_mail=True))
