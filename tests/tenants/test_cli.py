"""The command line: help with examples, one sentence for what is wrong, a demonstration that stops what it starts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import wsgi
from tenants import cli as command_line
from tenants import demonstration, embedded, installation, supervision
from tenants.cli import House, HouseGroup
from tenants.config import Settings
from tenants.engine_place import EmbeddedError
from tenants.errors import Invalid

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any setting of ours."""
    for name in list(os.environ):
        if name.startswith("WELLBEING_") or name in {"DATABASE_URL", "REDIS_URL"}:
            monkeypatch.delenv(name)


@pytest.fixture
def group() -> HouseGroup:
    """The whole command line as the roof puts it together."""
    group = HouseGroup("wellbeing", commands=dict(command_line.cli.commands), params=command_line.cli.params)
    for command in wsgi.commands():
        group.add_feature(command)
    return group


@pytest.fixture
def server(bare: None, monkeypatch: pytest.MonkeyPatch, engines: embedded.Engines, tmp_path: Path) -> None:
    """An environment that names the engines of this run, as a server's would."""
    outside = {"WELLBEING_MAIL": f"folder:{tmp_path}"}
    for name, value in installation.environment(engines, outside).items():
        monkeypatch.setenv(name, value)


def _run(group: click.Group, *words: str, data: Path | None = None) -> Result:
    house = House(wsgi.create_app, None, data or Path("nowhere"))
    return CliRunner().invoke(group, list(words), obj=house, prog_name="wellbeing")


def _leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _leaves(child, (*path, name))
    else:
        yield path


def test_the_help_names_every_command_of_the_house(group: HouseGroup) -> None:
    told = _run(group, "--help")
    assert told.exit_code == 0
    for name in ("demo", "serve", "worker", "scheduler", "migrate", "org", "people", "answers", "report"):
        assert f"  {name} " in told.output


def test_every_command_shows_an_example_and_needs_no_engine_for_it(group: HouseGroup, bare: None) -> None:
    for path in _leaves(group):
        told = _run(group, *path, "--help")
        assert told.exit_code == 0, path
        assert "Example" in told.output, path
        assert "wellbeing " + " ".join(path) in told.output, path


def test_every_feature_command_is_attached(group: HouseGroup) -> None:
    attached = {path[0] for path in _leaves(group)}
    for file in [*ROOT.glob("*/*/commands.py")]:
        assert "click" in file.read_text(encoding="utf-8")
    assert {"org", "people", "operator", "answers", "report"} <= attached


@pytest.mark.parametrize(
    "words",
    [
        ("demo", "--port", "many"),
        ("demo", "--port", "70000"),
        ("sing",),
        ("people", "import"),
        ("people", "import", "--org", "northwind", "not-there.csv"),
        ("report", "build", "--org", "northwind", "--kind", "burnout"),
    ],
)
def test_wrong_words_are_refused_in_one_sentence(group: HouseGroup, bare: None, words: tuple[str, ...]) -> None:
    told = _run(group, *words)
    assert told.exit_code == 2
    assert len(told.stderr.strip().splitlines()) == 1
    assert "--help" in told.stderr


