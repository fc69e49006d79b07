"""Making reports: beside WeasyPrint and Chromium on the same finished page, with one and two workers, and in memory.

    python -m bench.reports [--reports 200] [--rounds 7]

(As a module: run as a script, its own folder would hide the package of the same name.)

Everything runs on invented releases without a database: what is measured is what a worker does between reading a
release and storing its bytes. A release of a tree of 2,000 units is turned into the page of its top as well.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

import pypdf
from flask import Flask
from flask_babel import Babel

from reports.documents import charts, composition, rendering
from reports.documents.composition import compose
from reports.documents.pieces import Subject
from reports.documents.view import ReportView, report_view
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave
from tests.reports.invented import burnout_waves, engagement_wave

ROOT = Path(__file__).resolve().parents[1]
LIMIT_RATIO, LIMIT_GROWTH, LIMIT_PAGE = 1.5, 1.1, 1.0
WHOLE = Subject("Northwind Logistics", None, "")


def main() -> None:
    """Print what was measured; exit 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description="Making of reports beside their peers.")
    parser.add_argument("--reports", default=200, type=int, help="reports of a worker")
    parser.add_argument("--rounds", default=7, type=int, help="rounds of each comparison")
    options = parser.parse_args()
    missed: list[str] = []
    speaking = Flask("bench", root_path=str(ROOT))
    Babel(speaking)
    with speaking.app_context():
        missed += _beside_peers(options.rounds)
        missed += _page_of_a_tree(options.rounds)
    missed += _workers(options.reports)
    print("\nAll limits hold." if not missed else "\nMissed: " + "; ".join(missed))
    sys.exit(bool(missed))


def _beside_peers(rounds: int) -> list[str]:
    html = _finished()
    compose(_view(), language="en")
    content = rendering.pdf_of(html, identifier=b"bench")
    pages = len(pypdf.PdfReader(io.BytesIO(content)).pages)
    print(f"One report: {pages} pages, {html.count('<img ')} charts, {len(content) / 1024:.0f} KB")
    ours, alone = _in_turn(
        rounds,
        lambda: compose(_view(), language="en"),
        lambda: rendering.pdf_of(html, identifier=b"bench"),
    )
    print(f"  from the release         {ours:6.2f} s")
    print(f"  WeasyPrint, HTML alone   {alone:6.2f} s   ratio {ours / alone:4.2f} (aim at most {LIMIT_RATIO})")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "report.html"
            page.write_text(html, encoding="utf-8")
            printed = _in_turn(rounds, lambda: _chromium(browser, page, folder))[0]
        print(f"  headless Chromium        {printed:6.2f} s   ratio {ours / printed:4.2f}")
    return [f"a report takes {ours / alone:.2f} times WeasyPrint alone"] if ours / alone > LIMIT_RATIO else []


def _chromium(browser: str, page: Path, folder: str) -> None:
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer")
    asked = (browser, *quiet, f"--user-data-dir={folder}/profile", f"--print-to-pdf={folder}/out.pdf", page.as_uri())
    subprocess.run(asked, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own browser and file


def _in_turn(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each, taken in turn so that a busy machine weighs on all of them alike."""
    taken: list[list[float]] = [[] for _work in works]
    for _round in range(rounds):
        for place, work in zip(taken, works, strict=True):
            began = time.perf_counter()
            work()
            place.append(time.perf_counter() - began)
    return [statistics.median(place) for place in taken]


def _finished() -> str:
    """The HTML that the printer gets for the report."""
    kept: list[str] = []
    printer = composition.pdf_of
    composition.pdf_of = lambda html, identifier: kept.append(html) or identifier  # type: ignore[assignment,func-returns-value]
    try:
        compose(_view(), language="en")
    finally:
        composition.pdf_of = printer
    return kept[0]


def _view(number: int = 0) -> ReportView:
    subject = dataclasses.replace(WHOLE, organization=f"Organization {number}") if number else WHOLE
    if number % 2:
        return report_view("burnout", subject, burnout_waves())
    return report_view("engagement", subject, (engagement_wave(), dataclasses.replace(engagement_wave(), name="Next")))


def _page_of_a_tree(rounds: int) -> list[str]:
    wave = _large(burnout_waves()[-1])
    subject = Subject("Northwind Logistics", UUID(int=10**6), "Division 0")
    taken = []
    for _round in range(max(20, rounds)):
        began = time.perf_counter()
        view = report_view("burnout", subject, (wave,))
        for part in (view.standing, view.units, *view.breakdowns, *view.trends):
            for one in part.charts:
                charts.for_web(one.svg, one.alternative)
        taken.append(time.perf_counter() - began)
    slow = statistics.quantiles(taken, n=20)[-1]
    listed = len(view.units.table.lines) if view.units.table else 0
    print(f"\nThe page of a unit in a tree of 2,000: {listed} units listed, p95 {slow:.2f} s (limit {LIMIT_PAGE} s)")
    return [f"the page of a large tree takes {slow:.2f} s"] if slow > LIMIT_PAGE else []


def _large(wave: ReleasedWave) -> ReleasedWave:
    """The wave with 2,000 units: ten divisions of ten departments of twenty teams, less the last."""
    paths = [""]
    for division in range(10):
        paths.append(f"Division {division}")
        for department in range(10):
            paths.append(f"Division {division} / Department {department}")
            paths += [f"Division {division} / Department {department} / Team {team}" for team in range(19)]
    figures = tuple(
        Figure(
            unit_id=None if not path else UUID(int=10**6 + position - 1), unit_path=path, position=position,
            value=40 + position % 20, bound=None, n_band="20-29", status="published", reason=None,
        )
        for position, path in enumerate(paths)
    )  # fmt: skip
    scales = tuple(ReleasedScale(one.scale, figures) for one in wave.scales)
    return dataclasses.replace(wave, scales=scales)


def _workers(reports: int) -> list[str]:
    print(f"\n{reports} reports of as many organizations")
    minutes = {}
    growth = 1.0
    for workers in (1, 2):
        began = time.perf_counter()
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:  # drawing has begun threads here
            sizes = list(pool.map(_one, range(1, reports + 1), chunksize=max(1, reports // workers)))
        minutes[workers] = 60 * reports / (time.perf_counter() - began)
        if workers == 1:
            settled = max(sizes[: max(2, reports // 10)])
            growth = sizes[-1] / settled
            print(f"  memory of the worker     {settled:5.0f} MB after a tenth, {sizes[-1]:5.0f} MB at the end")
        print(
            f"  {workers} worker{'s' if workers > 1 else ' '}                {minutes[workers]:6.0f} reports a minute"
        )
    return [f"a worker grew to {growth:.2f} times its size"] if growth > LIMIT_GROWTH else []


def _one(number: int) -> float:
    """Make one report; the largest memory of the process so far in MB."""
    speaking = Flask("bench", root_path=str(ROOT))
    Babel(speaking)
    with speaking.app_context():
        compose(_view(number), language="en")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
