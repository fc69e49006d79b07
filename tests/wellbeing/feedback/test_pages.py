"""Writing, sending, receiving and answering feedback, through the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from uuid import uuid4

from flask import Flask
from icalendar import Calendar

from tenants import clock
from tenants.db import work
from tenants.members import leaving
from tenants.members import service as members
from tests.wellbeing.feedback.conftest import CANARY, begin_space, day, draft_url, filled, received, sent

FOR_LEARNING = "For learning. Not for appraisal, pay or discipline."
SILENCE = "silence is not approval"


def test_a_note_goes_from_a_draft_to_its_reader_and_says_what_it_is_for(delivered: SimpleNamespace) -> None:
    page = delivered.alice.client.get(delivered.url).text
    for words in (CANARY, "Leo wrote to you", "What I saw or heard", "By ", FOR_LEARNING):
        assert words in page
    own = delivered.leo.client.get(delivered.own).text
    for words in (CANARY, "Your note to Alice", FOR_LEARNING, "data-private-print"):
        assert words in own
    assert "Take it back" not in own


def test_the_first_draft_asks_for_consent_and_gives_a_recovery_code_once(app: Flask, cast: SimpleNamespace) -> None:
    with app.app_context(), work(cast.hana.tenant_id, cast.hana.member_id):
        members.set_manager(members.member_row(cast.alice.member_id), manager_id=cast.leo.member_id)
    client, fields = cast.leo.client, filled("correct-one-thing", cast.alice.member_id)
    assert "Before the first thing you keep here" in client.get(_new(cast.alice.member_id)).text
    refused = client.post("/feedback/write", data=fields)
    assert refused.status_code == 422
    assert CANARY in refused.text
    kept = client.post("/feedback/write", data=fields | {"consent": "yes"})
    assert re.search(r"([A-Z2-7]{5}-){4}[A-Z2-7]{5}", kept.text)
    link = re.search(r'href="(/feedback/write/[0-9a-f-]{36})"', kept.text)
    assert link
    assert FOR_LEARNING in kept.text
    assert CANARY in client.get(link[1]).text


def _new(to: object, template: str = "correct-one-thing", language: str = "en") -> str:
    return f"/feedback/write/new?template={template}&to={to}&language={language}"


def test_a_draft_is_kept_changed_and_let_go_and_two_windows_lose_nothing(line: SimpleNamespace) -> None:
    client = line.leo.client
    url = draft_url(client, "correct-one-thing", line.alice.member_id)
    fields = filled("correct-one-thing", line.alice.member_id)
    assert CANARY in client.get(url).text
    changed = fields | {"revision": "1", "row": "", "words-behaviour": "from the first window"}
    assert client.post(url, data=changed).status_code == 303
    late = client.post(url, data=changed | {"words-behaviour": "from the second window"})
    assert late.status_code == 409
    assert "from the second window" in late.text
    assert 'name="revision" value="2"' in late.text
    assert "For Alice" in client.get("/feedback/write").text
    assert client.post(f"{url}/let-go").status_code == 303
    gone = client.get(url)
    assert gone.status_code == 404
    assert "It was sent or let go" in gone.text
    assert "For Alice" not in client.get("/feedback/write").text


def test_pressing_keep_twice_keeps_one_draft(line: SimpleNamespace) -> None:
    client, draft = line.leo.client, str(uuid4())
    first = draft_url(client, "hard-day", line.alice.member_id, draft=draft)
    assert draft_url(client, "hard-day", line.alice.member_id, draft=draft) == first
    other = draft_url(client, "hard-day", line.alice.member_id, draft=draft, **{"words-hear": "other words"})
    assert other != first


def test_nothing_to_keep_and_nonsense_are_said_kindly(line: SimpleNamespace) -> None:
    client, to = line.leo.client, line.alice.member_id
    empty = {"to": str(to), "template": "hard-day", "version": "1", "language": "en"}
    refused = client.post("/feedback/write", data=empty)
    assert refused.status_code == 422
    assert "nothing to keep yet" in refused.text
    assert client.post("/feedback/write", data=empty | {"template": "no-such"}).status_code == 404
    assert client.post("/feedback/write", data=empty | {"version": "x", "words-hear": "a"}).status_code == 422
    long = client.post("/feedback/write", data=filled("hard-day", to, **{"words-hear": "so " * 1400}))
    assert long.status_code == 422
    assert client.get("/feedback/write/new").status_code == 303


def test_an_empty_next_step_asks_what_by_when_and_nothing_is_sent(line: SimpleNamespace) -> None:
    client, to = line.leo.client, line.alice.member_id
    for gap in ({"words-step": ""}, {"day-step": ""}):
        url = draft_url(client, "correct-one-thing", to, **gap)
        preview = client.get(f"{url}/preview").text
        assert "What, by when?" in preview
        assert "Send it to Alice" not in preview
        refused = client.post(f"{url}/send")
        assert refused.status_code == 422
        assert "What, by when?" in refused.text
        assert CANARY in refused.text
    past = draft_url(client, "correct-one-thing", to, **{"day-step": day(-2)})
    preview = client.get(f"{past}/preview").text
    assert "This day is over" in preview
    assert "Send it to Alice" not in preview
    refused = client.post(f"{past}/send").text
    assert "This day is over" in refused
    assert '<a href="#f-day-step">By when</a>' in refused
    assert f'min="{day(0)}"' in refused
    bare = draft_url(client, "correct-one-thing", to, **{"words-support": " "})
    assert "also asks for: What I will do" in client.get(f"{bare}/preview").text
    assert client.post(f"{bare}/send").status_code == 422


def test_softening_what_should_change_asks_what_by_when_too(line: SimpleNamespace) -> None:
    client, soft = line.leo.client, {"words-impact": "It's no big deal."}
    preview = client.get(f"{draft_url(client, 'correct-one-thing', line.alice.member_id, **soft)}/preview").text
    assert "What, by when?" in preview
    assert "no big deal" in preview.split("as if nothing had to change")[1]
    assert "Send it to Alice" in preview


def test_the_preview_shows_what_the_receiver_will_read(line: SimpleNamespace) -> None:
    client = line.leo.client
    answer = client.post(
        "/feedback/write", data=filled("hard-day", line.alice.member_id, then="preview", **{"words-hear": "<b>x</b>"})
    )
    assert answer.headers["Location"].endswith("/preview")
    preview = client.get(answer.headers["Location"]).text
    assert "As Alice will read it" in preview
    assert "&lt;b&gt;x&lt;/b&gt;" in preview
    assert "It arrives at once" in preview
    assert preview.count('class="filled"') == 1


def test_hints_stand_under_the_field_without_javascript_and_can_be_put_away(line: SimpleNamespace) -> None:
    client = line.leo.client
    fields = filled("hard-day", line.alice.member_id, **{"words-hear": "You are lazy and you always let us down."})
    looked = client.post("/feedback/write/look", data=fields)
    assert looked.status_code == 200
    assert SILENCE in looked.text
    assert "<mark>" in looked.text
    keys = re.findall(r'name="dismiss" value="([^"]+)"', looked.text)
    assert keys
    away = client.post("/feedback/write/look", data=fields | {"dismiss": keys[0]})
    assert f'name="dismiss" value="{keys[0]}"' not in away.text
    assert "You are lazy" in away.text
    assert "Drafts" not in client.get("/feedback/write").text
    url = draft_url(client, "hard-day", line.alice.member_id, dismissed=keys[0], **{"words-hear": "You are lazy."})
    assert f'name="dismissed" value="{keys[0]}"' in client.get(url).text


def test_templates_speak_four_languages_and_hints_say_that_they_are_english(line: SimpleNamespace) -> None:
    client = line.leo.client
    for language, words in (("de", "Eine Sache ändern"), ("fr", "Corriger une chose"), ("es", "Corregir una cosa")):
        page = client.get(_new(line.alice.member_id, language=language)).text
        assert words in page
        assert "Hints exist in English only" in page
        assert "js/hints.js" not in page
    german = sent(client, "correct-one-thing", line.alice.member_id, language="de")
    assert "Was ich gesehen oder gehört habe" in client.get(german).text


def test_the_chooser_asks_what_happened_and_suggests_one(line: SimpleNamespace) -> None:
    client, to = line.leo.client, line.alice.member_id
    assert "A mistake happened" in client.get(f"/feedback/write/choose?to={to}").text
    page = client.get(f"/feedback/write/choose?to={to}&happened=after-a-mistake").text
    assert "This one may fit" in page
    assert "template=after-a-mistake" in page
    assert page.count('class="button filled"') == 1
    assert "For whom?" in client.get("/feedback/write/choose?happened=after-a-mistake").text


def test_what_asks_for_a_change_goes_to_direct_reports_only_and_thanks_to_anybody(line: SimpleNamespace) -> None:
    client = line.leo.client
    found = client.post("/feedback/write/colleague", data={"email": line.cleo.email})
    assert found.status_code == 303
    page = client.get(found.headers["Location"]).text
    assert "Somebody did something good" in page
    assert "A mistake happened" not in page
    refused = client.post("/feedback/write", data=filled("correct-one-thing", line.cleo.member_id))
    assert refused.status_code == 409
    assert "people who report to you" in refused.text
    assert sent(client, "specific-thanks", line.cleo.member_id)
    for address in ("nobody@example.org", line.leo.email, line.eve.email):
        assert client.post("/feedback/write/colleague", data={"email": address}).status_code == 422


def test_one_note_a_week_asks_somebody_for_a_change_and_thanks_may_follow(line: SimpleNamespace) -> None:
    client, to = line.leo.client, line.alice.member_id
    sent(client, "correct-one-thing", to)
    second = draft_url(client, "correct-one-thing", to)
    preview = client.get(f"{second}/preview").text
    assert "Send it to Alice" in preview  # a preview tells nothing about what somebody else wrote
    assert "week" not in preview
    refused = client.post(f"{second}/send")
    assert refused.status_code == 409
    assert "Not this week" in refused.text
    assert sent(client, "specific-thanks", to)
    assert sent(client, "correct-one-thing", line.bob.member_id)
    with clock.shifted(timedelta(days=7, hours=1)):
        line.leo.sign_in()
        fresh = draft_url(client, "correct-one-thing", to)
        assert client.post(f"{fresh}/send").status_code == 303


def test_in_the_evening_it_waits_for_the_morning_and_can_be_taken_back(
    line: SimpleNamespace, drain: Callable[[], int]
) -> None:
    client = line.leo.client
    with clock.shifted(timedelta(hours=10)):
        for person in (line.leo, line.alice):
            person.sign_in()
        own = sent(client, "correct-one-thing", line.alice.member_id)
        drain()
        assert received(line.alice.client) == []
        page = client.get(own).text
        assert "It arrives in their working hours: Thursday" in page
        back = client.post(f"{own}/take-back")
        assert back.status_code == 303
        assert CANARY in client.get(back.headers["Location"]).text
        assert client.get(own).status_code == 404
        own = sent(client, "correct-one-thing", line.alice.member_id)
    with clock.shifted(timedelta(hours=23)):
        for person in (line.leo, line.alice):
            person.sign_in()
        drain()
        assert len(received(line.alice.client)) == 1
        drain()
        assert len(received(line.alice.client)) == 1
        assert client.post(f"{own}/take-back").status_code == 409


def test_a_worker_that_comes_late_waits_for_the_next_morning(line: SimpleNamespace, drain: Callable[[], int]) -> None:
    sent(line.leo.client, "hard-day", line.alice.member_id)
    with clock.shifted(timedelta(hours=12)):
        line.alice.sign_in()
        drain()
        assert received(line.alice.client) == []
    with clock.shifted(timedelta(hours=23)):
        line.alice.sign_in()
        drain()
        assert len(received(line.alice.client)) == 1


def test_a_draft_for_somebody_who_is_gone_can_still_be_let_go(app: Flask, line: SimpleNamespace) -> None:
    url = draft_url(line.leo.client, "hard-day", line.bob.member_id)
    with app.app_context(), work(line.hana.tenant_id, line.hana.member_id):
        members.mark_leaver(members.member_row(line.bob.member_id), left_on=clock.today())
        leaving.destroy(line.bob.member_id)
    assert "For somebody who has left" in line.leo.client.get("/feedback/write").text
    assert line.leo.client.get(url).status_code == 404
    assert line.leo.client.post(f"{url}/let-go").status_code == 303


def test_a_note_cannot_be_sent_twice(line: SimpleNamespace, drain: Callable[[], int]) -> None:
    url = draft_url(line.leo.client, "hard-day", line.alice.member_id)
    own = line.leo.client.post(f"{url}/send").headers["Location"]
    for again in (line.leo.client.post(f"{url}/send"), line.leo.client.get(url), line.leo.client.get(f"{url}/preview")):
        assert again.status_code == 303
        assert again.headers["Location"] == own
    drain()
    assert len(received(line.alice.client)) == 1


def test_the_same_page_kept_and_sent_once_more_is_a_second_note(line: SimpleNamespace) -> None:
    client, draft = line.leo.client, str(uuid4())
    first = sent(client, "hard-day", line.alice.member_id, draft=draft)
    second = sent(client, "hard-day", line.alice.member_id, draft=draft)
    assert first != second
    assert client.get(second).status_code == 200


def test_the_address_of_a_form_leads_to_its_page(delivered: SimpleNamespace) -> None:
    alice, leo, own = delivered.alice.client, delivered.leo.client, delivered.own
    for form in ("thanks", "view", "talk", "aside", "back"):
        assert alice.get(f"{delivered.url}/{form}").headers["Location"] == delivered.url
        assert alice.get(f"/feedback/{uuid4()}/{form}").status_code == 404
    assert leo.get(f"{own}/take-back").headers["Location"] == own
    draft = draft_url(leo, "hard-day", delivered.alice.member_id)
    for form in ("send", "let-go"):
        assert leo.get(f"{draft}/{form}").headers["Location"] == draft
    assert leo.get(f"/feedback/write/{uuid4()}/send").status_code == 404


def test_a_refused_talk_leaves_the_view_empty_and_the_other_way_round(delivered: SimpleNamespace) -> None:
    alice, url = delivered.alice.client, delivered.url
    talk = alice.post(f"{url}/talk", data={"on": day(-1), "at": "10:30", "words": "Over a tea?"}).text
    view = alice.post(f"{url}/view", data={"words": "so " * 1400}).text
    for page, filled_one, empty_one in ((talk, "talk", "view"), (view, "view", "talk")):
        texts = dict(re.findall(r'<textarea id="(talk|view)-words"[^>]*>\n([^<]*)</textarea>', page))
        assert texts[filled_one].strip()
        assert not texts[empty_one].strip()
        assert page.count("<details open>") == 1


def test_one_delivery_has_one_time_and_the_zone_is_named_where_it_differs(app: Flask, line: SimpleNamespace) -> None:
    with app.app_context(), work(line.alice.tenant_id, line.alice.member_id):
        members.member_row(line.alice.member_id).time_zone = "Asia/Tokyo"
    with clock.shifted(timedelta(hours=4)):
        line.leo.sign_in()
        url = draft_url(line.leo.client, "hard-day", line.alice.member_id)
        said = r"It arrives in their working hours: ([^.]*\(time in Asia/Tokyo\))"
        preview = re.search(said, line.leo.client.get(f"{url}/preview").text)
        own = line.leo.client.post(f"{url}/send").headers["Location"]
        page = re.search(said, line.leo.client.get(own).text)
    assert preview
    assert page
    assert preview[1] == page[1]


def test_what_somebody_asked_for_stands_where_it_is_answered(line: SimpleNamespace) -> None:
    line.alice.client.post("/feedback/ask", data={"words": "Was my handover clear?"})
    assert "Was my handover clear?" in line.leo.client.get(_new(line.alice.member_id)).text
    assert "Was my handover clear?" not in line.leo.client.get(_new(line.bob.member_id)).text


def test_the_week_of_rest_is_told_early_only_to_whoever_caused_it(app: Flask, delivered: SimpleNamespace) -> None:
    pages = (_new(delivered.alice.member_id), f"/feedback/write/choose?to={delivered.alice.member_id}")
    for page in pages:
        assert "so the next one waits" in delivered.leo.client.get(page).text
    assert "so the next one waits" not in delivered.leo.client.get(_new(delivered.alice.member_id, "hard-day")).text
    with app.app_context(), work(delivered.hana.tenant_id, delivered.hana.member_id):
        members.set_manager(members.member_row(delivered.alice.member_id), manager_id=delivered.bob.member_id)
    begin_space(app, delivered.bob)
    for person in (delivered.bob, delivered.leo):
        for page in pages:
            assert "so the next one waits" not in person.client.get(page).text


def test_the_receiver_thanks_once_adds_a_view_and_asks_to_talk(
    delivered: SimpleNamespace, outbox: Callable[[], list[EmailMessage]]
) -> None:
    alice, leo, url = delivered.alice.client, delivered.leo.client, delivered.url
    for _again in range(2):
        assert alice.post(f"{url}/thanks").status_code == 303
    assert alice.post(f"{url}/view", data={"words": "The form was missing that day."}).status_code == 303
    assert alice.post(f"{url}/view", data={"words": " "}).status_code == 422
    talk = {"on": day(1), "at": "10:30", "minutes": "45", "words": "Over a tea?"}
    assert alice.post(f"{url}/talk", data=talk).status_code == 303
    assert alice.post(f"{url}/talk", data=talk | {"on": day(-1)}).status_code == 422
    assert alice.post(f"{url}/talk", data=talk | {"on": ""}).status_code == 422
    for page in (alice.get(url).text, leo.get(delivered.own).text):
        assert page.count("says thank you") == 1
        assert "The form was missing that day." in page
        assert "Over a tea?" in page
        [ics] = re.findall(r'href="(/feedback/[0-9a-f-]{36}/talk\.ics)"', page)
    file = leo.get(ics)
    event = next(iter(Calendar.from_ical(file.data).events))
    theirs = re.search(r'href="(/feedback/[0-9a-f-]{36}/talk\.ics)"', alice.get(url).text)
    assert theirs
    assert next(iter(Calendar.from_ical(alice.get(theirs[1]).data).events))["UID"] == event["UID"]
    with clock.shifted(timedelta(minutes=5)):
        assert alice.post(f"{url}/talk", data=talk | {"on": day(2)}).status_code == 303
    files = re.findall(r'href="(/feedback/[0-9a-f-]{36}/talk\.ics)"', leo.get(delivered.own).text)
    assert len({str(next(iter(Calendar.from_ical(leo.get(one).data).events))["UID"]) for one in files}) == 2
    assert str(event["SUMMARY"]) == "Alice and Leo"
    assert event.duration == timedelta(minutes=45)
    assert CANARY.encode() not in file.data
    assert b"tea" not in file.data
    told = [mail.get_content() for mail in outbox() if mail["To"] in {delivered.alice.email, delivered.leo.email}]
    assert told
    assert not [text for text in told if CANARY in text or "Leo" in text or "feedback" in text.lower()]


def test_a_notice_leads_to_the_page_it_is_about(delivered: SimpleNamespace) -> None:
    alice, leo = delivered.alice.client, delivered.leo.client
    assert _followed(alice, "Somebody wrote to you about your work") == delivered.url
    alice.post(f"{delivered.url}/thanks")
    assert _followed(leo, "There is an answer to a note that you wrote") == delivered.own
    alice.post("/feedback/ask", data={"words": "My handover?"})
    assert _followed(leo, "Somebody would like to hear from you") == "/feedback/write"
    assert alice.get(f"/feedback/follow/{uuid4()}").status_code == 404


def _followed(client: object, words: str) -> str:
    page = client.get("/notices").text  # type: ignore[attr-defined]
    link = re.search(r'href="(/feedback/follow/[0-9a-f-]{36})">Open<span class="unseen"> ' + words, page)
    assert link, page
    return client.get(link[1]).headers["Location"]  # type: ignore[attr-defined]


def test_an_id_of_another_kind_is_absent(delivered: SimpleNamespace) -> None:
    alice, url = delivered.alice.client, delivered.url
    assert alice.get(f"{url}/talk.ics").status_code == 404
    assert alice.post(f"/feedback/requests/{url.rsplit('/', 1)[1]}/put-away").status_code == 404
    alice.post("/feedback/ask", data={"words": "My handover?"})
    request = re.search(r'action="/feedback/requests/([0-9a-f-]{36})/put-away"', alice.get("/feedback").text)
    assert request
    assert alice.get(f"/feedback/{request[1]}").status_code == 404
    assert alice.get(f"/feedback/follow/{request[1]}").headers["Location"] == "/feedback"


def test_only_corrections_in_a_row_are_said_to_the_supervisor(line: SimpleNamespace, drain: Callable[[], int]) -> None:
    for week in range(3):
        with clock.shifted(timedelta(days=week * 14)):
            line.leo.sign_in()
            sent(line.leo.client, "correct-one-thing", line.alice.member_id)
            page = line.leo.client.get("/feedback/write").text
    assert "Of your last notes to Alice, 3 asked for a change" in page


def test_keeping_a_draft_unchanged_changes_nothing(line: SimpleNamespace) -> None:
    url = draft_url(line.leo.client, "hard-day", line.alice.member_id)
    fields = filled("hard-day", line.alice.member_id) | {"revision": "1"}
    for _again in range(2):
        assert line.leo.client.post(url, data=fields).status_code == 303
    assert 'name="revision" value="1"' in line.leo.client.get(url).text


def test_setting_aside_is_for_oneself_and_can_be_undone(delivered: SimpleNamespace) -> None:
    alice, url = delivered.alice.client, delivered.url
    delivered.leo.client.get(delivered.own)
    before = delivered.leo.client.get(delivered.own).text
    assert alice.post(f"{url}/aside").status_code == 303
    assert received(alice) == []
    assert "Set aside" in alice.get("/feedback").text
    assert delivered.leo.client.get(delivered.own).text == before
    assert alice.post(f"{url}/back").status_code == 303
    assert received(alice) == [url]


def test_the_receiver_shows_a_note_to_a_person_they_choose_and_ends_it(app: Flask, delivered: SimpleNamespace) -> None:
    alice, hana, url = delivered.alice.client, delivered.hana.client, delivered.url
    begin_space(app, delivered.hana)
    page = alice.get(f"{url}/show").text
    assert "HR" in page
    assert "works council or data protection" in page
    assert str(delivered.bob.member_id) not in page
    for to in (delivered.bob.member_id, uuid4()):
        assert alice.post(f"{url}/show", data={"to": str(to)}).status_code == 404
    assert alice.post(f"{url}/show", data={"to": str(delivered.leo.member_id)}).status_code == 409
    assert alice.post(f"{url}/show", data={}).status_code == 422
    for _again in range(2):
        assert alice.post(f"{url}/show", data={"to": str(delivered.hana.member_id)}).status_code == 303
    [shown] = received(hana)
    page = hana.get(shown).text
    assert CANARY in page
    assert "Alice shows you a note from Leo" in page
    assert hana.post(f"{shown}/thanks").status_code == 409
    assert hana.get(f"{shown}/copy").status_code == 404
    assert CANARY not in hana.get("/feedback/export/json").text
    end = re.search(rf'action="({url}/show/[0-9a-f-]+/end)"', alice.get(f"{url}/show").text)
    assert end
    assert alice.post(end[1]).status_code == 303
    assert alice.post(end[1]).status_code == 404
    assert hana.get(shown).status_code == 404


def test_removing_takes_both_sides_and_every_shown_copy_and_says_so_before(
    app: Flask, delivered: SimpleNamespace, superuser: object
) -> None:
    alice, url = delivered.alice.client, delivered.url
    begin_space(app, delivered.hana)
    alice.post(f"{url}/thanks")
    alice.post(f"{url}/show", data={"to": str(delivered.hana.member_id)})
    asked = alice.get(f"{url}/remove").text
    assert "the copy of Leo goes" in asked
    assert alice.post(f"{url}/remove").status_code == 303
    assert alice.get(url).status_code == 404
    assert delivered.leo.client.get(delivered.own).status_code == 404
    assert received(delivered.hana.client) == []
    left = "SELECT count(*) FROM feedback_copy WHERE tenant_id = %(tenant)s"
    assert superuser.exec_driver_sql(left, {"tenant": delivered.alice.tenant_id}).scalar() == 0  # type: ignore[attr-defined]


def test_a_person_shown_a_note_removes_only_their_own_copy(app: Flask, delivered: SimpleNamespace) -> None:
    begin_space(app, delivered.hana)
    delivered.alice.client.post(f"{delivered.url}/show", data={"to": str(delivered.hana.member_id)})
    [shown] = received(delivered.hana.client)
    hana, alice, to_show = delivered.hana.client, delivered.alice.client, f"{delivered.url}/show"
    page = hana.get(shown).text
    assert "It is yours" not in page
    assert "Does it weigh on you?" not in page
    assert re.search(r"Written \w+day, .*, shown \w+day, ", page)
    assert "Can read it now" in alice.get(to_show).text
    assert "Alice keeps the note" in hana.get(f"{shown}/remove").text
    gone = hana.post(f"{shown}/remove", follow_redirects=True).text
    assert "It is gone from your page." in gone
    assert "for both of you" not in gone
    assert CANARY in alice.get(delivered.url).text
    assert "Can read it now" not in alice.get(to_show).text
    assert alice.post(to_show, data={"to": str(delivered.hana.member_id)}).status_code == 303
    assert "Can read it now" in alice.get(to_show).text
    assert len(received(hana)) == 1


def test_the_receiver_takes_a_copy_in_both_forms_and_after_leaving(app: Flask, delivered: SimpleNamespace) -> None:
    alice, url = delivered.alice.client, delivered.url
    alice.post(f"{url}/view", data={"words": "The form was missing."})
    alice.post(f"{url}/talk", data={"on": day(1), "at": "10:30", "words": "Over a tea?"})
    one = alice.get(f"{url}/copy")
    assert "attachment" in one.headers["Content-Disposition"]
    for words in (CANARY, "The form was missing.", "Over a tea?", FOR_LEARNING):
        assert words in one.text
    everything = json.loads(alice.get("/feedback/export/json").text)
    assert everything["notes"][0]["answers"][0]["words"] == "The form was missing."
    assert CANARY in alice.get("/feedback/export/markdown").text
    with app.app_context(), work(delivered.hana.tenant_id, delivered.hana.member_id):
        members.mark_leaver(members.member_row(delivered.alice.member_id), left_on=clock.today())
    client = delivered.alice.sign_in(app.test_client())
    assert CANARY in client.get("/feedback/export/json").text
    assert client.get("/feedback/export").status_code == 200
    assert {client.get(path).status_code for path in ("/feedback", url, "/feedback/ask")} == {403}


def test_a_member_asks_for_feedback_and_both_can_put_the_request_away(line: SimpleNamespace) -> None:
    alice, leo = line.alice.client, line.leo.client
    assert "Ask Leo" in alice.get("/feedback/ask").text
    assert alice.post("/feedback/ask", data={"words": " "}).status_code == 422
    assert alice.post("/feedback/ask", data={"words": "Was my handover clear?"}).status_code == 303
    assert "Was my handover clear?" in alice.get("/feedback").text
    page = leo.get("/feedback/write").text
    assert "Was my handover clear?" in page
    away = re.search(r'action="(/feedback/requests/[0-9a-f-]{36}/put-away)"', page)
    assert away
    assert alice.post(away[1]).status_code == 404
    assert leo.post(away[1]).status_code == 303
    assert "Was my handover clear?" not in leo.get("/feedback/write").text
    mine = re.search(r'action="(/feedback/requests/[0-9a-f-]{36}/put-away)"', alice.get("/feedback").text)
    assert mine
    assert alice.post(mine[1]).status_code == 303


def test_the_first_request_asks_for_consent_and_without_a_supervisor_it_says_so(line: SimpleNamespace) -> None:
    bob = line.bob.client
    refused = bob.post("/feedback/ask", data={"words": "My tour?"})
    assert refused.status_code == 422
    assert "My tour?" in refused.text
    kept = bob.post("/feedback/ask", data={"words": "My tour?", "consent": "yes"})
    assert re.search(r"([A-Z2-7]{5}-){4}[A-Z2-7]{5}", kept.text)
    assert "Nobody is named as your supervisor" in line.hana.client.get("/feedback/ask").text
    assert line.hana.client.post("/feedback/ask", data={"words": "x", "consent": "yes"}).status_code == 409


def test_the_supervisor_gets_gentle_words_and_nobody_else_does(line: SimpleNamespace, drain: Callable[[], int]) -> None:
    page = line.leo.client.get("/feedback/write").text
    assert "is new here" in page
    assert "Only you see this" in page
    with clock.shifted(timedelta(weeks=9)):
        line.leo.sign_in()
        page = line.leo.client.get("/feedback/write").text
        assert "There is no note from you to Alice here." in page
        assert "weeks" not in page
        sent(line.leo.client, "hard-day", line.alice.member_id)
    with clock.shifted(timedelta(weeks=22)):
        line.leo.sign_in()
        assert (
            "It is about 3 months since Alice last heard from you here." in line.leo.client.get("/feedback/write").text
        )
    for person in (line.alice, line.hana):
        assert person.client.get("/feedback/write").status_code == 403


def test_a_next_step_comes_to_mind_for_both_on_its_day(line: SimpleNamespace, drain: Callable[[], int]) -> None:
    sent(line.leo.client, "correct-one-thing", line.alice.member_id, remind="yes", **{"day-step": day(1)})
    drain()
    with clock.shifted(timedelta(hours=22)):
        drain()
        for person in (line.leo, line.alice):
            person.sign_in()
            assert "A next step that you two wrote down" in person.client.get("/notices").text
        assert "A next step" not in line.hana.client.get("/notices").text


def test_the_authors_copy_closes_with_the_reporting_line_or_after_twelve_months(
    app: Flask, delivered: SimpleNamespace, drain: Callable[[], int]
) -> None:
    thanks = sent(delivered.leo.client, "specific-thanks", delivered.cleo.member_id)
    with app.app_context(), work(delivered.hana.tenant_id, delivered.hana.member_id):
        members.set_manager(members.member_row(delivered.alice.member_id), manager_id=delivered.hana.member_id)
    assert delivered.leo.client.get(delivered.own).status_code == 404
    assert CANARY not in delivered.leo.client.get(f"/feedback/write/to/{delivered.alice.member_id}").text
    refused = delivered.alice.client.post(f"{delivered.url}/thanks")
    assert refused.status_code == 409
    assert CANARY in delivered.alice.client.get(delivered.url).text
    assert delivered.leo.client.get(thanks).status_code == 200
    with clock.shifted(timedelta(days=366)):
        delivered.leo.sign_in()
        assert delivered.leo.client.get(thanks).status_code == 404


def test_there_is_no_file_print_or_list_over_people_for_the_author(app: Flask, delivered: SimpleNamespace) -> None:
    page = delivered.leo.client.get(f"/feedback/write/to/{delivered.alice.member_id}").text
    assert delivered.own in page
    assert delivered.own not in delivered.leo.client.get("/feedback/write").text
    assert delivered.own not in delivered.leo.client.get(f"/feedback/write/to/{delivered.bob.member_id}").text
    copy_id = delivered.own.rsplit("/", 1)[1]
    assert delivered.leo.client.get(f"/feedback/{copy_id}/copy").status_code == 404
    assert CANARY not in delivered.leo.client.get("/feedback/export/json").text
