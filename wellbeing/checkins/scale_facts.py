"""What gets figures of an instrument, and what readers of them need to know; pure values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wellbeing.checkins.instruments import About, HigherIs, View

Texts = tuple[tuple[str, str, str], ...]
"""Language, title and note, for every language that an instrument has."""


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """One thing that gets figures: a scale, a share of people (0/100), or an item's percent positive (0/100).

    Every value is `low` plus a multiple of `step`; None when they may lie anywhere. `whole` is made of other scales.
    `asked` are the items behind it where they take turns: only waves that asked the same can be compared.
    """

    instrument: str
    name: str
    title: str
    kind: Literal["score", "share", "item"]
    of: str
    low: float
    high: float
    higher_is: HigherIs
    reference_sd: float
    share_from: float | None
    note: str
    step: float | None = None
    whole: bool = False
    view: View = ""
    about: About = ""
    organization_only: bool = False
    asked: tuple[str, ...] = ()
    texts: Texts = ()
