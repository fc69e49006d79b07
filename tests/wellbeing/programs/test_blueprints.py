"""The six programmes we ship: complete in four languages, and every step leads to something that is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tenants.members.my_way import TOPICS
from wellbeing.checkins.instruments import SHIPPED as INSTRUMENTS
from wellbeing.feedback import forms as feedback
from wellbeing.journal import prompts
from wellbeing.pairings import guides
from wellbeing.practices import content as practices
from wellbeing.programs import blueprint, content
from wellbeing.programs.content import FORMS, KINDS, LONGEST, MOST_STEPS, WITHOUT_REF, said

LEADS_TO = {
    "practice": set(practices.shipped()),
    "prompt": {prompt.id for prompt in prompts.bank()},
    "form": set(FORMS),
    "checkin": set(INSTRUMENTS),
    "pairing_round": {guide.id for guide in guides.shipped()},
    "feedback_nudge": {template.key for template in feedback.shipped()},
}


def test_six_blueprints_are_shipped_each_for_somebody() -> None:
    found = blueprint.shipped()
    assert tuple(found) == blueprint.ORDER
    assert {slug: one.content.length for slug, one in found.items()} == {
        "self-compassion-at-work": 8,
        "peer-coaching": 6,
        "feedback-with-warmth": 4,
        "quarterly-check-in": 13,
        "leaders-go-first": 4,
        "after-a-hard-season": 4,
    }
    assert [slug for slug, one in found.items() if one.sensitive] == ["after-a-hard-season"]
    assert found["feedback-with-warmth"].audience == "supervisors"
    assert found["leaders-go-first"].audience == "leaders"


@pytest.mark.parametrize("slug", blueprint.ORDER)
def test_every_step_leads_to_something_we_ship_and_says_so_in_every_language(slug: str) -> None:
    told = blueprint.shipped()[slug].content
    assert told.length <= LONGEST
    assert "doi:" in told.source
    for week, step in told.steps():
        assert len(week.steps) <= MOST_STEPS
        assert step.kind in KINDS
        if step.kind in WITHOUT_REF:
            assert not step.ref
        else:
            assert step.ref in LEADS_TO[step.kind]
        assert not step.lighter or step.lighter in LEADS_TO[step.kind]
        assert set(step.topics) <= set(TOPICS)
        for texts in (week.title, week.opening, step.text):
            assert set(texts) == set(content.LANGUAGES)
            assert len(set(texts.values())) == len(texts) or len(said(texts, "en")) < 20
    assert len({step.id for _week, step in told.steps()}) == len(list(told.steps()))
    assert content.from_json(content.to_json(told)) == told


def test_a_programme_speaks_another_language_rather_than_nothing() -> None:
    assert said({"de": "Guten Tag"}, "fr") == "Guten Tag"
    assert said({"de": "Guten Tag", "en": "Hello"}, "fr") == "Hello"
    assert said({"de": "Guten Tag", "en": "Hello", "fr": ""}, "fr", ("de", "en")) == "Guten Tag"
    assert said({}, "en") == ""


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('audience = "everyone"', 'audience = "board"', "en.toml: audience is none of"),
        ("number = 2", "number = 3", "its weeks are not those of the English file"),
    ],
)
def test_a_blueprint_with_a_flaw_is_refused_by_file(tmp_path: Path, before: str, after: str, says: str) -> None:
    folder = tmp_path / "peer-coaching"
    shutil.copytree(blueprint.SHIPPED / "peer-coaching", folder)
    english = folder / "en.toml"
    english.write_text(english.read_text("utf-8").replace(before, after, 1), "utf-8")
    with pytest.raises(blueprint.BlueprintFlaw, match=says):
        blueprint.load(folder)


def test_a_language_without_a_text_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "peer-coaching"
    shutil.copytree(blueprint.SHIPPED / "peer-coaching", folder)
    words = (folder / "fr.toml").read_text("utf-8").splitlines()
    for number, line in enumerate(words):
        if line.startswith("purpose"):
            words[number] = 'purpose = " "'
    (folder / "fr.toml").write_text("\n".join(words), "utf-8")
    with pytest.raises(blueprint.BlueprintFlaw, match=r"fr\.toml: purpose has no text"):
        blueprint.load(folder)
