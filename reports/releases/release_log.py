"""What a release tells HR and trustees about itself, as frozen values; counts of people come in bands only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many groups of one kind were published, published merged, and hidden."""

    kind: str
    published: int
    merged: int
    hidden: int


@dataclass(frozen=True, slots=True)
class ReleaseLog:
    """The facts of a release that HR and trustees read; counts of people come in bands only.

    Bands are texts like ``20-29``, ``200+`` or, under the smallest edge, ``0-4``; None where there is nothing to say:
    ``joined``, ``moved`` and ``left`` in a first wave, everything in a release from before the ledger. ``refused``
    names the kinds of groups that the audit gave up in some scale. ``leaders`` is the share of leaders with a result:
    ``all`` or ``some`` when they are fewer than ten, else ``under_30``, ``60-69`` or ``90_or_more`` (percent); empty
    without leaders. ``limits`` are the largest R2 that anybody's answer may have with noise, without
    noise and over linked rounds; how near a wave came would tell how many answered where one small group is shown.
    """

    control: str = ""
    engine: int = 0
    threshold: int = 5
    strict: bool = False
    limits: tuple[float, float, float] | None = None
    invited: str | None = None
    answered: str | None = None
    joined: str | None = None
    moved: str | None = None
    left: str | None = None
    groups: tuple[GroupCount, ...] = ()
    refused: tuple[str, ...] = ()
    leaders: str = ""


NOTHING_TOLD = ReleaseLog()
