"""What tests of keys and of erasures share: a worker that dies where it is told to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tenants import embedded

ROOT = Path(__file__).parents[3]


@pytest.fixture
def killed_at(engines: embedded.Engines, mail_folder: Path, erasure_log: Path) -> Iterator[Callable[[str], int]]:
    """Runs a worker until a named step, where it is killed; gives how it ended."""
    environ = {
        **os.environ,
        **engines.environment(),
        "PYTHONPATH": str(ROOT),
        "WELLBEING_PUBLIC_URL": "http://localhost",
        "WELLBEING_OPERATED_BY": "Example Operations",
        "WELLBEING_OPERATOR_IS_EMPLOYER": "no",
        "WELLBEING_MAIL": f"folder:{mail_folder}",
        "WELLBEING_MAIL_FROM": "kind-work@example.org",
        "WELLBEING_ERASURE_LOG": str(erasure_log),
    }
    command = [sys.executable, str(ROOT / "tests" / "tenants" / "keys" / "dying_worker.py")]
    with subprocess.Popen(
        command, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin
        assert stdout

        def kill(step: str) -> int:
            stdin.write(f"{step}\n")
            stdin.flush()
            return int(stdout.readline())

        yield kill
        stdin.close()
