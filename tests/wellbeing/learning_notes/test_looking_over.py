"""Known answers: what a note is looked over for, in four languages, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.languages import LANGUAGES
from wellbeing.learning_notes import signs, story
from wellbeing.learning_notes.looking_over import look_over, names_in
from wellbeing.learning_notes.signs import LISTED, Reason
from wellbeing.learning_notes.story import Answer, Draft, Story

NAMES = (
    "Léa Fontaine",
    "Bob Thornbury",
    "Ana de la Cruz",
    "Will Young",
    "Jürgen Groß",
    "Leo Marchetti",
    "Li Wei",
    "Ewa",
    "Ida-Marie Holm",
    "O’Brien Kelly",
)


def found(text: str, language: str = "en", *, own: str = "Leo Braun") -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.reason.value) for one in look_over(text, language, NAMES, own=own)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I told lea and BOB.", ["lea", "BOB"]),
        ("LÉA’s list, Léas list", ["LÉA"]),
        ("Thornbury knew; a thornbury is a place", ["Thornbury"]),
        ("Will we? Then Will said: will you?", ["Will"]),
        ("“Will it hold?” I asked. Will it?", []),
        ("The Young and the young, Frau Groß, Jurgen", ["Young", "Groß", "Jurgen"]),
        ("Leo and Marchetti", ["Marchetti"]),  # Leo is what the writer is called, too
        ("Li and Wei, Cruz, de la mañana", ["Wei", "Cruz"]),
        ("ida, Marie and marie; Bobby, Ewald, beware", ["ida", "Marie"]),
        ("Brien came, and Kelly", ["Brien", "Kelly"]),
        ("", []),
        ("\U0001f642 Bob \U0001f642", ["Bob"]),
    ],
)
def test_names_are_whole_words_without_capitals_and_accents(text: str, names: list[str]) -> None:
    assert [(quote, why) for quote, why in found(text) if why == Reason.NAME] == [(name, "name") for name in names]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Write to kim.d@example.org or call +44 20 7946 0018.", "en", ["kim.d@example.org", "+44 20 7946 0018"]),
        ("(0341) 123 45 67", "de", ["(0341) 123 45 67"]),
        ("1 234 567 euros, 2 000 000, room 12, 24/7, 3.5 and 10-12", "en", []),
        ("On 3 March, March 3rd, 2026-03-03, 3/4/2026 and May 12", "en",
         ["3 March", "March 3rd", "2026-03-03", "3/4/2026", "May 12"]),
        ("Am 3. März, 3.3. und 03.03.2026; Version 3.3", "de", ["3. März", "3.3.", "03.03.2026"]),
        ("Le 1er août et le 12 décembre", "fr", ["1er août", "12 décembre"]),
        ("El 3 de marzo y el 2/1/26", "es", ["3 de marzo", "2/1/26"]),
        ("In March we may march on, 300 May be", "en", []),
    ],
)  # fmt: skip
def test_numbers_addresses_and_dates(text: str, language: str, expected: list[str]) -> None:
    told = [quote for quote, why in found(text, language) if why in {Reason.CONTACT, Reason.DATE}]
    assert told == expected


@pytest.mark.parametrize(
    ("text", "language", "reasons"),
    [
        ("I was ill, my wife drove, and they should have asked. What an idiot I was.", "en",
         "health family blame harsh"),
        ("A formal complaint about a depressing salary", "en", "legal health legal"),
        ("Still, the illustration of a courtyard was useful to my sonata", "en", ""),
        ("Ich war krank, mein Mann fuhr. Das war nicht meine Schuld, ich schäme mich. Kündigungen!", "de",
         "health family blame harsh legal"),
        ("Die Dummheit, die Kranichfeder, der Gerichtsschreiber", "de", ""),
        ("Malade, ma mère, l’avocate ; ils auraient dû le dire et je suis nulle.", "fr",
         "health family legal blame harsh"),
        ("Le numéro du tableau est annulé", "fr", ""),
        ("Estaba de baja, mi hija, el despido; nadie me dijo nada. Qué inútil.", "es",
         "health family legal blame harsh"),
        ("La bajamar y la utilidad", "es", ""),
        ("They\nshould  have", "en", "blame"),
        ("I am stupid", "de", ""),
        ("I am stupid", "xx", "harsh"),
    ],
)  # fmt: skip
def test_what_is_private_blaming_or_harsh_by_language(text: str, language: str, reasons: str) -> None:
    assert [why for _quote, why in found(text, language)] == reasons.split()


def test_every_language_of_the_interface_has_every_list() -> None:
    assert signs.languages() == frozenset(LANGUAGES)
    for language in LANGUAGES:
        assert set(signs.patterns(language)) == {*LISTED, Reason.DATE}


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=6))
def test_going_through_the_names_first_changes_nothing(text: str, names: list[str]) -> None:
    assert signs.folded(text) == signs.fold(text).text
    first = names_in(text, names)
    assert set(first) <= set(names)
    assert look_over(text, "en", first) == look_over(text, "en", names)


@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.lists(st.text(max_size=20), max_size=4))
def test_spans_lie_in_the_text_in_order_and_never_overlap(text: str, language: str, names: list[str]) -> None:
    end = 0
    for span in look_over(text, language, names, own="Leo"):
        assert end <= span.start < span.end <= len(text)
        end = span.end


@given(st.builds(Story, *(st.text(max_size=80),) * 4, language=st.sampled_from(LANGUAGES)), st.uuids() | st.none())
def test_what_is_sealed_comes_back_as_it_was(said: Story, unit_id: object) -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    draft = Draft(said, unit_id, now)  # type: ignore[arg-type]
    assert story.story_from(story.story_bytes(said)) == said
    assert story.draft_from(story.draft_bytes(draft)) == draft
    answer = Answer(said.happened, now, "Alice", "Leo")
    assert story.answer_from(story.answer_bytes(answer)) == answer


def test_a_story_knows_what_is_missing_and_when_it_is_too_long() -> None:
    assert Story().empty
    assert Story(" \n").empty
    assert Story("a", " ", "c", "").missing == ["kind", "differently"]
    assert Story("a" * 1_000, "b" * 500).too_long == 0
    assert Story("a" * 1_000, "b" * 500, "c").too_long == 1
    assert Story("  \nLine one \nLine two").opening == "Line one "
    assert Story("w" * 95).opening == "w" * 89 + "…"
    assert Story("word " * 30).opening == "word " * 16 + "word…"
    assert len(Story("ab " * 60).opening) <= 90
