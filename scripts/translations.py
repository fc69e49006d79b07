"""Brings the catalogues up to date with the texts of the code and compiles them; says what is still untranslated."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "tenants/translations"
LANGUAGES = ("de", "es", "fr")
FLOORS = ("tenants", "wellbeing", "reports")
METHODS = [("**.py", "python"), ("**/templates/**.*", "jinja2")]
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2)}
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed moment in the headers, so that the same texts give the same files."""


def texts() -> Catalog:
    """Every text that the code hands to gettext, without places, so that moved code changes nothing."""
    found = Catalog(creation_date=STAMP, fuzzy=False)
    coded = {"**/templates/**.*": {"encoding": "utf-8"}}
    rows = extract_from_dir(ROOT, METHODS, coded, KEYWORDS, directory_filter=_speaks)
    for _file, _line, message, _comments, context in rows:
        found.add(message, context=context)
    return found


def _speaks(folder: str) -> bool:
    return Path(folder).relative_to(ROOT).parts[0] in FLOORS


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue with exactly the texts of the template; what is no longer said is dropped."""
    path = path_of(language)
    known = Catalog()
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    fresh = Catalog(
        locale=language, project="wellbeing", version="1", creation_date=STAMP, revision_date=STAMP,
        last_translator="", language_team="", copyright_holder="", header_comment="", charset="utf-8", fuzzy=False,
    )  # fmt: skip
    for message in template:
        if message.id:
            said = known.get(message.id, context=message.context)
            fresh.add(message.id, said.string if said else None, flags=message.flags, context=message.context)
    return fresh


def main() -> None:
    """Update and compile all catalogues."""
    template = texts()
    for language in LANGUAGES:
        catalogue = updated(language, template)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=0, omit_header=False, sort_output=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        missing = [message.id for message in catalogue if message.id and not all(_forms(message.string))]
        print(f"{language}: {len(catalogue)} texts, {len(missing)} untranslated")


def _forms(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string or ""),)


if __name__ == "__main__":
    main()
