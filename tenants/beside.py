"""What one feature shows on another's page while neither knows the other: fragments under the name of a place."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from tenants.errors import KeysUnavailable

BEFORE_CHECKIN = "checkin.before"
"""Where check-ins are listed, and before the first question of one."""

COACHING_ROUND = "coaching.round"
"""HR's page of one coaching round; its id is in the address."""

PROGRAM = "program.report"
"""HR's page of one programme, once it was launched; its id is in the address as `program_id`."""

JOURNAL_FORMS = "journal.forms"
"""Beside the forms of an entry: what else a member may write for themself."""

JOURNAL_ENTRY = "journal.entry"
"""Below one entry of one's own, which nobody else may read yet; its id is in the address."""

JOURNAL_READERS = "journal.readers"
"""In place of "Only you can read this" above one entry of one's own, once somebody else may."""

COACHING_PAIR = "coaching.pair"
"""The page of one's own pairing, once everybody agreed how they talk; its id is in the address."""

MY_DATA = "home.my_data"
"""What is stored about oneself, among what is for oneself alone."""

HOME_TODAY = "home.today"
"""Home, below the prompt: what waits for the member; never private text."""

_fragments: dict[str, list[Callable[[], str]]] = {}


def show(place: str, fragment: Callable[[], str]) -> None:
    """Let a fragment stand at a place: it renders a template for whoever is signed in, or gives an empty text."""
    _fragments.setdefault(place, []).append(fragment)


def fragments(place: str) -> list[Markup]:
    """What stands at a place now, in the order in which features were put together."""
    shown = (_where_keys_are(fragment) for fragment in _fragments.get(place, ()))
    return [Markup(one) for one in shown if one]  # noqa: S704 - rendered by templates, which escape what was typed


def _where_keys_are(fragment: Callable[[], str]) -> str:
    """A fragment; while keys are out of reach the page it stands on goes on without it."""
    try:
        return fragment()
    except KeysUnavailable:
        return ""
