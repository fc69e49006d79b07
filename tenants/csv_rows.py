"""Reads the filled rows of an uploaded CSV text; broken quotes end it with the number of their row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator


def filled_rows(text: str, delimiter: str, broken: Callable[[int], None]) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds anything as (number from 1, cells); `broken` is told the row where quotes do not close."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            broken(row)
            return
        if any(cell.strip() for cell in cells):
            yield row, cells
