"""How well and how fast colleagues are matched, beside networkx: printed as tables; the limits are those of the claim.

    python bench/pairings.py [--sizes 1000,10000,20000] [--peer 100,200,400]

Every plan is made in a process of its own: processor time of `plan` (explanations and verification included), peak
memory of the process with everything it imports. "Of the best" compares with the exact optimum over every pair up to
1,000 people, "of the bound" with what the plan itself proves that no plan can exceed. networkx is asked for the same
thing, maximum weight matching of most pairs over every allowed pair, at sizes where it ends within minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.colleagues import colleagues, remembered
from wellbeing.pairings.matching import plan, scores_of_round
from wellbeing.pairings.terms import PastPairing, Policy

ROOT = Path(__file__).resolve().parents[1]
POLICY = Policy(date(2026, 11, 25))
EXACT = 1_000
LIMITS = {1_000: (0.4, 120, 99.9), 10_000: (4.0, 250, 99.5), 20_000: (10.0, 300, 99.0), 100_000: (60.0, 800, 0.0)}


def main() -> None:
    """Print the tables; exit 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description="Matching of colleagues beside networkx.")
    parser.add_argument("--sizes", default="1000,10000,20000", type=_numbers, help="people of a plan")
    parser.add_argument("--peer", default="100,200,400", type=_numbers, help="people of a comparison with networkx")
    options = parser.parse_args()
    missed = _sizes(options.sizes)
    _peer(options.peer)
    missed += _year()
    print("\nAll limits hold." if not missed else "\nMissed: " + "; ".join(missed))
    sys.exit(bool(missed))


def measure(people: int) -> None:
    """What a fresh process does: print what it took and what came of it."""
    everybody = colleagues(people)
    began = time.process_time()
    made = plan(everybody, [], POLICY, 1, 5)
    took = time.process_time() - began
    told = {
        "seconds": took,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "score": made.score,
        "bound": made.upper_bound,
        "pairs": len(made.pairings),
        "left": len(made.left_out),
        "trios": sum(len(each.members) == 3 for each in made.pairings),
    }
    print(json.dumps(told))


def best(people: int) -> None:
    """What another fresh process does: print the exact optimum over every allowed pair."""
    from wellbeing.pairings.candidates import Edges  # noqa: PLC0415 - only this process needs it
    from wellbeing.pairings.solve import best_pairs  # noqa: PLC0415

    one, two, points = _every_pair(people)
    import numpy as np  # noqa: PLC0415

    found = best_pairs(Edges(one, two, points), np.zeros(people))
    value = dict(zip(zip(one.tolist(), two.tolist(), strict=True), points.tolist(), strict=True))
    print(json.dumps([len(found), sum(value[pair] for pair in found)]))


def peer(people: int) -> None:
    """What the peer's process does: print its pairs, points and seconds over every allowed pair."""
    import networkx as nx  # noqa: PLC0415 - only the comparison needs it

    one, two, points = _every_pair(people)
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(one.tolist(), two.tolist(), points.tolist(), strict=True))
    began = time.process_time()
    found = nx.max_weight_matching(graph, maxcardinality=True)
    took = time.process_time() - began
    print(json.dumps([len(found), sum(graph.edges[pair]["weight"] for pair in found), took]))


def _every_pair(people: int) -> Any:
    import numpy as np  # noqa: PLC0415

    points = scores_of_round(colleagues(people), [], POLICY, 1, 5).block(0, people)
    one, two = np.nonzero(np.triu(points >= 0))
    return one.astype(np.int64), two.astype(np.int64), points[one, two]


def _sizes(sizes: Sequence[int]) -> list[str]:
    print("| people | CPU seconds | MB | of the best | of the bound | left out | trios |")
    print("|---|---|---|---|---|---|---|")
    missed = []
    for people in sizes:
        made = _fresh("measure", people)
        share = 100 * made["score"] / made["bound"]
        of_best = ""
        if people <= EXACT:
            pairs, points = _fresh("best", people)
            of_best = f"{100 * made['score'] / points:.3f} %"
            share = 100 * made["score"] / points if pairs == made["pairs"] else 0.0
        print(
            f"| {people:,} | {made['seconds']:.2f} | {made['memory']:.0f} | {of_best} "
            f"| {100 * made['score'] / made['bound']:.3f} % | {made['left']} | {made['trios']} |",
            flush=True,
        )
        seconds, memory, least = LIMITS.get(people, (float("inf"), float("inf"), 0.0))
        if made["seconds"] > seconds or made["memory"] > memory or share < least:
            missed.append(f"{people:,} people")
    return missed


def _peer(sizes: Sequence[int]) -> None:
    print("\n| people | networkx, CPU seconds | ours | ratio | networkx, points | ours |")
    print("|---|---|---|---|---|---|")
    for people in sizes:
        made, (_pairs, points, took) = _fresh("measure", people), _fresh("peer", people)
        ratio = took / made["seconds"]
        print(
            f"| {people:,} | {took:.2f} | {made['seconds']:.3f} | {ratio:,.0f} | {points:,} | {made['score']:,} |",
            flush=True,
        )


def _year(people: int = 1_000, rounds: int = 12) -> list[str]:
    everybody = colleagues(people, seed=2)
    history: list[PastPairing] = []
    met: Counter[tuple[str, ...]] = Counter()
    trios: Counter[str] = Counter()
    groups = inside = 0
    for number in range(1, rounds + 1):
        made = plan(everybody, history, POLICY, number, 5)
        history += remembered(made, number)
        met.update(pair for each in made.pairings for pair in combinations(each.members, 2))
        trios.update(member for each in made.pairings if len(each.members) == 3 for member in each.members)
        groups += len(made.pairings)
        inside += len(made.relaxed)
    repeats = sum(times - 1 for times in met.values())
    most = max(trios.values(), default=0)
    print(
        f"\n{rounds} rounds of {people:,} people, cool-down {POLICY.cooldown}: {groups:,} pairings, {repeats} repeats"
    )
    print(f"({100 * repeats / groups:.2f} %), {inside} inside the cool-down, at most {most} trios a person.")
    return ["the year of rounds"] if repeats > 0.02 * groups or inside or most > 3 else []


def _fresh(what: str, people: int) -> Any:
    script = f"from bench import pairings; pairings.{what}({people})"
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",") if each]


if __name__ == "__main__":
    main()
