"""Scores a CSV of answers row by row: the whole file is checked before the first score is told; pure.

Rows are counted from 1 without the heading. A cell holds an option's value; an empty one and `NA` are missing, and so
is the instrument's code for "do not know" in any column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from wellbeing.checkins.instrument_shapes import Scorable
from wellbeing.checkins.instruments import BadAnswer, Instrument, Item, answer_in
from wellbeing.checkins.rotation import narrowed
from wellbeing.checkins.scoring import columns_of, in_words, scores_of

MOST_BYTES = 200 * 1024 * 1024
_DELIMITERS = (",", ";", "\t")
_NAMED = 12
_AT_ONCE = 4096


class AnswersFlaw(ValueError):
    """Why a file of answers cannot be scored: one sentence with row and column."""


@dataclass(frozen=True, slots=True)
class RowScore:
    """One scale of one row; `reason` says why there is no score."""

    row: int
    scale: str
    score: float | None
    reason: str | None


def heading_of(text: str) -> list[str]:
    """The names of the columns; AnswersFlaw when the file is empty."""
    for _row, cells in _records(text):
        return [cell.strip() for cell in cells]
    raise AnswersFlaw("The file of answers is empty; its first line names the items.")


def check(text: str, scorable: Scorable) -> Instrument:
    """Look at every cell; returns the instrument as this file asks it, or raises AnswersFlaw with the first flaw."""
    columns = heading_of(text)
    instrument = _asked(columns, scorable)
    rows = 0
    for _answers in _answers_in(text, instrument, scorable.besides):
        rows += 1
    if not rows:
        raise AnswersFlaw("The file has a heading and no row of answers.")
    return instrument


def scores(text: str, instrument: Instrument, besides: frozenset[str] = frozenset()) -> Iterator[RowScore]:
    """Every scale of every row of a checked file, in the order of the instrument."""
    rows = _answers_in(text, instrument, besides)
    while block := list(islice(rows, _AT_ONCE)):
        found = scores_of(instrument, columns_of(instrument, [answers for _row, answers in block]))
        for place, (row, _answers) in enumerate(block):
            for name, column in found.items():
                one = in_words(column[place])
                yield RowScore(row, name, one.value, one.reason)


def _asked(columns: Sequence[str], scorable: Scorable) -> Instrument:
    instrument, known = scorable.instrument, {item.id for item in scorable.instrument.items}
    seen: set[str] = set()
    for position, column in enumerate(columns, 1):
        if not column:
            raise AnswersFlaw(f"Column {position} has no name; every column is named after an item.")
        if column in seen:
            raise AnswersFlaw(f"The column {_short(column)} stands in the file twice.")
        seen.add(column)
        if column not in known and column not in scorable.besides:
            items = [item.id for item in instrument.items]
            raise AnswersFlaw(f"The column {_short(column)} is no item of {instrument.name}; it has {_some(items)}.")
    missing = [item.id for item in instrument.items if item.id not in seen]
    if instrument.rotation and len(missing) < len(known):
        return narrowed(replace(instrument, choices=()), seen)
    if missing:
        what = "column is" if len(missing) == 1 else "columns are"
        raise AnswersFlaw(f"{len(missing)} {what} missing: {_some(missing)}.")
    return instrument


def _answers_in(
    text: str, instrument: Instrument, besides: frozenset[str]
) -> Iterator[tuple[int, dict[str, float | None]]]:
    columns = heading_of(text)
    items = {item.id: item for item in instrument.items}
    unknown = {option.code for item in instrument.items for option in item.options if option.value is None}
    cells_known: dict[tuple[str, str], float | None] = {}
    for row, cells in _records(text):
        if row == 0:
            continue
        if len(cells) != len(columns):
            raise AnswersFlaw(f"Row {row} has {len(cells)} cells, and the heading has {len(columns)} columns.")
        answers: dict[str, float | None] = {}
        for column, cell in zip(columns, cells, strict=True):
            if column not in items or (column in besides):
                continue
            if (column, cell) not in cells_known:
                cells_known[column, cell] = _value(row, items[column], cell.strip(), unknown)
            answers[column] = cells_known[column, cell]
        yield row, answers


def _value(row: int, item: Item, cell: str, unknown: set[str]) -> float | None:
    if cell in unknown:
        return None
    try:
        return answer_in(item, cell)
    except BadAnswer:
        if item.options:
            takes = ", ".join(option.code for option in item.options)
        else:
            takes = f"numbers from {item.low:g} to {item.high:g} in steps of {item.step:g}"
        raise AnswersFlaw(
            f"Row {row}, column {item.id}: “{_short(cell)}” is no answer to this item; it takes {takes}, "
            "and an empty cell or NA is missing."
        ) from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, the heading 0; empty lines are left out."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise AnswersFlaw(
                f"{_row(row)} cannot be read: a quotation mark is not closed or a cell is too long."
            ) from None
        if cells:
            yield row, cells
            row += 1


def _row(row: int) -> str:
    return f"Row {row}" if row else "The heading"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:40]}…"
