"""An installation on one machine: its settings, its address and its web server's command."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from tenants.embedded import Engines
from tenants.engine_place import EmbeddedError
from tenants.supervision import Child, run_together, stop_on_signals

ADDRESS_FILE = "address"
DEFAULT_ADDRESS = "http://127.0.0.1:8000"


def environment(engines: Engines, outside: Mapping[str, str], address: str | None = None) -> dict[str, str]:
    """Every setting for the embedded engines; what the environment sets for the rest wins."""
    kept = engines.data_dir / ADDRESS_FILE
    known = kept.read_text(encoding="utf-8").strip() if kept.exists() else DEFAULT_ADDRESS
    rest = {
        "WELLBEING_PUBLIC_URL": known,
        "WELLBEING_OPERATED_BY": "this machine's owner",
        "WELLBEING_OPERATOR_IS_EMPLOYER": "no",
        "WELLBEING_MAIL": f"folder:{engines.data_dir / 'outbox'}",
        "WELLBEING_MAIL_FROM": "wellbeing@example.org",
        "WELLBEING_ERASURE_LOG": str(engines.data_dir / "erasures.log"),
    }
    chosen = {name: outside.get(name) or value for name, value in rest.items()}
    if address:
        chosen["WELLBEING_PUBLIC_URL"] = address
    return {**outside, **chosen, **engines.environment()}


def remember_address(engines: Engines, address: str) -> None:
    """Keep the address, so that links written by other commands lead there."""
    (engines.data_dir / ADDRESS_FILE).write_text(address + "\n", encoding="utf-8")


def require_free(host: str, port: int) -> None:
    """Refuse a port that another program listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise EmbeddedError(
                f"Port {port} needs more rights than you have; choose one above 1023 with --port."
            ) from None
        except OSError:
            raise EmbeddedError(
                f"Port {port} on {host} is taken or cannot be used; choose another with --port."
            ) from None


def web_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """Gunicorn with threads, without a line per request."""
    return [
        sys.executable, "-m", "gunicorn", "wsgi:create_app()", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--timeout", "60", "--graceful-timeout", "8",
        "--log-level", "warning", "--no-control-socket", "--preload",
    ]  # fmt: skip


def serve_alone(command: list[str], environ: Mapping[str, str], data: Path, ready: Callable[[], None]) -> None:
    """The web server beside the embedded engines, until told to stop."""
    stop_on_signals()
    logs = data / "logs"
    if run_together([Child("web", command)], environ, logs, ready):
        raise EmbeddedError(f"The web process ended by itself; {logs / 'web'}.log says why.")
