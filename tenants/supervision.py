"""Runs child processes together: when one ends, or when we are told to stop, all of them end."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Child:
    """A process to run: its name in messages and the log file, and its command."""

    name: str
    command: Sequence[str]


class Stopped(Exception):
    """Someone asked this program to stop."""


def end_with_parent(sign: int = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when its parent dies, however that happens (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign)


def stop_on_signals() -> None:
    """Turn the signals that mean "please end" into `Stopped`."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, stop)


def run_together(
    children: Sequence[Child],
    environ: Mapping[str, str],
    logs: Path,
    ready: Callable[[], None],
    stopping: Callable[[], None] = lambda: None,
) -> str | None:
    """Run every child until told to stop; the name of the one that ended by itself, or None.

    `ready` is called once after the first was started, and the others follow; `stopping` before they
    are stopped because someone asked (`Stopped`, from a signal).
    """
    logs.mkdir(parents=True, exist_ok=True)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for child in children:
            running[child.name] = _start(child, environ, logs)
            if len(running) == 1:
                ready()
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    return name
            time.sleep(0.2)
    except Stopped:
        stopping()
        return None
    finally:
        _stop_all(list(running.values()))


def _start(child: Child, environ: Mapping[str, str], logs: Path) -> subprocess.Popen[bytes]:
    with (logs / f"{child.name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own programs, no shell
            list(child.command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(environ),
            process_group=0,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one prctl, no threads run yet
        )


def _stop_all(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
