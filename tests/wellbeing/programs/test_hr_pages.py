"""HR builds a programme: from a blueprint or empty, one language at a time, in order, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace

import pytest

from tests.wellbeing.programs.conftest import House, main, monday
from wellbeing.programs import service
from wellbeing.programs.content import LANGUAGES
from wellbeing.programs.stored import content_of


def week_form(text: str) -> dict[str, object]:
    """Everything that the form of a week would send, as a browser reads it."""
    page = main(text).split('class="week-form"', 1)[1].split("</form>", 1)[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    form: dict[str, list[str]] = {}
    for name, value in hidden:
        form.setdefault(name, []).append(html.unescape(value))
    given: dict[str, object] = {"revision": form["revision"][0], "step": form["step"], "kind": form["kind"]}
    title = re.search(r'name="title" type="text" value="([^"]*)"', page)
    opening = re.search(r'<textarea id="f-opening"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    given |= {
        "title": html.unescape(title[1]) if title else "",
        "opening": html.unescape(opening[1]) if opening else "",
    }
    parts = page.split('class="card bare step"')[1:]
    for name in ("ref", "lighter", "week"):
        given[name] = [chosen(part, name) for part in parts]
    given["text"] = [
        html.unescape(re.findall(r'name="text"[^>]*>\n(.*?)</textarea>', part, re.DOTALL)[0]) for part in parts
    ]
    given["topics"] = re.findall(r'name="topics" value="([^"]+)" checked', page)
    given |= {name: form[name] for name in ("also_step", "also_language") if name in form}
    given["also_text"] = [
        html.unescape(words) for words in re.findall(r'name="also_text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    ]
    return given


def chosen(part: str, name: str) -> str:
    """What a step's hidden field or list says."""
    hidden = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', part)
    if hidden:
        return hidden[1]
    listed = re.search(rf'name="{name}">(.*?)</select>', part, re.DOTALL)
    assert listed, name
    return next(iter(re.findall(r'value="([^"]*)" selected', listed[1])), "")


def test_hr_starts_from_a_blueprint_and_it_is_ready_to_launch(house: House) -> None:
    listed = main(house.hana.get("/programs/manage").text)
    assert listed.count("Start from this") == 6
    assert "Offered to everyone, joined alone, and nobody sees whether anyone did." in listed
    assert "about 10 minutes a week" in listed
    draft = house.drafted()
    told, row = house.told(draft), house.row(draft)
    assert "Nothing stands against a launch." in told
    assert (row.state, row.languages, row.version) == ("draft", list(LANGUAGES), 0)
    assert row.starts_on is not None
    assert row.starts_on == monday(2 if row.starts_on == monday(2) else 1)
    assert row.starts_on.isoweekday() == 1
    assert "Eight weeks of a kinder tone" in house.hana.get("/programs/manage").text
    assert house.hana.post("/programs/manage/start/nothing").status_code == 404


def test_words_are_kept_one_language_at_a_time_and_come_back_after_a_mistake(house: House) -> None:
    draft = house.drafted()
    path = f"/programs/manage/{draft}/words?language=de"
    page = house.hana.get(path).text
    assert 'aria-current="page">German' in page
    given = {"revision": "1", "name": "Freundlicher", "purpose": "", "for_whom": "Alle", "minutes_a_week": "12"}
    wrong = house.hana.post(path, data=given | {"minutes_a_week": "900", "purpose": "Ein <b>Zweck</b>"})
    assert (wrong.status_code, "Choose from 1 to 120 minutes." in wrong.text) == (422, True)
    assert "Ein &lt;b&gt;Zweck&lt;/b&gt;" in wrong.text
    assert house.hana.post(path, data=given).status_code == 303
    says = content_of(house.row(draft))
    assert (says.name["de"], says.name["en"], says.minutes_a_week) == (
        "Freundlicher",
        "Eight weeks of a kinder tone",
        12,
    )
    told = house.told(draft)
    for name in ("purpose", "first message", "last message"):
        assert f"The {name} is missing in German." in told
    assert "Look it over and launch" not in told
    late = house.hana.post(path, data=given | {"name": "Aus dem anderen Fenster"})
    assert (late.status_code, "Aus dem anderen Fenster" in late.text) == (409, True)
    assert "What you typed stands here" in late.text
    kept = house.hana.post(path, data=given | {"name": "Aus dem anderen Fenster", "revision": "2"})
    assert kept.status_code == 303
    assert content_of(house.row(draft)).name["de"] == "Aus dem anderen Fenster"


