"""Stacked bars of distributions as SVG in the hand of the other charts; pure, no database, no browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.documents.charts import INK, MIDDLE, MIST, MOSS, PAPER, drawn

WIDTH, ROW = 480, 50
LABEL = 345
"""Room for a label above its bar, the numbers stand to its right (pixels)."""

SHADES = (MIST, MIDDLE, MOSS)


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its label, the shares of the low, the middle and the high band in percent, and the numbers beside."""

    label: str
    shares: tuple[int, int, int]
    text: str


def stacks(rows: Sequence[Stack]) -> str:
    """A bar for each row, filled from low to high and always of one length; raises ValueError without rows."""
    if not rows:
        raise ValueError("a chart needs at least one row")
    import altair as alt

    row = alt.Y("row:O", axis=None)
    names = [{"row": number, "label": one.label, "text": one.text} for number, one in enumerate(rows)]
    bars = _chart(alt, _segments(rows)).mark_bar(
        height=14, stroke=PAPER, strokeWidth=1.5, cornerRadius=3, yOffset=9, y2Offset=9
    )
    label = _chart(alt, names).mark_text(align="left", fontSize=12.5, color=INK, dy=-9, limit=LABEL)
    words = _chart(alt, names).mark_text(align="right", fontSize=12.5, fontWeight=600, color=INK, dy=-9)
    across = alt.X("low:Q", scale=alt.Scale(domain=[0, 100], range=[0, WIDTH]), axis=None)
    layers = [
        bars.encode(x=across, x2="high:Q", y=row, color=alt.Color("shade:N", scale=None)),
        label.encode(x=alt.value(0), y=row, text="label:N"),
        words.encode(x=alt.value(WIDTH), y=row, text="text:N"),
    ]
    return drawn(alt, layers, WIDTH, len(rows) * ROW)


def _segments(rows: Sequence[Stack]) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(rows):
        whole, reached = sum(row.shares) or 1, 0.0
        for share, shade in zip(row.shares, SHADES, strict=True):
            if share:
                low, reached = reached, reached + 100 * share / whole
                found.append({"row": number, "low": low, "high": reached, "shade": shade})
    return found


def _chart(alt: Any, values: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=values))
