"""Disclosure control against attackers, beside what others do; `python bench/disclosure.py` prints the numbers.

Companies, answers and attackers are the bench's own and share no code with the engine, only its published rules.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.attackers import Finding, everything
from bench.pace import pace
from bench.rules import OURS, TITLES, release
from bench.schemes import schemes
from bench.simulated import Manner, company
from bench.usefulness import Use, use
from reports.disclosure.table import Options

SIZES = (60, 300)
WAVES = 6
OTHER_ANSWERS = {
    "skewed answers": (Manner(answers="skewed"), Options()),
    "all answers equal": (Manner(answers="equal"), Options()),
    "all answers 0 or 100": (Manner(answers="extreme"), Options()),
    "five possible answers": (Manner(step=25), Options(step=25, sd=25)),
    "yes or no (0/100, SD 50)": (Manner(answers="extreme"), Options(step=100, sd=50)),
    "who was asked is known": (Manner(asked=True), Options()),
}
PACES = ((300, 6, 5, None), (2_000, 4, 30, None), (10_000, 1, 120, 2_000))  # people, waves, seconds, MB

Result = tuple[Finding, Use]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what is measured, how it reads, and the limit that ours has to keep."""

    title: str
    value: Callable[[Finding, Use], float]
    form: str = "{:.1%}"
    limit: float | None = None
    at_least: bool = False

    def keeps(self, result: Result) -> bool:
        """Whether a result lies within the limit."""
        if self.limit is None:
            return True
        value = self.value(*result)
        return value >= self.limit if self.at_least else value <= self.limit

    def reads(self, result: Result) -> str:
        """A result as text."""
        return self.form.format(self.value(*result))


LINES = (
    Line("exact recoveries", lambda found, _: found.share("exact"), limit=0),
    Line("answers known within 10 points", lambda found, _: found.share("near"), limit=0),
    Line("... with band counts too", lambda found, _: found.share("joint"), limit=0),
    Line("... by subtraction alone", lambda found, _: found.share("subtracted"), limit=0),
    Line("band certain", lambda found, _: found.share("certain"), limit=0),
    Line("largest R², one round", lambda found, _: found.one_wave, "{:.3f}", limit=0.39),
    Line("... with band counts too", lambda found, _: found.with_counts, "{:.3f}", limit=0.39),
    Line("R² > 0.5, six rounds linked", lambda found, _: found.share("half"), limit=0.01),
    Line("largest R², six rounds linked", lambda found, _: found.linked, "{:.3f}", limit=0.65),
    Line("R² > 0.5, linked as AR(1)", lambda found, _: found.share("half_fading"), limit=0.01),
    Line("largest R², linked as AR(1)", lambda found, _: found.linked_fading, "{:.3f}", limit=0.65),
    Line("best guess names the answer", lambda found, _: found.share("named")),
    Line("(the most frequent answer does)", lambda found, _: found.share("chance")),
    Line("organization units published", lambda _, use: use.shown / max(use.units, 1), limit=0.9, at_least=True),
    Line("mean absolute error, n ≥ 30", lambda _, use: use.error_large / max(use.large, 1), "{:.2f}", limit=0.7),
    Line("mean absolute error, n 10-29", lambda _, use: use.error_middle / max(use.middle, 1), "{:.2f}", limit=1.5),
    Line("waves in which the audit refused", lambda _, use: use.refused / max(use.waves, 1), limit=0.01),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything, print the tables, and return 1 when a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=4, help="companies of each size (default 4)")
    parser.add_argument("--first", type=int, default=1, help="first seed (default 1)")
    parser.add_argument("--quick", action="store_true", help="about a minute: one company of each size, one speed")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    chosen = parser.parse_args(arguments)
    seeds = range(chosen.first, chosen.first + (1 if chosen.quick else chosen.seeds))
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        tasks = [
            (people, seed, rule, Manner(), Options()) for people in SIZES[::-1] for seed in seeds for rule in TITLES
        ]
        other = [(people, seed, OURS, *kind) for kind in OTHER_ANSWERS.values() for people in SIZES for seed in seeds]
        plots = [
            (SIZES[0], seed, rule)
            for seed in (seeds if chosen.quick else range(chosen.first, chosen.first + 6))
            for rule in ("k_only", OURS)
        ]
        results = list(pool.map(_attacked, tasks))
        others = list(pool.map(_attacked, other))
        schemed = list(pool.map(_schemed, plots))
    by_rule = {
        rule: _sum([one for one, task in zip(results, tasks, strict=True) if task[2] == rule]) for rule in TITLES
    }
    kept = _print_rules(by_rule, chosen.markdown, f"companies of 60 and 300 people, seeds {seeds[0]}-{seeds[-1]}")
    kept &= _print_other(
        {
            name: _sum([one for one, task in zip(others, other, strict=True) if task[3:] == kind])
            for name, kind in OTHER_ANSWERS.items()
        },
        chosen.markdown,
    )
    _print_schemes(plots, schemed, chosen.markdown)
    kept &= _print_paces(PACES[:1] if chosen.quick else PACES, chosen.markdown)
    return 0 if kept else 1


