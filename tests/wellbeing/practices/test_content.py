"""Our practices as files: what is shipped keeps its promises; a flawed file is refused with file, line and reason."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from wellbeing.practices import choosing, content
from wellbeing.practices.commands import check_practices
from wellbeing.practices.content import ContentFlaw
from wellbeing.practices.practice import LANGUAGES, Practice, Words

SAMPLE = Path(__file__).with_name("sample")
ROOT = Path(__file__).parents[3]
SHIPPED = list(content.shipped().values())
ROWS = {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E14", "E15", "E17"}
# beginnings of words that promise medicine, in our four languages
KEPT_OUT = (
    "patient therap thérap terap treatment traitement tratamiento behandl diagno diagnó heilen heilung guéri curar"
)


def every_text(words: Words) -> list[str]:
    steps = [text for step in words.steps for text in (step.title, *(one.text for one in step.paragraphs))]
    return [words.title, words.summary, words.note, words.closing, *words.labels.values(), *steps]


@pytest.mark.parametrize("practice", SHIPPED, ids=lambda practice: practice.slug)
def test_a_shipped_practice_is_short_honest_and_whole_in_four_languages(practice: Practice) -> None:
    assert set(practice.texts) == set(LANGUAGES)
    total = sum(step.seconds for step in practice.words("en").steps)
    assert (practice.minutes - 1) * 60 < total <= practice.minutes * 60, total
    assert re.search(r"doi:10\.\d{4,}/\S+", practice.source), practice.source
    assert len(choosing.NEEDS[choosing.need_of(practice)]) > 0
    assert practice.slug in choosing.NEEDS[choosing.need_of(practice)], "it has no place in the list"
    for language, words in practice.texts.items():
        assert len(words.evidence) > 40, language
        assert bool(words.note) == bool(practice.words("en").note), language
        assert words.evidence.count(".") <= 8
        for text in every_text(words):
            assert not re.search(rf"\b({KEPT_OUT.replace(' ', '|')})", text.lower()), (language, text)
            assert "!" not in text, (language, text)
        if language != "en":
            assert words.title != practice.words("en").title
            assert not set(every_text(words)) & {text for text in every_text(practice.words("en")) if len(text) > 30}
    for step in practice.words("en").steps:
        for anchor in practice.anchors:
            assert step.said(anchor), (step.title, anchor)


def test_there_are_practices_for_every_row_that_asks_for_one() -> None:
    assert len(SHIPPED) >= 22
    assert {row for practice in SHIPPED for row in practice.essay} >= ROWS
    assert {slug for slugs in choosing.NEEDS.values() for slug in slugs} == set(content.shipped())
    by_touch = [one for one in SHIPPED if "touch" in one.anchors]
    assert by_touch
    assert all(len(one.anchors) > 1 for one in by_touch), "never touch alone"
    breathing = [one for one in SHIPPED if "breath" in one.anchors]
    assert all({"sound", "object"} & set(one.anchors) for one in breathing), "never breath alone"


def test_reframing_never_follows_labelling_and_a_gradual_approach_is_never_suggested() -> None:
    found = content.shipped()
    reframing, labelling = found["brief-reframing"], found["compassionate-labelling"]
    assert not choosing.fits_after(reframing, labelling.slug)
    assert reframing not in choosing.after(labelling, SHIPPED)
    assert not found["gradual-approach"].suggested


def test_a_practice_of_any_folder_is_read(tmp_path: Path) -> None:
    tea = content.shipped(SAMPLE)["slow-tea"]
    assert tea.words("en").steps[0].said("sound") == (
        "Let it be warm in your hands. It is only a cup.",
        "Listen to the spoon.",
    )
    assert tea.words("en").steps[0].said(None)[1] == "Look at its rim."
    assert tea.words("fr").labels == {"taste": "fr: taste"}
    assert [step.skippable for step in tea.words("de").steps] == [False, True]


@pytest.fixture
def flawed(tmp_path: Path) -> Callable[..., str]:
    """Puts other words into a file of the sample and tells with what it is refused."""

    def read(language: str, old: str, new: str) -> str:
        folder = tmp_path / "slow-tea"
        shutil.copytree(SAMPLE / "slow-tea", folder, dirs_exist_ok=True)
        file = folder / f"{language}.md"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ContentFlaw) as refusal:
            content.load(folder)
        return str(refusal.value)

    return read


@pytest.mark.parametrize(
    ("language", "old", "new", "told"),
    [
        ("en", "+++\ntitle", "title", "en.md, line 1: the file begins with a line +++"),
        ("de", "\n+++\n\n##", "\n\n##", "the front matter does not end"),
        ("en", "minutes = 2", "minutes = 6", "en.md, line 4: minutes lie between 1 and 5"),
        ("en", "minutes = 2", 'minutes = "2"', "line 4: minutes is not a int"),
        ("en", "minutes = 2", "minutes = two", "line 4: the front matter is no TOML"),
        ("en", '["E2"]', '["E22"]', "line 5: essay does not know 'E22'"),
        ("en", 'topics = ["body"]', 'topics = ["weather"]', "line 9: topics does not know 'weather'"),
        ("en", 'evidence = "Nobody has studied this one."', 'evidence = " "', "line 6: evidence is empty"),
        ("en", "source =", "sauce =", "source is missing"),
        ("fr", "labels =", "extra = 1\nlabels =", "line 7: nothing here is called extra"),
        ("es", "{taste =", "{colour =", "es.md, line 7: labels are needed for exactly these fields: ['taste']"),
        ("en", "seconds = 30", "seconds = 3", "line 11: seconds of a step lie between 5 and 300"),
        ("en", "skippable = true", 'skippable = "yes"', "line 11: skippable is true or false"),
        ("en", "step = 2, id", "step = 3, id", "line 12: a field's id is a slug, and its step is there"),
        ("en", "rows = 2", "rows = 200", "line 12: rows of a field"),
        ("en", "step = 2, id", "stop = 2, id", "line 12: a field has step"),
        ("en", "One sip", "* One sip", "line 25: plain paragraphs only"),
        ("en", "One sip", "1. One sip", "line 25: plain paragraphs only"),
        ("en", "One sip", "One <b>sip</b>", "line 25: plain paragraphs only"),
        ("en", "One sip", "[touch] One sip", "line 25: [touch] is none of this practice's anchors"),
        ("en", "## Hold the cup\n", "", "line 16: words before the first step"),
        ("de", "## de: drink\nde: sip", "", "1 steps where steps names 2"),
        ("de", "de: sip", "de: sip\n\n## de: more\nde: more", "de.md, line 20: a step more than the 2"),
        ("de", "de: sip", "", "de.md, line 17: a step needs at least one paragraph"),
        ("de", "[sound] ", "", "de.md, line 1: the steps speak to other anchors than in English"),
    ],
)
def test_a_flawed_file_is_refused_with_its_line(
    flawed: Callable[..., str], language: str, old: str, new: str, told: str
) -> None:
    assert told in flawed(language, old, new)


def test_a_missing_language_a_stray_file_and_an_unknown_neighbour_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "slow-tea"
    shutil.copytree(SAMPLE / "slow-tea", folder)
    (folder / "es.md").unlink()
    with pytest.raises(ContentFlaw, match=r"slow-tea/es.md, line 1: this language is missing"):
        content.load(folder)
    (folder / "es.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentFlaw, match="not UTF-8"):
        content.load(folder)
    shutil.copy(SAMPLE / "slow-tea" / "es.md", folder / "es.md")
    (folder / "notes.txt").write_text("x")
    with pytest.raises(ContentFlaw, match="not a file of a language"):
        content.load(folder)
    (folder / "notes.txt").unlink()
    english = (folder / "en.md").read_text(encoding="utf-8")
    (folder / "en.md").write_text(english.replace("closing =", 'not_right_after = ["coffee"]\nclosing ='))
    with pytest.raises(ContentFlaw, match="names no other practice: coffee"):
        content.shipped(tmp_path)
    folder.rename(tmp_path / "Slow Tea")
    with pytest.raises(ContentFlaw, match="no slug"):
        content.load(tmp_path / "Slow Tea")


def test_the_command_line_reads_a_folder_and_names_the_first_flaw(tmp_path: Path) -> None:
    told = CliRunner().invoke(check_practices, [str(SAMPLE)])
    assert (told.exit_code, told.output) == (0, "slow-tea: A slow cup of tea, 2 min, E2\n")
    shutil.copytree(SAMPLE / "slow-tea", tmp_path / "slow-tea")
    (tmp_path / "slow-tea" / "de.md").write_text("Guten Tag")
    refused = CliRunner().invoke(check_practices, [str(tmp_path)])
    assert refused.exit_code == 1
    assert "slow-tea/de.md, line 1: the file begins with a line +++" in refused.output


def test_the_list_from_the_essay_to_addresses_names_practices_that_exist() -> None:
    named = re.findall(r"`/practices/([a-z-]+)`", (ROOT / "docs" / "essay.md").read_text(encoding="utf-8"))
    assert set(named) <= set(content.shipped())
    assert len(named) > 10
