"""HR's templates and phrases, through the pages; and our own as they are shipped."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.wellbeing.feedback.conftest import draft_url, filled
from wellbeing.feedback import forms
from wellbeing.feedback.forms import Template

ROWS = (
    {
        "title": "What I saw",
        "purpose": "Facts.",
        "help": "One.",
        "example": "On Monday.",
        "needed": "yes",
        "step": "no",
    },
    {"title": "Until when", "purpose": "", "help": "", "example": "", "needed": "yes", "step": "yes"},
    {"title": "", "purpose": "left out", "help": "", "example": "", "needed": "no", "step": "no"},
)


def form(*rows: dict[str, str], **about: str) -> dict[str, Any]:
    """The fields of a template's form."""
    rows = rows or ROWS
    names = ("title", "purpose", "help", "example", "needed", "step")
    lists: dict[str, Any] = {name: [row[name] for row in rows] for name in names}
    lists["section"] = [row.get("section", "") for row in rows]
    lists["place"] = [row.get("place", str(number)) for number, row in enumerate(rows, 1)]
    return lists | {"name": "Quiet word", "when": "Now and then.", "happened": "Something small"} | about


def made(client: FlaskClient, **about: str) -> TestResponse:
    return client.post("/feedback/templates", data=form(**about))


def test_hr_makes_a_template_and_a_supervisor_writes_with_it(line: SimpleNamespace) -> None:
    hana, leo = line.hana.client, line.leo.client
    answer = made(hana, corrective="yes")
    assert answer.headers["Location"] == "/feedback/templates/quiet-word"
    page = hana.get("/feedback/templates/quiet-word").text
    assert "What I saw" in page
    assert "left out" not in page
    assert "Something small" in leo.get(f"/feedback/write/choose?to={line.alice.member_id}").text
    fields = filled("hard-day", line.alice.member_id) | {"template": "quiet-word"}
    for name in ("words-noticed", "words-hear", "words-offer"):
        fields.pop(name)
    kept = leo.post("/feedback/write", data=fields | {"words-s1-1": "The gate stood open.", "words-s1-2": "Close it."})
    assert "What, by when?" in leo.get(f"{kept.headers['Location']}/preview").text


def test_the_next_version_leaves_drafts_and_other_languages_as_they_were(line: SimpleNamespace) -> None:
    hana, leo = line.hana.client, line.leo.client
    made(hana)
    fields = {"to": str(line.alice.member_id), "template": "quiet-word", "version": "1", "language": "en"}
    kept = leo.post("/feedback/write", data=fields | {"words-s1-1": "The gate stood open."}).headers["Location"]
    assert 'value="What I saw"' in hana.get("/feedback/templates/quiet-word/edit?language=de").text
    german = form(
        ROWS[0] | {"section": "s1-1", "title": "Was ich sah"},
        ROWS[1] | {"section": "s1-2", "title": "Bis wann"},
        name="Leises Wort",
        language="de",
        based_on="1",
    )
    assert hana.post("/feedback/templates/quiet-word", data=german).status_code == 303
    page = hana.get("/feedback/templates/quiet-word?language=de").text
    assert "Leises Wort" in page
    assert '<html lang="en">' in page
    assert "version 2" in page
    shorter = form(
        ROWS[0] | {"section": "s1-2", "title": "Until when, then", "step": "yes"},
        ROWS[0] | {"title": "Brand new"},
        based_on="2",
    )
    assert hana.post("/feedback/templates/quiet-word", data=shorter).status_code == 303
    page = hana.get("/feedback/templates/quiet-word?language=de").text
    for words in ("Bis wann", "Brand new", "version 3"):
        assert words in page
    assert "Was ich sah" not in page
    late = hana.post("/feedback/templates/quiet-word", data=shorter)
    assert late.status_code == 409
    assert "Brand new" in late.text
    assert "The gate stood open." in leo.get(kept).text
    assert "What I saw" in leo.get(kept).text


