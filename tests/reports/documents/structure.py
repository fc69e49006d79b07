"""What a screen reader needs of a PDF, checked on the bytes alone: a second opinion, not the printer's own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf

HEADINGS = tuple(f"/H{level}" for level in range(1, 7))
SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
SLACK = 12.0
"""Points by which lines of different size that stand beside each other may differ in height."""
SHORTEST_WORDS = 8
"""Letters of an alternative text below which it cannot say what a picture shows."""


def faults(content: bytes) -> list[str]:
    """Every way in which the document fails whoever hears it; an empty list is a good document."""
    with pikepdf.open(io.BytesIO(content)) as document:
        if "/StructTreeRoot" not in document.Root:
            return ["it is not tagged"]
        found = list(elements(document.Root.StructTreeRoot.K))
        return [
            *_declared(document),
            *_figures(found),
            *_headings(found),
            *_tables(found),
            *_order(document, found),
            *_untagged(document),
        ]


def elements(node: Any) -> Iterator[Any]:
    """The elements of a structure tree in reading order, each before what is inside it."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def _declared(document: pikepdf.Pdf) -> Iterator[str]:
    root: Any = document.Root
    if "/MarkInfo" not in root or not root.MarkInfo.get("/Marked"):
        yield "it does not say that it is tagged"
    if not str(root.get("/Lang", "")):
        yield "it has no language"
    if "/ViewerPreferences" not in root or not root.ViewerPreferences.get("/DisplayDocTitle"):
        yield "its window does not show the title"
    metadata = document.open_metadata()
    if metadata.get("pdfuaid:part") != "1":
        yield "it does not declare PDF/UA-1"
    if not metadata.get("dc:title"):
        yield "it has no title"
    if any("/Tabs" in page and page.Tabs != "/S" for page in document.pages):
        yield "the tab order is not that of the structure"


def _figures(found: list[Any]) -> Iterator[str]:
    for number, one in enumerate((one for one in found if one.S == "/Figure"), 1):
        if len(str(one.get("/Alt", ""))) < SHORTEST_WORDS:
            yield f"figure {number} has no alternative text"


