"""How a member wants to be met: anchors, topics left in peace, pace, and two choices about looking back; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

ANCHORS: dict[str, Any] = {
    "breath": _l("my breath"),
    "sound": _l("sounds around me"),
    "touch": _l("touch, for example a hand on my arm"),
    "object": _l("something I hold or look at"),
}
"""Where attention can rest; never only one of them."""

TOPICS: dict[str, Any] = {
    "body": _l("attention to the body"),
    "breath": _l("attention to the breath"),
    "touch": _l("touching myself"),
    "imagery": _l("imagined pictures and people"),
    "critic": _l("how I talk to myself"),
    "mistakes": _l("mistakes"),
    "conflict": _l("disagreement and hard talks"),
    "past": _l("memories"),
    "family": _l("family and caring for others"),
    "loss": _l("loss and goodbyes"),
    "health": _l("illness and pain"),
    "leading": _l("leading people"),
}
"""What a prompt, a practice, a guide or a step may touch, and a member may ask to be left in peace with."""

PACES: dict[str, Any] = {
    "unhurried": _l("unhurried: longer pauses, one thing at a time"),
    "usual": _l("as it comes"),
    "brief": _l("brief: a minute or two"),
}


@dataclass(frozen=True, slots=True)
class MyWay:
    """One member's preferences; the defaults are what holds before anything was chosen."""

    anchors: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    pace: str = "usual"
    trends: bool = True
    on_this_day: bool = False

    def welcomes(self, topics: Iterable[str]) -> bool:
        """Whether something that touches these topics may be offered."""
        return self.avoid.isdisjoint(topics)


def to_bytes(way: MyWay) -> bytes:
    """As it is sealed."""
    values = asdict(way) | {"anchors": sorted(way.anchors), "avoid": sorted(way.avoid)}
    return json.dumps(values, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> MyWay:
    """As it was sealed; what a later version no longer knows is left out."""
    values = json.loads(content)
    known = {name: values[name] for name in ("trends", "on_this_day") if name in values}
    pace = values.get("pace", "usual")
    return MyWay(
        anchors=frozenset(values.get("anchors", ())) & ANCHORS.keys(),
        avoid=frozenset(values.get("avoid", ())) & TOPICS.keys(),
        pace=pace if pace in PACES else "usual",
        **known,
    )
