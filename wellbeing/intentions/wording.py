"""How the pages call what stands as a short word in a sealed text."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.members.my_way import ANCHORS, MyWay
from wellbeing.intentions.intention import Intention

BAD_DAY: dict[str, object] = {"yes": _l("Yes, even then"), "no": _l("No, not on a bad day")}
HOW_IT_WAS: dict[str, object] = {"done": _l("Done"), "not_this_time": _l("Not this time")}
LET_GO: Mapping[str, object] = {
    "sentences": _l("Let your three sentences go?"),
    "letter": _l("Let this letter go?"),
    "small_step": _l("Let this small step go?"),
    "goal": _l("Let this goal go?"),
    "ladder": _l("Let this gradual approach go?"),
}
LISTS: Mapping[str, str] = {
    "sentences": "intentions.sentences",
    "letter": "intentions.all_letters",
    "small_step": "intentions.steps",
    "goal": "intentions.goals",
    "ladder": "intentions.ladders",
}


def anchor(value: str) -> str:
    """An anchor in words: one of the list in the language in force, or as the member wrote it."""
    return str(ANCHORS.get(value, value))


def anchor_options(way: MyWay) -> list[tuple[str, object]]:
    """The anchors to choose from: those of the member's way first, none that they want to be left in peace with."""
    welcome = [key for key in ANCHORS if key in way.anchors or way.welcomes([key])]
    return [(key, ANCHORS[key]) for key in sorted(welcome, key=lambda key: key not in way.anchors)]


def first_words(one: Intention) -> str:
    """The first words of something, for a list of its author's own."""
    said = getattr(one, one.words[-1] if one.kind == "ladder" else one.words[0])
    text = " · ".join(said) if isinstance(said, tuple) else str(said)
    line = " ".join(text[:1000].split())
    return line if len(line) <= 120 else f"{line[:119].rstrip()}…"


def names() -> dict[str, str]:
    """What each kind is called."""
    return {
        "sentences": _("My three sentences"),
        "letter": _("A letter to myself"),
        "small_step": _("A small step"),
        "goal": _("A goal"),
        "ladder": _("A gradual approach"),
    }