def test_an_audience_is_whole_parts_of_the_company_and_never_a_number(house: House) -> None:
    draft, night = house.drafted(), str(house.company.units["Operations / Night shift"])
    assert house.frame(draft, units=[night])[0] == 303
    told = house.told(draft)
    assert "Everyone in Operations / Night shift" in told
    assert "The audience is too small: a programme needs at least 10 people." in told
    assert not re.search(r"\b6\b people", told)
    page = house.hana.get(f"/programs/manage/{draft}/audience").text
    assert re.search(rf'value="{night}" checked', page)
    assert house.frame(draft, role="leaders")[0] == 303
    assert "steps that only leaders can do are left out for others" in house.told(draft)
    refusals = {
        "role": "board",
        "units": ["00000000-0000-4000-8000-000000000000"],
        "locations": ["Atlantis"],
        "languages": ["tlh"],
        "joiners": "never",
    }
    for field, value in refusals.items():
        status, page = house.frame(draft, **{field: value})
        assert (status, "refusal" in page) == (422, True), field
    assert house.frame(draft, role="everyone", starts_on="", languages=[])[0] == 303
    told = house.told(draft)
    assert "Choose the first day." in told
    assert "Choose at least one language." in told
    assert house.hana.get(f"/programs/manage/{draft}/dates").status_code == 200
    sensitive = house.drafted("after-a-hard-season")
    status, page = house.frame(sensitive, units=[night])
    assert (status, "so that choosing it tells nothing" in page) == (422, True)


def test_steps_are_moved_by_plain_buttons_and_everything_typed_is_kept_with_each(house: House) -> None:
    draft = house.drafted()
    path = f"/programs/manage/{draft}/weeks/1?language=en"
    form = week_form(house.hana.get(path).text)
    assert form["step"] == ["w1s1", "w1s2", "w1s3"]
    texts = [*form["text"]]  # type: ignore[misc]
    texts[2] = "Typed just now."
    down = house.hana.post(path, data=form | {"text": texts, "act": "down:w1s1"})
    assert down.status_code == 303
    assert down.headers["Location"].endswith("#down-w1s1")
    week = content_of(house.row(draft)).weeks[0]
    assert [step.id for step in week.steps] == ["w1s2", "w1s1", "w1s3"]
    assert week.steps[2].text["en"] == "Typed just now."
    assert week.steps[2].text["de"] != "Typed just now."
    form = week_form(house.hana.get(path).text)
    last = house.hana.post(path, data=form | {"act": "down:w1s1"})
    assert last.headers["Location"].endswith("#up-w1s1")  # at the end its other button has the focus
    again = house.hana.post(path, data=form | {"act": "down:w1s1"})  # a second click, or another tab
    assert (again.status_code, "What you typed stands here" in again.text) == (409, True)
    assert [step.id for step in content_of(house.row(draft)).weeks[0].steps] == ["w1s2", "w1s3", "w1s1"]
    form = week_form(house.hana.get(path).text)
    assert house.hana.post(path, data=form | {"week": ["1", "2", "1"]}).status_code == 303
    form = week_form(house.hana.get(path).text)
    assert house.hana.post(path, data=form | {"act": "remove:w1s1"}).headers["Location"].endswith("#add-step")
    says = content_of(house.row(draft))
    assert [[step.id for step in week.steps] for week in says.weeks[:2]] == [["w1s2"], ["w2s1", "w2s2", "w2s3", "w1s3"]]


