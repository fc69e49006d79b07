"""A tally process that is killed at a named step, again and again: one child for each name on standard input.

The steps are set from outside, here, in the child alone: the product knows nothing of them.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from reports.releases import jobs as release_jobs
from tenants import work_queue
from tenants.config import Settings
from wellbeing.checkins import leftovers, tally
from wsgi import create_app

PLACES: dict[str, tuple[Any, str]] = {
    "after opening the urn": (tally, "open_urn"),
    "while computing": (release_jobs, "count"),
    "just before the commit": (work_queue, "_finish"),
    "after the commit": (leftovers, "destroy_key"),
    "during the vacuum": (leftovers, "_vacuumed"),
}
FIRST_FINISHES = ("after opening the urn", "just before the commit", "during the vacuum")
"""The step is done, in its transaction if it has one, and then the process is gone; else it is gone before."""


def dying(step: str, before: Callable[..., Any]) -> Callable[..., Any]:
    """The step, after or instead of which this process is killed as the kernel kills: no cleaning up, no rollback."""

    def dies(*args: Any, **kwargs: Any) -> None:
        if step in FIRST_FINISHES:
            before(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


def run(step: str) -> None:
    """Take the tally queue's jobs until killed."""
    owner, name = PLACES[step]
    setattr(owner, name, dying(step, getattr(owner, name)))
    app = create_app(Settings.from_environment(os.environ), login="tally")
    with app.app_context():
        work_queue.drain("tally")


def main() -> None:
    """Fork a tally for each step asked for and say how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(line.strip())
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