class _Fields(HTMLParser):
    """What a browser would send of the form on a page that carries the sections of a template."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._select, self._inside = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._inside = (told.get("action") or "").startswith("/feedback/templates/")
        if not self._inside:
            return
        if tag == "select":
            self._select = told["name"] or ""
        chosen = told.get("type") not in {"checkbox", "radio"} or "checked" in told
        if tag == "input" and told.get("name") and chosen:
            self.sent.setdefault(str(told["name"]), []).append(told.get("value") or "")
        if tag == "option" and "selected" in told:
            self.sent.setdefault(self._select, []).append(told.get("value") or "")


def test_hr_revises_a_template_and_adds_a_language_with_the_fields_of_the_page(line: SimpleNamespace) -> None:
    hana = line.hana.client
    made(hana, corrective="yes")
    url = "/feedback/templates/quiet-word"
    fields = _Fields(hana.get(f"{url}/edit?language=de").text).sent
    assert fields["language"] == ["de"]
    grown = hana.post(f"/feedback/templates/more?{urlencode({'key': 'quiet-word'})}", data=fields)
    assert grown.status_code == 200
    assert f'action="{url}"' in grown.text
    assert 'formaction="/feedback/templates/more?key=quiet-word"' in grown.text
    fields = _Fields(grown.text).sent
    fields["name"] = ["Leises Wort"]
    kept = hana.post(url, data=fields)
    assert kept.status_code == 303, kept.text
    page = hana.get(f"{url}?language=de").text
    assert "Leises Wort" in page
    assert "version 2" in page
    fields = _Fields(hana.get(f"{url}/edit").text).sent | {"name": ["Quieter word"]}
    assert hana.post(url, data=fields).status_code == 303
    assert "Quieter word" in hana.get(url).text


def test_sections_stand_in_the_order_of_their_numbers(line: SimpleNamespace) -> None:
    line.hana.client.post(
        "/feedback/templates", data=form(ROWS[0] | {"place": "2"}, ROWS[1] | {"place": "1"}, name="Turned")
    )
    page = line.hana.client.get("/feedback/templates/turned").text
    assert page.index("Until when") < page.index("What I saw")


def test_a_form_that_is_refused_comes_back_filled_and_grows(line: SimpleNamespace) -> None:
    hana = line.hana.client
    more = hana.post("/feedback/templates/more", data=form())
    assert more.status_code == 200
    assert "Section 4" in more.text
    assert 'value="What I saw"' in more.text
    for data, words in (
        (form({**ROWS[2]}), "at least one section"),
        (form(name=""), "Please fill this in"),
        (form(corrective="yes", reach="anyone"), "direct reports only"),
        (form(*[ROWS[0]] * 11), "At most ten sections"),
        (form() | {"title": ["only one"]}, "needs another look"),
    ):
        refused = hana.post("/feedback/templates", data=data)
        assert refused.status_code == 422
        assert words in refused.text
    assert "Quiet word" not in hana.get("/feedback/templates").text


def test_a_name_that_is_taken_gets_a_number(line: SimpleNamespace) -> None:
    hana = line.hana.client
    for name, key in (("Specific thanks", "specific-thanks-2"), ("Specific thanks", "specific-thanks-3"), ("新", None)):
        location = made(hana, name=name).headers["Location"]
        assert key is None or location.endswith(key)
    assert made(hana, name="New").headers["Location"].endswith("/new-2")


def test_hr_hides_one_of_ours_and_shows_it_again_but_one_stays(line: SimpleNamespace) -> None:
    hana, leo = line.hana.client, line.leo.client
    url = f"/feedback/write/choose?to={line.alice.member_id}"
    draft = draft_url(leo, "hard-day", line.alice.member_id)
    for _again in range(2):
        assert hana.post("/feedback/templates/hard-day/hide").status_code == 303
    assert "Somebody had a hard day" not in leo.get(url).text
    assert leo.get(draft).status_code == 200
    assert hana.post("/feedback/templates/hard-day/show").status_code == 303
    assert "Somebody had a hard day" in leo.get(url).text
    for key in forms.SHIPPED[:-1]:
        hana.post(f"/feedback/templates/{key}/hide")
    assert hana.post(f"/feedback/templates/{forms.SHIPPED[-1]}/hide").status_code == 409
    assert "corrective" not in leo.get(f"/feedback/write/choose?to={line.cleo.member_id}").text
    assert "No template fits" in leo.get(f"/feedback/write/choose?to={line.cleo.member_id}").text


def test_ours_are_not_edited_and_unknown_ones_are_absent(line: SimpleNamespace) -> None:
    hana = line.hana.client
    assert hana.get("/feedback/templates/hard-day/edit").status_code == 404
    assert hana.post("/feedback/templates/hard-day", data=form(based_on="1")).status_code == 404
    assert hana.get("/feedback/templates/no-such").status_code == 404


def test_hr_adds_words_that_the_hints_mark_and_takes_them_out(line: SimpleNamespace) -> None:
    hana, leo = line.hana.client, line.leo.client
    words = {"phrase": "Low Performer", "reason": "It sorts people.", "kinder": "name the task"}
    assert hana.post("/feedback/templates/phrases", data=words).status_code == 303
    assert hana.post("/feedback/templates/phrases", data=words).status_code == 422
    assert hana.post("/feedback/templates/phrases", data={"phrase": "x", "reason": ""}).status_code == 422
    texts = {"texts": {"a": "A low performer on Tuesday."}}
    [hint] = leo.post("/api/v1/feedback/hints", json=texts).json["hints"]["a"]
    assert (hint["quote"], hint["reason"]) == ("low performer", "It sorts people.")
    page = hana.get("/feedback/templates/phrases").text
    drop = page.split('action="/feedback/templates/phrases/')[1].split('"')[0]
    assert hana.post(f"/feedback/templates/phrases/{drop}").status_code == 303
    assert hana.post(f"/feedback/templates/phrases/{drop}").status_code == 404
    assert leo.post("/api/v1/feedback/hints", json=texts).json["hints"]["a"] == []


def test_only_hr_changes_templates_and_never_those_of_another_company(line: SimpleNamespace) -> None:
    made(line.hana.client)
    for person in (line.alice, line.leo):
        assert person.client.get("/feedback/templates").status_code == 403
        assert made(person.client).status_code == 403
    assert line.eve.client.get("/feedback/templates/quiet-word").status_code == 404
    assert line.eve.client.post("/feedback/templates/quiet-word/hide").status_code == 404
    assert "Quiet word" not in line.eve.client.get("/feedback/templates").text


@pytest.mark.parametrize("template", forms.shipped(), ids=lambda template: template.key)
def test_ours_are_complete_in_four_languages_and_each_in_its_own_words(template: Template) -> None:
    assert template.languages == forms.LANGUAGES
    said = []
    for language in forms.LANGUAGES:
        words = template.texts[language]
        assert words.name
        assert words.when
        assert words.happened
        assert set(words.sections) == {one.id for one in template.sections}
        for told in words.sections.values():
            assert all(getattr(told, word) for word in forms.SECTION_WORDS)
        said.append(tuple(told.example for told in words.sections.values()))
    assert len(set(said)) == len(forms.LANGUAGES)
    assert not template.corrective or template.reach is forms.Reach.REPORTS
    assert any(one.required for one in template.sections)
    text = str(forms.definition_of(template))
    assert "!" not in text
    assert forms.template_from(forms.definition_of(template)) == template


def test_eight_are_shipped_and_thanks_go_to_anybody() -> None:
    assert len(forms.shipped()) == 8
    assert [one.key for one in forms.shipped() if one.reach is forms.Reach.ANYONE] == ["specific-thanks"]
    assert len({one.key for one in forms.shipped()}) == 8
    assert {one.stem for one in forms.SOURCE.glob("*.toml")} == set(forms.SHIPPED)
