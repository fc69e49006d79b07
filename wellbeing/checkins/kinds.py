"""The notices of check-ins: one invitation in the same words for everybody, and those about own instruments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare
from tenants.permissions import Permission
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


def _waits(args: Args) -> str:
    return str(_("“%(name)s” waits for somebody to confirm it before people are asked.", name=args["name"]))


def _confirmed(args: Args) -> str:
    return str(_("“%(name)s” has been confirmed. Check-ins can ask it now.", name=args["name"]))


def _instrument(args: Args) -> tuple[str, dict[str, str]]:
    return "checkins.own_instrument", {"instrument_id": args["instrument"]}


declare(
    Kind(
        "instrument.waits",
        _l("An instrument waits for confirmation"),
        _waits,
        _instrument,
        told_by_mail=True,
        needs=Permission.INSTRUMENT_CONFIRM,
    )
)
declare(
    Kind(
        "instrument.confirmed",
        _l("An instrument you added is confirmed"),
        _confirmed,
        _instrument,
        told_by_mail=True,
        needs=Permission.INSTRUMENT_MANAGE,
    )
)