def test_a_missing_setting_is_named(group: HouseGroup, bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wellbeing_web@nowhere/wellbeing")
    told = _run(group, "scheduler")
    assert told.exit_code == 2
    assert told.stderr.startswith("REDIS_URL is not set")


def test_migrating_a_server_needs_the_migrators_address(
    group: HouseGroup, server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = _run(group, "migrate")
    assert done.exit_code == 0, done.output
    assert "The database is at version" in done.output
    monkeypatch.delenv("WELLBEING_MIGRATOR_DATABASE_URL")
    told = _run(group, "migrate")
    assert told.exit_code == 2
    assert told.stderr.startswith("WELLBEING_MIGRATOR_DATABASE_URL is not set")


def test_a_database_that_is_away_is_said_without_a_trace(
    group: HouseGroup, server: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://wellbeing_web@/wellbeing?host={tmp_path}")
    told = _run(group, "org", "create", "Northwind", "--hr-email", "hana@example.org")
    assert told.exit_code == 1
    assert told.stderr.strip() == "The database does not answer; check DATABASE_URL and try again."


def test_a_refusal_of_the_domain_is_one_sentence(server: None) -> None:
    @click.command("refuse")
    def refuse() -> None:
        raise Invalid("The name is taken.", fields={"name": ["Choose another name."]})

    group = HouseGroup("wellbeing")
    group.add_feature(refuse)
    told = _run(group, "refuse")
    assert told.exit_code == 2
    assert told.stderr == "The name is taken. Choose another name.\n"


def test_a_folder_that_cannot_hold_data_is_named(group: HouseGroup, bare: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told = _run(group, "--data", str(tmp_path / "file" / "var"), "migrate")
    assert told.exit_code == 2
    assert "choose another with --data" in told.stderr


def test_a_taken_port_is_named_before_anything_starts(group: HouseGroup, bare: None, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("demo", "serve"):
            told = _run(group, "--data", str(tmp_path / "var"), command, "--port", port)
            assert told.exit_code == 2
            assert told.stderr == f"Port {port} on 127.0.0.1 is taken or cannot be used; choose another with --port.\n"
    assert not (tmp_path / "var").exists()


def test_embedded_settings_are_complete_and_the_environments_own_win(engines: embedded.Engines) -> None:
    plain = installation.environment(engines, {})
    assert Settings.from_environment(plain).public_url == installation.DEFAULT_ADDRESS
    chosen = installation.environment(engines, {"WELLBEING_OPERATED_BY": "Northwind", "DATABASE_URL": "elsewhere"})
    assert chosen["WELLBEING_OPERATED_BY"] == "Northwind"
    assert chosen["DATABASE_URL"] == engines.web_url


def test_children_end_together_and_the_first_to_end_is_named(tmp_path: Path) -> None:
    children = [
        supervision.Child("steady", [sys.executable, "-c", "import time; time.sleep(60)"]),
        supervision.Child("brief", [sys.executable, "-c", "print('gone')"]),
    ]
    started = time.monotonic()
    assert supervision.run_together(children, os.environ, tmp_path, lambda: None) == "brief"
    assert time.monotonic() - started < 30
    assert (tmp_path / "brief.log").read_text() == "gone\n"


def test_a_child_that_ignores_the_wish_to_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "PATIENCE_SECONDS", 0.3)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('here', flush=True); time.sleep(60)"
    children = [
        supervision.Child("stubborn", [sys.executable, "-c", stubborn]),
        supervision.Child("brief", [sys.executable, "-c", "import time; time.sleep(1)"]),
    ]
    started = time.monotonic()
    assert supervision.run_together(children, os.environ, tmp_path, lambda: None) == "brief"
    assert time.monotonic() - started < 30


def test_a_first_page_that_never_comes_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "FIRST_PAGE_SECONDS", 0.1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EmbeddedError, match=r"The first page did not come; .*web.log says why"):
        demonstration.wait_for(f"http://127.0.0.1:{port}", tmp_path)


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that the engines' user can enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "var"


PROGRAM = """
import sys
from pathlib import Path
import wsgi
from tenants.cli import House, cli

def seed(create_app, settings, progress):
    print("seeding", flush=True)
    progress(1, 1)
    return "nobody yet"

cli.main(sys.argv[1:], prog_name="wellbeing", obj=House(wsgi.create_app, seed))
"""


def _demo(data: Path, port: int) -> subprocess.Popen[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("WELLBEING_")}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--data", str(data), "demo", "--port", str(port)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _wait_until_ready(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    told = ""
    for line in demo.stdout:
        told += line
        if "Ctrl-C" in line:
            return told
    raise AssertionError(told)


def _children_of(leader: int) -> list[int]:
    """Living children of that process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state[0] != "Z" and int(state[1]) == leader:
            found.append(int(folder.name))
    return found


@pytest.mark.slow
def test_the_demo_starts_everything_stops_everything_and_finds_its_data_again(data: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _demo(data, port) as first:
        told = _wait_until_ready(first)
        assert "seeding" in told
        assert "nobody yet" in told
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            assert page.status == 200
        time.sleep(1)
        children = _children_of(first.pid)
        assert len(children) == 4
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert not (data / "engines" / "postgresql" / "postmaster.pid").exists()

    with _demo(data, port) as second:
        told = _wait_until_ready(second)
        assert "seeding" not in told
        assert "nobody yet" in told
        children = _children_of(second.pid)
        second.kill()
        second.wait(10)
    deadline = time.monotonic() + 30
    while any(_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in children if _alive(pid)], "children outlive a killed parent"
    with embedded.running(data):  # joins the engines that the killed parent left, and stops them
        pass
    assert not (data / "engines" / "postgresql" / "postmaster.pid").exists()


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
