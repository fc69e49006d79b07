"""Where to draw one member's scores over time: plain numbers in, places on a small picture out; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 132
LEFT, RIGHT, TOP, BOTTOM = 12, 308, 24, 110


@dataclass(frozen=True, slots=True)
class Spot:
    """One score: its place, in pixels from the top left."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A line through the scores, oldest on the left, and the height of the middle of the range."""

    spots: tuple[Spot, ...]
    line: str
    middle: float


def drawing(values: Sequence[float]) -> Drawing | None:
    """The picture of scores on 0-100, oldest first, evenly spaced; None with fewer than two: one score is no line.

    Up is always a higher score; the words at the edges say what that means. Values beyond the range stay at its edge.
    """
    if len(values) < 2:
        return None
    step = (RIGHT - LEFT) / (len(values) - 1)
    spots = tuple(Spot(round(LEFT + step * place, 1), _height(value)) for place, value in enumerate(values))
    return Drawing(spots, " ".join(f"{spot.x},{spot.y}" for spot in spots), _height(50))


def _height(value: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * min(100.0, max(0.0, value)) / 100, 1)
