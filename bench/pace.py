"""How long the engine takes and how much memory: processor time of one process on one core, in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.rules import answers_of
from bench.simulated import company
from reports.disclosure.table import disclose

ONE_CORE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def pace(people: int, waves: int, patience: float, seed: int = 1) -> tuple[float, float] | None:
    """Seconds of processor time (all threads) for all waves, and the peak memory in MB of a fresh process.

    None when it is not done after ``patience`` seconds of the clock.
    """
    script = f"from bench import pace; pace.measure({people}, {waves}, {seed})"
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and script
            [sys.executable, "-c", script],
            env={**os.environ, **ONE_CORE},
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        return None
    seconds, memory = json.loads(done.stdout.splitlines()[-1])
    return float(seconds), float(memory)


def measure(people: int, waves: int, seed: int) -> None:
    """What the fresh process does: print seconds and MB."""
    made = company(people, waves, seed)
    answers = answers_of(made)
    began = time.process_time()
    disclose(made.units, answers, b"pace" * 8)
    took = time.process_time() - began
    print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
