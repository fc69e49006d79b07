"""The frame shows what a role may open and marks where one is."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest


def current(page: str) -> set[str]:
    """The words of the entries marked as current, in the wide frame."""
    frame = page.split("nav-wide")[1].split("</nav>", maxsplit=1)[0]
    return set(re.findall(r'aria-current="page">([^<]+)<', frame))


@pytest.mark.parametrize(
    ("path", "words"),
    [("/home", {"Today"}), ("/check-ins", {"Check-ins"}), ("/check-ins/run/new", {"Run check-ins"}), ("/help", set())],
)
def test_only_the_entry_one_stands_under_is_current(cast: SimpleNamespace, path: str, words: set[str]) -> None:
    assert current(cast.hana.client.get(path).text) == words


def test_members_are_shown_no_entry_they_may_not_open(cast: SimpleNamespace) -> None:
    frame = cast.alice.client.get("/home").text
    assert "Run check-ins" not in frame
    assert "Organization</a>" not in frame
