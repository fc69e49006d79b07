"""Why a check-in or a round of a programme waits or was given up, in words for HR."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

_SWITCHED_OFF = _l("Its questions are switched off or not there any more. Look under Instruments.")
_SENTENCES: Mapping[str, object] = {
    "too_soon": _l("People have been asked recently. At most one check-in comes in 14 days, long ones once a quarter."),
    "too_few_people": _l("With fewer than ten people a check-in cannot be anonymous."),
    "help_missing": _l("Help contacts wait to be confirmed. Everybody should find help nearby."),
    "no_instrument": _SWITCHED_OFF,
    "unknown_choice": _SWITCHED_OFF,
    "not_enabled": _SWITCHED_OFF,
    "rounds_overlap": _l("There is a round of peer coaching in these days already."),
    "missed": _l("Nothing ran on the days on which it could have begun."),
}
_OTHERWISE = _l("It could not begin on its days.")


def said(code: str) -> str:
    """The sentence for the `reason` of an act."""
    return str(_SENTENCES.get(code, _OTHERWISE))
