"""Trends of published figures as SVG, drawn by Vega-Altair through vl-convert; pure, no database, no browser.

Every function takes plain numbers on 0-100 and ready words and gives one SVG text whose ids are its own, so that
the same figures give the same bytes whatever was drawn before. Moss is the value, mist the band that chance alone
could move it in, a hollow dot the wave before. A hidden value is said in words in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from reports.documents.fonts import SANS, directories

INK, SOFT, LINE, MOSS, CLAY, MIST = "#22302d", "#56645f", "#e6ddd0", "#2f6b5b", "#a34725", "#cfe3d9"
MIDDLE, PAPER = "#86b5a4", "#fffdfa"
WIDTH = 640
NARROW = 270
TREND_HEIGHT = 150


@dataclass(frozen=True, slots=True)
class Point:
    """One wave of a trend; ``value`` None where the figure was hidden."""

    label: str
    value: int | None
    margin: int | None = None


def trend(points: Sequence[Point], *, marked_at: float | None = None) -> str:
    """One scale over waves on 0-100, oldest first, with the band around each value; hidden waves leave a gap."""
    if not points:
        raise ValueError("a chart needs at least one wave")
    import altair as alt

    values = [
        {"order": number, "label": point.label, "value": point.value, "low": low, "high": high}
        for number, point in enumerate(points)
        for low, high in [_band(point.value, point.margin)]
    ]
    names = ", ".join(_quoted(point.label) for point in points)
    label = f"[{names}][datum.value]"
    across = alt.X("order:O", axis=alt.Axis(labelExpr=label, title=None, labelAngle=0, labelLimit=90, **_AXIS))
    scale, axis = alt.Scale(domain=[0, 100]), _axis(alt, [0, 25, 50, 75, 100])
    value, low = (alt.Y(f"{field}:Q", scale=scale, axis=axis) for field in ("value", "low"))
    chart = _chart(alt, values)
    there = chart.transform_filter("datum.value !== null")
    band = chart.transform_filter("datum.low !== null").mark_bar(width=16, color=MIST, cornerRadius=6)
    line = chart.mark_line(color=MOSS, strokeWidth=2, invalid="break-paths-filter-domains")
    number = there.mark_text(dy=-15, fontSize=12.5, fontWeight=600, color=INK)
    layers: list[Any] = [
        band.encode(x=across, y=low, y2="high:Q"),
        line.encode(x=across, y=value),
        there.mark_circle(size=90, color=MOSS, opacity=1).encode(x=across, y=value),
        number.encode(x=across, y=value, text="value:Q"),
    ]
    if marked_at is not None:
        layers.insert(0, _level(alt, marked_at).encode(y=alt.Y("level:Q", scale=scale, axis=axis)))
    return drawn(alt, layers, max(NARROW, 78 * len(points)), TREND_HEIGHT)


_AXIS: dict[str, Any] = {
    "domain": False,
    "ticks": False,
    "labelColor": SOFT,
    "labelFontSize": 11,
    "labelPadding": 6,
}


def _axis(alt: Any, ticks: list[int]) -> Any:
    return alt.Axis(values=ticks, title=None, grid=True, gridColor=LINE, labelFlush=False, **_AXIS)


def _chart(alt: Any, values: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=values))


def _level(alt: Any, level: float) -> Any:
    return _chart(alt, [{"level": level}]).mark_rule(color=CLAY, strokeDash=[3, 3], strokeWidth=1)


def _band(value: int | None, margin: int | None) -> tuple[int | None, int | None]:
    if value is None or margin is None:
        return None, None
    return max(0, value - margin), min(100, value + margin)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"


def drawn(alt: Any, layers: list[Any], width: int, height: int) -> str:
    """Layers over one another as one SVG of a size in pixels."""
    chart = (
        alt.layer(*layers)
        .properties(width=width, height=height, padding=4)
        .configure(font=SANS, aria=False, background="transparent")
        .configure_view(stroke=None, fill=None)
    )
    return tidy(_engine().vegalite_to_svg(chart.to_dict(validate=False)))


@cache
def _engine() -> Any:
    import vl_convert

    for directory in directories():
        vl_convert.register_font_directory(directory)
    return vl_convert


def tidy(svg: str) -> str:
    """The SVG with its ids counted from one (the engine counts over all charts ever drawn) and no roles inside."""
    svg = re.sub(r' (?:role|aria-roledescription|aria-hidden)="[^"]*"', "", svg)
    numbers: dict[str, str] = {}
    for found in re.findall(r'\bid="([^"]+)"', svg):
        numbers.setdefault(found, f"part{len(numbers) + 1}")
    for old, new in numbers.items():
        svg = re.sub(rf'(id="|url\(#|href="#){re.escape(old)}(?=["\)])', rf"\g<1>{new}", svg)
    return svg


def for_web(svg: str, alternative: str) -> str:
    """The chart for a page: the colours of the page's theme, its own font, and the words that stand for it."""
    for colour, token in _TOKENS.items():
        svg = svg.replace(f'"{colour}"', f'"{token}"')
    svg = svg.replace(f'font-family="{SANS}"', 'font-family="inherit"')
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alternative)}" ', 1)


_TOKENS = {
    INK: "var(--ink)",
    SOFT: "var(--soft)",
    LINE: "var(--line)",
    MOSS: "var(--moss)",
    CLAY: "var(--clay)",
    MIST: "color-mix(in srgb, var(--moss) 25%, var(--card))",
    MIDDLE: "color-mix(in srgb, var(--moss) 58%, var(--card))",
    PAPER: "var(--card)",
}
