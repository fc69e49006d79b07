"""A worker that is killed at a named step, again and again: one child for each name on standard input.

The steps are set from outside, here, in the child alone: the product knows nothing of them.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask

from tenants import work_queue
from tenants.config import Settings
from tenants.erasures import service as erasures
from tenants.erasures import written_down
from tenants.keys import resealing
from tenants.keys import service as keys
from wsgi import create_app

FIRST, AFTER = "before it", "after it"
ROTATING: dict[str, tuple[str, Any, str, str]] = {
    "the new version is not committed": ("default", keys, "begin_version", AFTER),
    "a batch is not committed": ("default", resealing, "reseal_members", AFTER),
    "members are done, the house is not": ("default", resealing, "reseal_house", FIRST),
    "the urns follow, not committed": ("default", work_queue, "_finish", FIRST),
    "the urns' keys are not committed": ("tally", resealing, "reseal_urns", AFTER),
    "the old version is gone, not committed": ("default", keys, "remove_old", AFTER),
}
REWRAPPING: dict[str, tuple[str, Any, str, str]] = {
    "an organization is not committed": ("default", keys, "rewrap_tenant", AFTER),
    "the installation's own key is left": ("default", keys, "rewrap_platform", FIRST),
}
ERASING: dict[str, tuple[str, Any, str, str]] = {
    "nothing is written down": ("default", written_down, "append", FIRST),
    "written down, the keys are there": ("default", written_down, "append", AFTER),
    "the keys are gone, not committed": ("default", erasures, "destroy_keys", AFTER),
    "the keys are gone, the rows are there": ("default", erasures, "delete_rows", FIRST),
    "the rows are gone, not committed": ("default", work_queue, "_finish", FIRST),
}
PLACES = ROTATING | REWRAPPING | ERASING


def dying(when: str, before: Callable[..., Any]) -> Callable[..., Any]:
    """The step, before or after which this process is killed as the kernel kills: no cleaning up, no rollback."""

    def dies(*args: Any, **kwargs: Any) -> None:
        if when == AFTER:
            before(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


def run(step: str, apps: dict[str, Flask]) -> None:
    """Take the queue's jobs until killed."""
    queue, owner, name, when = PLACES[step]
    setattr(owner, name, dying(when, getattr(owner, name)))
    keys.BATCH = 2
    with apps[queue].app_context():
        work_queue.drain(queue)


def main() -> None:
    """Fork a worker for each step asked for and say how it ended."""
    settings = Settings.from_environment(os.environ)
    apps = {"default": create_app(settings, "web"), "tally": create_app(settings, "tally")}  # no connection open yet
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(line.strip(), apps)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
