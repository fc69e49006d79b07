"""Every room keeps its rule: what may stand where, and how things are named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("tenants", "wellbeing", "reports")
UNUSED_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager|handler|base|data|info)(_|$|\.py)")
LONGEST = 330


def modules(pattern: str = "*.py") -> Iterator[Path]:
    for floor in FLOORS:
        yield from sorted((ROOT / floor).rglob(pattern))


def imports(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("file", list(modules()), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_module_opens_with_one_sentence_and_has_one_subject(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "no opening sentence"
    history = "versions" in file.parts
    assert history or len(source.splitlines()) <= LONGEST, "two subjects would be happier in two rooms"
    assert not UNUSED_NAMES.search(file.name), "a drawer, not a subject"


def test_tables_know_no_queries_and_no_web() -> None:
    for file in modules("models.py"):
        assert not {name for name in imports(file) if name.split(".")[0] in {"flask", "flask_login"}}, file
        assert "select(" not in file.read_text(encoding="utf-8"), file


def test_services_never_commit_and_never_see_a_request() -> None:
    for file in modules("service.py"):
        source = file.read_text(encoding="utf-8")
        assert "session.commit" not in source, file
        assert not re.search(r"from flask import [^\n]*\brequest\b", source), file


def test_pages_hold_no_sql() -> None:
    for file in modules("*pages.py"):
        assert not {name for name in imports(file) if name.startswith("sqlalchemy")}, file


def test_pure_modules_know_neither_web_nor_database() -> None:
    engine = [file for file in (ROOT / "reports" / "disclosure").glob("*.py") if file.name != "commands.py"]
    pure = [*engine, ROOT / "wellbeing" / "checkins" / "scoring.py"]
    for file in pure:
        roots = {name.split(".")[0] for name in imports(file)}
        assert not roots & {"flask", "sqlalchemy", "tenants", "redis", "rq"}, file


def test_nothing_imports_the_roof_and_no_migration_imports_models() -> None:
    for file in modules():
        assert "wsgi" not in imports(file), file
    for file in (ROOT / "tenants" / "migrations").rglob("*.py"):
        assert not any("models" in name for name in imports(file)), file


def test_templates_carry_no_inline_script_or_style() -> None:
    for floor in FLOORS:
        for file in (ROOT / floor).rglob("*.html"):
            if "documents" in file.parts:  # printed pages, never sent to a browser
                continue
            source = file.read_text(encoding="utf-8")
            assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", source), file


def test_every_text_file_speaks_only_of_the_project() -> None:
    listed = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".toml", ".txt", ".in", ".yml", ".html"}]
    ours = [p for p in listed if not {".venv", "var", ".git", "node_modules"} & set(p.relative_to(ROOT).parts)]
    for file in ours:
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"index-[u]rl|/simpl[e]/", source) or file.parent == Path(__file__).parent, file