def _attacked(task: tuple[int, int, str, Manner, Options]) -> Result:
    people, seed, rule, manner, options = task
    made = company(people, WAVES, seed, manner)
    released = release(made, rule, seed, options)
    return everything(released.seen), use(made, released.figures, released.seen, released.refused)


def _schemed(task: tuple[int, int, str]) -> dict[str, Finding]:
    people, seed, rule = task
    return dict(schemes(people, WAVES, seed, lambda made: release(made, rule, seed).seen))


def _sum(results: Sequence[Result]) -> Result:
    return sum((one for one, _ in results), Finding()), sum((one for _, one in results), Use())


def _print_rules(by_rule: dict[str, Result], markdown: bool, title: str) -> bool:
    rows = []
    for line in LINES:
        limit = "" if line.limit is None else f"{'≥' if line.at_least else '≤'} {line.form.format(line.limit)}"
        verdict = "" if line.limit is None else "ok" if line.keeps(by_rule[OURS]) else "NOT reached"
        rows.append([line.title, *(line.reads(by_rule[rule]) for rule in TITLES), limit, verdict])
    answers = f"{by_rule[OURS][0].answers:,} answers"
    _table(f"Four rules, {title}, {answers}", ["", *TITLES.values(), "to reach", ""], rows, markdown)
    return all(line.keeps(by_rule[OURS]) for line in LINES)


def _print_other(results: dict[str, Result], markdown: bool) -> bool:
    """Other answers have other means and spreads: only what must never be known has a limit here."""
    lines = [line for line in LINES if line.limit == 0]
    rows = [
        [
            name,
            *(line.reads(result) for line in lines),
            LINES[-1].reads(result),
            "ok" if all(line.keeps(result) for line in lines) else "NOT reached",
        ]
        for name, result in results.items()
    ]
    heading = ["ours", *(line.title for line in lines), "audit refused", ""]
    _table("Other answers, the same companies", heading, rows, markdown)
    return all(line.keeps(result) for result in results.values() for line in lines)


def _print_schemes(plots: Sequence[tuple[int, int, str]], found: Sequence[dict[str, Finding]], markdown: bool) -> None:
    rows = []
    for name in found[0]:
        for rule in ("k_only", OURS):
            one = sum((mine[name] for mine, plot in zip(found, plots, strict=True) if plot[2] == rule), Finding())
            rows.append(
                [
                    name,
                    TITLES[rule],
                    f"{one.answers}",
                    f"{one.share('exact'):.1%}",
                    f"{one.share('near'):.1%}",
                    f"{one.share('half'):.1%}",
                    f"{one.one_wave:.3f}",
                    f"{one.linked:.3f}",
                ]
            )
    heading = [
        "who knows or arranges more",
        "rule",
        "answers",
        "exact",
        "within 10",
        "R² > 0.5 linked",
        "largest R²",
        "... linked",
    ]
    _table(f"Attackers with more, companies of {plots[0][0]} people", heading, rows, markdown)


def _print_paces(paces: Sequence[tuple[int, int, int, int | None]], markdown: bool) -> bool:
    rows, kept = [], True
    for people, waves, seconds, memory in paces:
        measured = pace(people, waves, patience=3 * seconds)
        took, used = measured or (float("inf"), float("nan"))
        good = took < seconds and (memory is None or used < memory)
        kept &= good
        rows.append(
            [
                f"{people:,} people, {waves} waves",
                f"{took:.1f} s" if measured else f"> {3 * seconds} s",
                f"{used:,.0f} MB" if measured else "",
                f"< {seconds} s" + (f", < {memory:,} MB" if memory else ""),
                "ok" if good else "NOT reached",
            ]
        )
    _table("Processor time on one core", ["", "time", "peak memory", "to reach", ""], rows, markdown)
    return kept


def _table(title: str, heading: Sequence[str], rows: Sequence[Sequence[str]], markdown: bool) -> None:
    width = [max(len(row[place]) for row in [heading, *rows]) for place in range(len(heading))]
    lines = [[cell.ljust(width[place]) for place, cell in enumerate(row)] for row in [heading, *rows]]
    if markdown:
        print(f"\n**{title}**\n")
        lines.insert(1, ["-" * one for one in width])
        print("\n".join(f"| {' | '.join(line)} |" for line in lines))
    else:
        print(f"\n{title}\n" + "\n".join("  ".join(line).rstrip() for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
