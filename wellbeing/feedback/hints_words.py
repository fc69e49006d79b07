"""The lexicon of hints: classes of words with their inflections, and macros, as parts of patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("hint_rules") / "lexicon.toml"
_PLACE = re.compile(r"\{([a-z_]+)\}")
_SPACE = re.compile(r"\[[^\]]*\]| \?| ")  # a character class is left as it is
_SPACES = {" ?": " *", " ": " +"}
_DOUBLED = re.compile(r"^[^aeiou]*[aeiou][bdgmnpt]$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


def classes() -> dict[str, tuple[str, ...]]:
    """Every class of words by name, with `<class>_<form>` for each further form; entries are parts of patterns."""
    found: dict[str, tuple[str, ...]] = {}
    for name, row in _source()["words"].items():
        entries = [entry.replace("_", " ") for entry in row["entries"].split()]
        for place, form in enumerate(row.get("forms", ["base"])):
            found[f"{name}_{form}" if place else name] = tuple(dict.fromkeys(_FORMS[form](each) for each in entries))
    return found


def size() -> int:
    """How many different words and phrases the lexicon holds, inflections not counted."""
    return len({entry for row in _source()["words"].values() for entry in row["entries"].split()})


@cache
def parts() -> dict[str, str]:
    """What `{name}` stands for in a rule: an alternation of a class, or a macro."""
    made = {name: _alternation(entries) for name, entries in classes().items()}
    return made | {name: text.replace("\n", "") for name, text in _source()["macros"].items()}


def filled(pattern: str) -> str:
    """A rule's pattern with its places filled and each space read as one or more."""
    return _SPACE.sub(lambda match: _SPACES.get(match.group(), match.group()), with_macros(pattern, parts()))


def with_macros(pattern: str, macros: Mapping[str, str]) -> str:
    """A pattern with each `{name}` replaced, also inside what replaces it."""
    while _PLACE.search(pattern):
        pattern = _PLACE.sub(lambda match: macros[match.group(1)], pattern)
    return pattern


@cache
def _source() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def _alternation(entries: tuple[str, ...]) -> str:
    ordered = sorted(entries, key=len, reverse=True)
    return "(?:" + "|".join(each.replace("-", "[- ]?") for each in ordered) + ")"


def _plural(noun: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return f"{noun}(?:es)?"
    return f"{noun[:-1]}(?:y|ies)" if _CONSONANT_Y.search(noun) else f"{noun}s?"


def _third(verb: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if _CONSONANT_Y.search(verb) else f"{verb}s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if _CONSONANT_Y.search(verb):
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1]}ed" if _DOUBLED.search(verb) else f"{verb}ed"


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1]}ing" if _DOUBLED.search(verb) else f"{verb}ing"


def _on_head(inflect: Callable[[str], str]) -> Callable[[str], str]:
    """Inflect the first word of a phrase."""

    def inflected(entry: str) -> str:
        head, gap, rest = entry.partition(" ")
        return f"{inflect(head)}{gap}{rest}"

    return inflected


_FORMS: dict[str, Callable[[str], str]] = {
    "base": str,
    "plural": _plural,
    "third": _on_head(_third),
    "past": _on_head(_past),
    "gerund": _on_head(_gerund),
}