def test_a_step_is_added_empty_and_says_what_it_lacks(house: House) -> None:
    draft = house.drafted()
    path = f"/programs/manage/{draft}/weeks/3?language=fr"
    form = week_form(house.hana.get(path).text)
    added = house.hana.post(path, data=form | {"act": "add", "new_kind": "prompt"})
    assert added.status_code == 303
    page = house.hana.get(path).text
    form = week_form(page)
    assert added.headers["Location"].endswith(f"#step-{form['step'][-1]}")  # type: ignore[index]
    assert "Choose what this step leads to." in page
    assert "The text is missing in English, German, French, and Spanish." in page
    refs, texts = [*form["ref"]], [*form["text"]]  # type: ignore[misc]
    refs[-1], texts[-1] = "heavy-and-needed", "Deux minutes."
    topics = f"{form['step'][-1]}:mistakes"  # type: ignore[index]
    kept = house.hana.post(path, data=form | {"ref": refs, "text": texts, "topics": topics})
    assert kept.status_code == 303
    page = house.hana.get(path).text
    assert "This prompt asks about difficulty. Choose a lighter one to stand beside it." in page
    assert "The text is missing in English, German, and Spanish." in page
    step = content_of(house.row(draft)).weeks[2].steps[-1]
    assert (step.kind, step.ref, step.topics, dict(step.text)) == (
        "prompt",
        "heavy-and-needed",
        ("mistakes",),
        {"fr": "Deux minutes."},
    )


def test_what_cannot_be_kept_comes_back_as_it_was_typed(house: House) -> None:
    draft = house.drafted()
    path = f"/programs/manage/{draft}/weeks/1?language=en"
    form = week_form(house.hana.get(path).text) | {"opening": "Typed a minute ago."}
    again = "Some of this needs another look."
    wrongs: list[tuple[dict[str, object], str]] = [
        ({"text": ["long " * 150, "b", "c"]}, "Step 1: shorten its text to 600 characters."),
        ({"title": "t" * 81}, "This is longer than 80 characters."),
        ({"kind": ["dance", "message", "message"]}, again),
        ({"week": ["19", "1", "1"]}, "There is no week 19. Add it first."),
        ({"step": ["w1s1", "w1s1", "w1s3"]}, again),
        ({"ref": ["a b", "", ""]}, again),
        ({"text": ["only one"]}, again),
        ({"surprise": "yes"}, again),
    ]
    for wrong, says in wrongs:
        answer = house.hana.post(path, data=form | wrong)
        assert (answer.status_code, says in answer.text) == (422, True), wrong
        assert "Typed a minute ago." in answer.text
    assert house.row(draft).revision == 1


def test_weeks_are_ordered_copied_added_and_taken_out(house: House) -> None:
    draft = house.drafted()
    base = f"/programs/manage/{draft}/weeks"

    def press(path: str, **given: str) -> str:
        answer = house.hana.post(f"{base}{path}", data={"revision": str(house.row(draft).revision)} | given)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def numbers() -> list[int]:
        return [week.number for week in content_of(house.row(draft)).weeks]

    assert press("/2/later").endswith("#later-3")
    assert [step.id for step in content_of(house.row(draft)).weeks[2].steps] == ["w2s1", "w2s2", "w2s3"]
    assert press("/3/earlier").endswith("#earlier-2")
    assert press("/2/copy", to="10").endswith("/weeks/10")
    assert press("/2/copy").endswith("/weeks/11")
    assert numbers() == [*range(1, 9), 10, 11]
    assert "a quiet week" in house.told(draft)
    press("/9/close")
    press("/4/quiet")
    assert numbers() == [1, 2, 3, *range(5, 12)]
    press("/11/remove")
    assert press("", to="4").endswith("/weeks/4")
    assert "There is no step yet. Add one, or take the week out." in house.hana.get(f"{base}/4").text
    for path, given, status, says in (
        ("/4/copy", {"to": "5"}, 422, "There is a week 5 already. Choose a free number."),
        ("", {"to": "99"}, 422, "A programme lasts from 1 to 26 weeks."),
        ("/4/later", {"revision": "1"}, 409, "changed in another window"),
    ):
        answer = house.hana.post(f"{base}{path}", data={"revision": str(house.row(draft).revision)} | given)
        assert (answer.status_code, says in answer.text) == (status, True), path
    assert house.hana.get(f"{base}/19").status_code == 404
    assert house.hana.post(f"{base}/2/dance").status_code == 404
    ids = [step.id for _week, step in content_of(house.row(draft)).steps()]
    assert len(set(ids)) == len(ids)


