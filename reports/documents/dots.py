"""Dot charts of published figures on 0-100 as SVG, drawn by hand; pure, no database, no engine, no browser.

A full dot is the value, the pale band how far chance alone could move it, a hollow dot the wave before; a hidden value
is said in words in its place. Every chart can be drawn for a page and for a phone; the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from reports.documents.charts import CLAY, INK, LINE, MIST, MOSS, SOFT, WIDTH
from reports.documents.fonts import SANS

PHONE = 330
ROW, TEXT_LINE, BAND = 30, 16, 12
INDENT = 16
NARROWEST_SCALE = 260
"""Room for the dots below which labels stand above them."""
LINES_BESIDE, LINES_BESIDE_ON_PAPER = 1.7, 2.7
"""In how many lines a label may stand beside its dots; it breaks between words, so they are never full.

Where there is room it is one more, so that the charts of one page share their scale.
"""
LETTER = 6.4
"""Mean width of a letter of the chart font at 12.5 pixels, on the safe side."""
AXIS = 22
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a dot chart: a label, a value with its band, and words that say the value or why it is hidden."""

    label: str
    value: int | None
    text: str
    margin: int | None = None
    before: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand: the room of the labels, where the scale begins and ends, whether labels stand above."""

    width: int
    left: float
    start: float
    above: bool

    def at(self, value: float) -> float:
        """The place of a value on the scale."""
        return self.start + (self.width - 12 - self.start) * value / 100

    def lines(self, row: Row) -> list[str]:
        """The label in lines that fit."""
        room = (self.width if self.above else self.left - 12) - INDENT * row.depth
        return list(_wrapped(row.label, max(8, int(room / LETTER))))


def dots(rows: Sequence[Row], *, marked_at: float | None = None, width: int = WIDTH) -> str:
    """A dot for each row on 0-100, in the order given, as wide as asked for (pixels).

    ``marked_at`` draws a dashed line at a published level. Long labels stand above their dots. Raises ValueError
    without rows.
    """
    if not rows:
        raise ValueError("a chart needs at least one row")
    frame = _frame(rows, width)
    grid: list[str] = []
    parts: list[str] = []
    top = 4.0
    for row in rows:
        lines = frame.lines(row)
        height = _height(lines, above=frame.above)
        from_top = top + height - 28 if frame.above else top
        grid += [_line(frame.at(tick), from_top, top + height, LINE) for tick in TICKS]
        parts += _row(frame, row, lines, top, height)
        top += height
    ground = [_text(frame.at(tick), top + 15, str(tick), SOFT, 11, "middle") for tick in TICKS]
    if marked_at is not None:
        ground.append(_line(frame.at(marked_at), 0, top, CLAY, ' stroke-dasharray="3 3"'))
    high = top + AXIS
    size = f'width="{width}" height="{high:.0f}" viewBox="0 0 {width} {high:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{SANS}">'
    return "".join((head, *grid, *ground, *parts, "</svg>"))


def _frame(rows: Sequence[Row], width: int) -> _Frame:
    longest = max(INDENT * row.depth + LETTER * len(row.label) for row in rows)
    number = 30 + LETTER * max(len(row.text) if row.value is not None else 2 for row in rows)
    room = width - number - NARROWEST_SCALE
    if longest <= (LINES_BESIDE_ON_PAPER if width >= WIDTH else LINES_BESIDE) * (room - 24):
        left = min(24 + longest, room)
        return _Frame(width, left, left + number, above=False)
    return _Frame(width, 0, number, above=True)


def _height(lines: Sequence[str], *, above: bool) -> float:
    return TEXT_LINE * len(lines) + 24 if above else max(ROW, TEXT_LINE * len(lines) + 14)


def _row(frame: _Frame, row: Row, lines: Sequence[str], top: float, height: float) -> Iterator[str]:
    indent = INDENT * row.depth
    first = top + 13 if frame.above else top + height / 2 + 4.5 - TEXT_LINE * (len(lines) - 1) / 2
    for number, words in enumerate(lines):
        yield _text(indent, first + TEXT_LINE * number, words, INK, 12.5)
    middle = top + height - 15 if frame.above else top + height / 2
    if row.value is None:
        yield _text((indent if frame.above else frame.left + 6), middle + 4, row.text, SOFT, 12)
        return
    yield _text(frame.start - 16, middle + 4.5, row.text, INK, 12.5, "end", ' font-weight="600"')
    if row.margin is not None:
        low, high = frame.at(max(0, row.value - row.margin)), frame.at(min(100, row.value + row.margin))
        place = f'x="{low:.1f}" y="{middle - BAND / 2:.1f}" width="{high - low:.1f}" height="{BAND}"'
        yield f'<rect {place} rx="{BAND / 2:.0f}" fill="{MIST}"/>'
    if row.before is not None:
        yield _circle(frame.at(row.before), middle, 4.5, f'fill="none" stroke="{MOSS}" stroke-width="1.4"')
    yield _circle(frame.at(row.value), middle, 5.6, f'fill="{MOSS}"')


def _wrapped(text: str, most: int) -> Iterator[str]:
    """A label cut between words; a word longer than a line is cut within."""
    line = ""
    for word in text.split():
        rest = word
        while len(rest) > most:
            if line:
                yield line
                line = ""
            yield rest[:most]
            rest = rest[most:]
        if line and len(line) + 1 + len(rest) > most:
            yield line
            line = rest
        else:
            line = f"{line} {rest}".strip()
    yield line


def _text(x: float, y: float, words: str, colour: str, size: float, anchor: str = "start", more: str = "") -> str:
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{anchored}{more}'
    return f"<text {place}>{escape(words)}</text>"


def _line(x: float, top: float, bottom: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="{colour}"{more}/>'


def _circle(x: float, y: float, radius: float, look: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {look}/>'
