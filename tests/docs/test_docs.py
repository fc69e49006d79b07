"""The documents name only what exists: addresses, files, settings, permissions, roles, tables."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter, RequestRedirect

from tenants.permissions import Permission
from wellbeing.journal import prompts

ROOT = Path(__file__).resolve().parents[2]
SETTERS = ("docker-compose.yml", "Dockerfile", "Makefile")
FOLDERS = ("/var/", "/etc/", "/srv/", "/tmp/")  # places on a server, not addresses of ours
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ROWS = re.findall(
    r"^\| (E\d+) \| (.+?) \| (works|open) \| (.*?) \|$", (ROOT / "docs/essay.md").read_text(), re.MULTILINE
)


@pytest.fixture
def addresses(app: Flask) -> MapAdapter:
    """The addresses that the application has."""
    return app.url_map.bind("localhost")


def exists(addresses: MapAdapter, address: str) -> bool:
    """Whether a GET on this address reaches a page."""
    try:
        addresses.match(urlsplit(address).path, method="GET")
    except NotFound:
        return False
    except RequestRedirect:
        return True
    return True


def test_every_row_of_the_essay_is_there_once() -> None:
    assert [row[0] for row in ROWS] == [f"E{number}" for number in range(1, 22)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_of_the_essay_leads_to_pages_that_exist(addresses: MapAdapter, row: tuple[str, ...]) -> None:
    _number, _words, state, cell = row
    found = re.findall(r"`(/[^`]*)`", cell)
    assert found or state == "open"
    for address in found:
        assert exists(addresses, address), address
        named = re.search(r"prompt=([a-z-]+)", address)
        assert named is None or prompts.find(named[1]) is not None, address


@pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_named_things_exist(addresses: MapAdapter, document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        assert target.startswith(("http:", "https:", "mailto:")) or (document.parent / target).exists(), target
    for name in re.findall(r"`((?:tenants|wellbeing|reports|tests|docs|scripts|bench)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), name
    for address in re.findall(r"`(/[a-z][\w./?=&-]*)`", text):
        if address.startswith(FOLDERS):
            continue
        below = any(rule.rule.startswith(f"{address}/") for rule in addresses.map.iter_rules())
        assert below or exists(addresses, address), address


@pytest.mark.parametrize("document", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_permissions_and_settings_that_are_named_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    read = [*(ROOT / "tenants").glob("*.py"), *(ROOT / "tests").glob("**/conftest.py"), *map(ROOT.joinpath, SETTERS)]
    code = "".join(path.read_text(encoding="utf-8") for path in read)
    for setting in re.findall(r"\bWELLBEING_[A-Z_]+[A-Z]\b", text):
        assert setting in code, setting
    known = {str(permission) for permission in Permission}
    resources = {name.partition(":")[0] for name in known}
    for name in re.findall(r"`([a-z_]+:[a-z_]+)`", text):
        assert name in known or name.partition(":")[0] not in resources, name


def test_every_permission_table_word_of_the_glossary_is_used_once() -> None:
    terms = re.findall(r"^\| ([^|]+?) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)[2:]
    assert len(terms) == len(set(terms))


def test_every_feature_has_its_line_in_the_architecture() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    features = {
        f"`{floor}/{room.parent.name}/`"
        for floor in ("tenants", "wellbeing", "reports")
        for room in ROOT.glob(f"{floor}/*/__init__.py")
    }
    assert {feature for feature in features if feature not in text} == set()


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (ROOT / "docs/decisions").glob("*.md"):
        assert path.read_text().startswith(f"# {int(path.name[:4])}. ")