def test_each_thing_to_be_done_leads_to_where_it_is_done(house: House) -> None:
    draft = house.drafted()
    path = f"/programs/manage/{draft}"
    german = week_form(house.hana.get(f"{path}/weeks/3?language=de").text)
    texts = ["", *german["text"][1:]]  # type: ignore[index]
    assert house.hana.post(f"{path}/weeks/3?language=de", data=german | {"text": texts}).status_code == 303
    told = house.told(draft)
    step = german["step"][0]  # type: ignore[index]
    assert f'href="{path}/weeks/3?language=de#step-{step}">Week 3, step 1</a>: The text is missing in German.' in told
    words = {"name": "Ton", "purpose": "", "for_whom": "Pour tous", "first_message": "Bonjour", "last_message": "Fin"}
    given = words | {"minutes_a_week": "10", "revision": str(house.row(draft).revision)}
    assert house.hana.post(f"{path}/words?language=fr", data=given).status_code == 303
    assert f'<a href="{path}/words?language=fr">See to it<span class="unseen"> The purpose is missing' in house.told(
        draft
    )
    few = {"units": str(house.company.units["Operations / Night shift"]), "role": "supervisors", "languages": []}
    assert house.frame(draft, **few, starts_on="")[0] == 303
    told = house.told(draft)
    for sentence in ("There are too few supervisors here", "Choose at least one language.", "Choose the first day."):
        assert f'<a href="{path}/audience">See to it<span class="unseen"> {sentence}' in told


def test_a_preview_says_where_each_part_stands_and_leads_back(house: House) -> None:
    draft = house.drafted()
    page = main(house.hana.get(f"/programs/preview/{draft}?week=2&language=en").text)
    assert f'<a href="/programs/manage/{draft}">' in page
    places = [page.index(words) for words in ("On Home", "program-today", "On the page of the programme")]
    assert places == sorted(places)


def test_an_empty_programme_says_all_that_it_lacks_and_a_draft_can_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    nameless = house.hana.post("/programs/manage/start", data={"name": " "})
    assert (nameless.status_code, "Please fill this in." in nameless.text) == (422, True)
    answer = house.hana.post("/programs/manage/start", data={"name": "Our own weeks"})
    draft = answer.headers["Location"].rsplit("/", 1)[-1]
    told = house.told(draft)
    assert "There is no week yet, so the programme would end before it starts." in told
    assert '#f-to">See to it' in told
    assert 'id="f-to"' in told
    assert "The name is missing in German, French, and Spanish." in told
    status, page = house.launched(draft)
    assert (status, "There is no week yet" in page) == (409, True)
    monkeypatch.setattr(service, "MOST_DRAFTS", 1)
    full = house.hana.post("/programs/manage/start/peer-coaching")
    assert (full.status_code, "At most forty drafts" in full.text) == (409, True)
    assert house.hana.post(f"/programs/manage/{draft}/delete").status_code == 303
    assert house.hana.get(f"/programs/manage/{draft}").status_code == 404
    assert house.hana.post(f"/programs/manage/{draft}/delete").status_code == 404


def test_only_hr_of_this_company_builds(cast: SimpleNamespace) -> None:
    mine = cast.hana.client.post("/programs/manage/start/peer-coaching").headers["Location"]
    asked = ["", "/words", "/audience", "/weeks/1", "/dates", "/launch"]
    sent = ["/words", "/audience", "/weeks", "/weeks/1", "/weeks/1/later", "/launch", "/pause", "/extend", "/again"]
    sent += ["/end", "/delete"]
    for path in asked:
        assert cast.hana.client.get(f"{mine}{path}").status_code == 200, path
        assert cast.eve.client.get(f"{mine}{path}").status_code == 404, path
        for person in (cast.alice, cast.leo):
            assert person.client.get(f"{mine}{path}").status_code == 403, path
    complete = {"revision": "1", "minutes_a_week": "5", "role": "everyone", "joiners": "week_one", "weeks": "2"}
    needs = {"/words": ("revision", "minutes_a_week"), "/audience": ("revision", "role", "joiners")}
    for path in sent:
        bare = path in {"/pause", "/again", "/end", "/delete"}
        names = () if bare else needs.get(path, ("revision", "weeks") if path == "/extend" else ("revision",))
        given = {name: complete[name] for name in names}
        assert cast.eve.client.post(f"{mine}{path}", data=given).status_code == 404, path
        assert cast.alice.client.post(f"{mine}{path}", data=given).status_code == 403, path
    assert (
        "programs" not in cast.eve.client.get("/programs/manage").text.split("blueprints")[0].split("<main")[1].lower()
    )
