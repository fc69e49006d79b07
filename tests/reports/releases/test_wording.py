"""The words of the release log: bands, limits and shares as somebody would say them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from reports.releases import wording
from reports.releases.release_log import GroupCount, ReleaseLog
from tests.reports.invented import release_log


@pytest.fixture(autouse=True)
def _speaking() -> Iterator[None]:
    speaking = Flask("speaking")
    Babel(speaking)
    with speaking.app_context():
        yield


@pytest.mark.parametrize(
    ("band", "words"),
    [(None, "not said"), ("200+", "200 or more"), ("0-4", "at most 4"), ("20-29", "20 to 29")],
)
def test_people_come_in_bands(band: str | None, words: str) -> None:
    assert wording.people_text(band) == words


@pytest.mark.parametrize(
    ("leaders", "words"),
    [
        ("all", "all of them"),
        ("some", "some of them"),
        ("under_30", "under 30 %"),
        ("60-69", "60 to 69 %"),
        ("90_or_more", "90 % or more"),
    ],
)
def test_the_share_of_leaders_with_a_result_is_said_as_far_as_it_may_be(leaders: str, words: str) -> None:
    assert wording.leaders_text(leaders) == words


def test_groups_are_counted_over_all_kinds_and_merged_ones_only_where_there_are_any() -> None:
    assert wording.groups_text(release_log(1).groups) == "10 shown, 1 made of small siblings, 8 hidden"
    assert wording.groups_text((GroupCount("org", 1, 0, 0),)) == "1 shown, 0 hidden"


def test_how_far_an_answer_may_be_explained_is_told_as_a_limit() -> None:
    alone, linked = wording.explained_texts(release_log(1))
    assert "less than 33 % of anybody’s answer, or less than 38 % where" in alone
    assert "less than 60 %, or 65 % likewise" in linked
    assert len(wording.explained_texts(release_log(0))) == 1
    assert wording.explained_texts(ReleaseLog()) == ()


def test_what_the_audit_withheld_is_named_by_kind() -> None:
    assert (
        wording.refused_text(release_log(1))
        == "of one scale or question, the whole breakdown by: Units by time in the organization"
    )
    assert wording.refused_text(ReleaseLog()) == "nothing"
    assert wording.limits_text(dataclasses.replace(release_log(1), strict=True)) == "strict limits"
    assert wording.kind_text("something new") == "something new"
