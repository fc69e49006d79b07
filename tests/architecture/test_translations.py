"""The catalogues hold every text of the code in every language, with the same places to fill, compiled as committed."""

from __future__ import annotations

import ast
import importlib.util
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tenants.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
PLACES = re.compile(r"%\(\w+\)s|%%|\{\w*\}|<[^>]+>")
GETTEXT = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext", "lazy_pgettext"}
TRANSLATED = [language for language in LANGUAGES if language != "en"]


@cache
def script() -> ModuleType:
    """The script that brings catalogues up to date."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts/translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def template() -> Catalog:
    """Every text of the code."""
    found: Catalog = script().texts()
    return found


def committed(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with script().path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def test_no_text_hides_in_an_f_string_where_nothing_reads_it_out() -> None:
    hidden = []
    for path in (path for floor in script().FLOORS for path in (ROOT / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            parts = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            calls = (part.func for part in parts if isinstance(part, ast.Call))
            hidden += [f"{path}:{call.lineno}" for call in calls if isinstance(call, ast.Name) and call.id in GETTEXT]
    assert hidden == []


def test_the_script_knows_the_languages_of_the_product() -> None:
    assert sorted(script().LANGUAGES) == sorted(TRANSLATED)
    assert len(template()) > 1500


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_code_is_translated_and_nothing_else(language: str) -> None:
    said = {(message.context, message.id): message for message in committed(language) if message.id}
    wanted = {(message.context, message.id) for message in template() if message.id}
    assert wanted - said.keys() == set(), "run make translations, then translate"
    assert said.keys() - wanted == set(), "run make translations"
    assert [one.id for one in said.values() if one.fuzzy or not all(script()._forms(one.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_places_to_fill_and_the_edges(language: str) -> None:
    wrong = []
    for message in committed(language):
        if not message.id:
            continue
        ids, strings = script()._forms(message.id), script()._forms(message.string)
        many = set(PLACES.findall(ids[-1]))
        for one, said in zip(ids, strings, strict=True):
            exact = sorted(PLACES.findall(said)) == sorted(PLACES.findall(one))
            edges = (one[:1].isspace(), one[-1:].isspace()) == (said[:1].isspace(), said[-1:].isspace())
            if not edges or not (exact or (len(ids) > 1 and set(PLACES.findall(said)) <= many)):
                wrong.append((one, said))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, committed(language))
    assert script().path_of(language).with_suffix(".mo").read_bytes() == compiled.getvalue()
