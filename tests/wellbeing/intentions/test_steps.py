"""Small steps: plan, do or not this time, a kind note, the next; no marks and no counts."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from tests.wellbeing.intentions.conftest import CANARY, kept, let_go


def test_a_plan_needs_something_to_do_and_comes_back_with_what_was_typed(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    for what in ({}, {"what": " \n "}):
        refused = client.post("/small-steps", data={"when": "after lunch", "consent": "yes"} | what)
        assert refused.status_code == 422
        assert "a few words are enough" in refused.text
        assert "after lunch" in refused.text
    no_yes = client.post("/small-steps", data={"what": CANARY, "sentence": "slowly"})
    assert no_yes.status_code == 422
    assert "Tick this to keep what you wrote" in no_yes.text
    assert CANARY in no_yes.text


@pytest.mark.parametrize(
    ("how", "said"), [("done", "You did it"), ("not_this_time", "Not this time, and that is fine")]
)
def test_both_ways_are_equal_and_lead_to_a_kind_note_and_a_next_step(
    cast: SimpleNamespace, how: str, said: str
) -> None:
    client = cast.alice.client
    url = kept(client, "/small-steps", what="Once around the block", when="by the back door", sentence="slowly is fine")
    before = client.get(url).text
    for words in ("Once around the block", "by the back door", "slowly is fine"):
        assert words in before
    looks = re.findall(r'<button class="(\w+)" type="submit" name="how" value="(\w+)"', before)
    assert looks == [("outlined", "done"), ("outlined", "not_this_time")]
    assert client.post(f"{url}/how", data={"how": "failed"}).status_code == 422
    assert client.post(f"{url}/how", data={"how": how}).status_code == 303
    after = client.get(url).text
    assert f">{said}</h1>" in after
    assert "/small-steps/new" in after
    assert client.post(f"{url}/note", data={"note": "good that I looked", "revision": "2"}).status_code == 303
    listed = client.get("/small-steps").text
    assert "good that I looked" in listed
    main = listed[listed.index("<main") : listed.index("</main")]
    assert not re.search(r"\b\d+\b", re.sub(r"<[^>]*>", " ", main)), "no counts"
    assert "Not this time" not in main, "no marks"


def test_two_windows_lose_neither_plan_nor_note(cast: SimpleNamespace) -> None:
    client = cast.alice.client
    url = kept(client, "/small-steps", what="at first", draft="0d6b9f0e-1111-4222-8333-944445555666")
    again = kept(client, "/small-steps", what="at first", draft="0d6b9f0e-1111-4222-8333-944445555666")
    assert again == url
    assert client.post(url, data={"what": "from the first", "revision": "1"}).status_code == 303
    conflict = client.post(url, data={"what": "from the second", "revision": "1"})
    assert conflict.status_code == 409
    assert "from the first" in conflict.text
    assert "from the second" in conflict.text
    assert client.post(f"{url}/how", data={"how": "done"}).status_code == 303
    assert client.post(f"{url}/note", data={"note": "first note", "revision": "3"}).status_code == 303
    conflict = client.post(f"{url}/note", data={"note": "second note", "revision": "3"})
    assert conflict.status_code == 409
    assert "first note" in conflict.text
    assert "second note" in conflict.text
    assert client.post(url, data={"what": "reworded", "revision": "4"}).status_code == 303
    page = client.get(url).text
    assert "You did it" in page, "new words do not undo what became of it"
    assert "first note" in page
    let_go(client, url)
