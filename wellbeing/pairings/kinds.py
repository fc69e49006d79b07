"""The notices of peer coaching: shown inside, while mails only say that there is something."""

from __future__ import annotations

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare

AHEAD = "coaching_ahead"
CALLED_OFF = "coaching_called_off"
PAIR = "coaching_pair"
THIRD = "coaching_third"
NOBODY = "coaching_nobody"
AGREED = "coaching_agreed"
TIME = "coaching_time"
CANCELLED = "coaching_cancelled"
THANKS = "coaching_thanks"
LAST_DAYS = "coaching_last_days"
ENDED = "coaching_ended"
FEWER = "coaching_fewer"
ASK = "coaching_ask"


def _home(_args: Args) -> tuple[str, dict[str, str]]:
    return "coaching.mine", {}


def _round(args: Args) -> tuple[str, dict[str, str]]:
    return "coaching.follow", {"round_id": args["round"]}


def _pairing(args: Args) -> tuple[str, dict[str, str]]:
    return "coaching.show", {"pairing_id": args["pairing"]}


def _ahead(args: Args) -> str:
    day = format_date(date.fromisoformat(args["day"]), "full")
    return str(_("A round of peer coaching begins on %(day)s. Does it not suit you? Skip it with one click.", day=day))


def _called_off(_args: Args) -> str:
    return str(_("The round of peer coaching that was announced does not take place. There is nothing to do."))


def _pair(_args: Args) -> str:
    return str(_("There is somebody for you to talk with. See who it is, and why."))


def _third(_args: Args) -> str:
    return str(_("A third person joins your conversation."))


def _nobody(_args: Args) -> str:
    return str(_("This time nobody was found who fits. It says nothing about you, and we keep looking."))


def _agreed(_args: Args) -> str:
    return str(_("You have all agreed how you talk. Now choose a time."))


def _time(_args: Args) -> str:
    return str(_("There is a time for your conversation."))


def _cancelled(_args: Args) -> str:
    return str(_("The time for your conversation was taken back. Choose another one when it suits you."))


def _thanks(_args: Args) -> str:
    return str(_("Somebody thanks you for the conversation."))


def _last_days(args: Args) -> str:
    day = format_date(date.fromisoformat(args["day"]), "full")
    return str(_("Your pairing ends on %(day)s. Then your notes are deleted, unless you keep yours.", day=day))


def _ended(_args: Args) -> str:
    return str(_("This pairing has ended."))


def _fewer(_args: Args) -> str:
    return str(_("Your conversation goes on with two."))


def _ask(_args: Args) -> str:
    return str(_("Would you like to go on with peer coaching? Both answers are fine."))


declare(Kind(AHEAD, _l("A round of peer coaching is ahead"), _ahead, _home))
declare(Kind(CALLED_OFF, _l("A round of peer coaching is called off"), _called_off, _home))
declare(Kind(PAIR, _l("Somebody to talk with"), _pair, _round))
declare(Kind(THIRD, _l("A third person joins"), _third, _round))
declare(Kind(NOBODY, _l("Nobody was found this time"), _nobody, _home))
declare(Kind(AGREED, _l("You can choose a time"), _agreed, _pairing))
declare(Kind(TIME, _l("A time for your conversation"), _time, _pairing))
declare(Kind(CANCELLED, _l("A time was taken back"), _cancelled, _pairing))
declare(Kind(THANKS, _l("Thanks for a conversation"), _thanks, _pairing))
declare(Kind(LAST_DAYS, _l("A pairing ends soon"), _last_days, _round))
declare(Kind(ENDED, _l("A pairing has ended"), _ended, _pairing))
declare(Kind(FEWER, _l("Your conversation goes on with two"), _fewer, _pairing))
declare(Kind(ASK, _l("A question about going on"), _ask, _home))
