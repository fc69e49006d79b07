"""What members hear of a check-in, the same sentence for everybody, and what is told about a company's instruments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare
from tenants.permissions import Permission
from wellbeing.checkins import access, wording

OPEN = "checkin_open"
MAIL = "checkin_mail"
"""The invitation and the reminder alike: nobody can tell from the words which of them it is, or who has answered."""


def _text(args: Args) -> str:
    last = wording.day(date.fromisoformat(args["closes_on"]))
    return str(_("A check-in is open until %(day)s. If you have answered, there is nothing to do.", day=last))


def _link(args: Args) -> tuple[str, dict[str, str]]:
    return "checkins.answer", {"wave_id": args["wave"]}


def _ends(args: Args) -> datetime:
    """Not before the last day is over everywhere on earth; until then `_holds` says what is closed already."""
    return datetime.combine(date.fromisoformat(args["closes_on"]) + timedelta(days=1), time(12), tzinfo=UTC)


def _holds(args: Args) -> bool:
    return access.is_open(UUID(args["wave"]))


_label = _l("A check-in has opened")
declare(Kind(OPEN, _label, _text, _link, by_mail=False, ends=_ends, holds=_holds))
declare(
    Kind(
        MAIL,
        _label,
        _text,
        _link,
        told_by_mail=True,
        ends=_ends,
        holds=_holds,
        listed=False,
        chosen_as=OPEN,
        same_for_all=True,
    )
)


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