def _headings(found: list[Any]) -> Iterator[str]:
    levels = [int(str(one.S)[2]) for one in found if str(one.S) in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "it does not begin with its one main heading"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _tables(found: list[Any]) -> Iterator[str]:
    for number, table in enumerate((one for one in found if one.S == "/Table"), 1):
        rows = [one for one in elements(table.K) if one.S == "/TR"]
        kinds = [[str(cell.S) for cell in elements(row.K) if str(cell.S) in {"/TH", "/TD"}] for row in rows]
        if not kinds or set(kinds[0]) != {"/TH"}:
            yield f"table {number} has no row of headers"
        if any(row[0] != "/TH" for row in kinds[1:]):
            yield f"table {number} has a row without a header"
        cells = list(elements(table.K))
        headers = {str(cell.ID) for cell in cells if cell.S == "/TH" and "/ID" in cell}
        if any(not _heads(cell) or not _heads(cell) <= headers for cell in cells if cell.S == "/TD"):
            yield f"table {number} has a cell that no header of its own stands over"


def _heads(cell: Any) -> set[str]:
    """The ids of the headers that a cell names."""
    return {str(name) for name in cell.get("/A", {}).get("/Headers", [])}


def _order(document: pikepdf.Pdf, found: list[Any]) -> Iterator[str]:
    """Reading order: the tree goes through the pages from first to last, and down each page."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages)}
    pages = [numbers[one.Pg.objgen] for one in found if "/Pg" in one and str(one.S) != "/Document"]
    leaves = [page for one, page in zip((one for one in found if "/Pg" in one), pages, strict=False) if _is_leaf(one)]
    if any(after < before for before, after in pairwise(leaves)):
        yield "it is read in another order than its pages stand in"
    yield from _downwards(document, found, numbers)
    titles = [item.title for item in _outline(document)]
    if not titles:
        yield "it has no bookmarks"


def _downwards(document: pikepdf.Pdf, found: list[Any], numbers: dict[Any, int]) -> Iterator[str]:
    """Nothing that is read after a heading stands above it on the same page, and rows of a table go down."""
    places = [_places(page) for page in document.pages]
    above: dict[int, float] = {}
    rows: dict[int, float] = {}
    for one in found:
        kind = str(one.S)
        if kind == "/Table":
            rows = {}
        top = _top(one, places, numbers)
        if top is None:
            continue
        page, height = top
        if height > above.get(page, float("inf")) + SLACK:
            yield f"page {page + 1} reads {kind} after a heading that stands below it"
        if kind in HEADINGS:
            above[page] = height
        if kind == "/TR":
            if height > rows.get(page, float("inf")) + SLACK:
                yield f"page {page + 1} reads a row of a table after one that stands below it"
            rows[page] = height


def _top(one: Any, places: list[dict[int, float]], numbers: dict[Any, int]) -> tuple[int, float] | None:
    """The first page an element stands on and how high its highest content lies there; None without content."""
    marks = [(page, mark) for page, mark in _marks(one, numbers, None) if mark in places[page]]
    if not marks:
        return None
    first = min(page for page, _mark in marks)
    return first, max(places[page][mark] for page, mark in marks if page == first)


def _marks(node: Any, numbers: dict[Any, int], page: int | None) -> Iterator[tuple[int, int]]:
    """Page and number of every piece of marked content in an element."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _marks(child, numbers, page)
    elif isinstance(node, pikepdf.Dictionary):
        here = numbers[node.Pg.objgen] if "/Pg" in node else page
        if "/MCID" in node and here is not None:
            yield here, int(node.MCID)
        elif "/K" in node:
            yield from _marks(node.K, numbers, here)
    elif isinstance(node, int) and page is not None:
        yield page, node


def _places(page: Any) -> dict[int, float]:
    """How high on the page the first text or picture of every piece of marked content stands."""
    found: dict[int, float] = {}
    now, kept, line = pikepdf.Matrix(), [], pikepdf.Matrix()
    open_marks: list[int | None] = []
    for one in pikepdf.parse_content_stream(page):
        name, given = str(one.operator), one.operands
        if name == "q":
            kept.append(now)
        elif name == "Q":
            now = kept.pop()
        elif name == "cm":
            now = pikepdf.Matrix(*map(float, given)) @ now
        elif name == "Tm":
            line = pikepdf.Matrix(*map(float, given))
        elif name in {"BDC", "BMC"}:
            told = given[1] if name == "BDC" else None
            open_marks.append(int(told.MCID) if isinstance(told, pikepdf.Dictionary) and "/MCID" in told else None)
        elif name == "EMC":
            open_marks.pop()
        elif name in SHOWS_TEXT | {"Do"} and open_marks and open_marks[-1] is not None:
            place = line @ now if name in SHOWS_TEXT else now
            found.setdefault(open_marks[-1], place.f)
    return found


def _is_leaf(one: Any) -> bool:
    return not any(isinstance(child, pikepdf.Dictionary) and "/S" in child for child in _children(one))


def _children(one: Any) -> list[Any]:
    inside = one.get("/K", [])
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


def _outline(document: pikepdf.Pdf) -> list[Any]:
    with document.open_outline() as outline:
        return list(outline.root)


def _untagged(document: pikepdf.Pdf) -> Iterator[str]:
    """Text that stands in no marked content would be read out of order, or not at all."""
    for number, page in enumerate(document.pages, 1):
        depth = 0
        for one in pikepdf.parse_content_stream(page):
            name = str(one.operator)
            if name in {"BDC", "BMC"}:
                depth += 1
            elif name == "EMC":
                depth -= 1
            elif name in SHOWS_TEXT and depth == 0:
                yield f"page {number} has text outside its structure"
                break
