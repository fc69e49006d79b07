"""Bringing a copy back: checked whole, shown before, added once; a broken one names file and entry and adds nothing."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from tenants import clock
from tenants.db import work
from tenants.members import private_space
from tests.conftest import Person
from tests.tenants.private_space import steps
from tests.wellbeing.home.test_copy import address
from wellbeing.home import packing
from wellbeing.journal import exporting

Drain = Callable[[], int]
MADE = datetime(2026, 1, 2, tzinfo=UTC)
COPY = {
    "wave_id": "0" * 31 + "1",
    "wave": "Spring of long ago",
    "month_on": "2025-04-01",
    "sent_on": "2025-04-09",
    "instruments": {"cbi": {"version": 1, "answers": {"cbi_p1": "50"}, "scores": {"personal": 50.0}, "asked": {}}},
}


def copies(*found: Any) -> dict[str, dict[str, str]]:
    """The part of check-ins with these copies."""
    return {"check-ins": {"check-ins.json": json.dumps({"format": "wellbeing-own-copies-1", "copies": list(found)})}}


def packed(parts: dict[str, dict[str, str]]) -> bytes:
    return packing.pack(parts, readme="# All of it", made_at=MADE)


def bring(person: Person, content: bytes, name: str = "my-data.zip") -> TestResponse:
    return person.client.post("/my-data/bring", data={"file": (io.BytesIO(content), name)})


def kept(superuser: Connection, person: Person) -> tuple[int, int]:
    """How many copies of check-ins, and how many zips that wait for a decision, a person has."""
    superuser.rollback()
    counts = [
        superuser.scalar(text(f"SELECT count(*) FROM {table} WHERE member_id = :m"), {"m": person.member_id})
        for table in ("own_answers", "personal_copy")
    ]
    return counts[0], counts[1]


def test_a_copy_comes_back_after_a_look_and_only_once(
    app: Flask, cast: SimpleNamespace, superuser: Connection, drain: Drain
) -> None:
    alice = cast.alice
    assert "Begin a private space" in alice.client.get("/my-data/bring").text
    assert bring(alice, packed(copies(COPY))).status_code == 409
    steps.write(alice.client)
    assert "What it would add" not in alice.client.get("/my-data/bring").text
    assert bring(alice, packed(copies(COPY, {**COPY, "wave_id": "0" * 31 + "2"}))).status_code == 303
    page = alice.client.get("/my-data/bring").text
    assert "Your own copies of check-ins: 2 things" in page
    assert "Nothing has been added yet" in page
    assert kept(superuser, alice) == (0, 1)
    for stranger in (cast.bob, cast.hana):
        assert "What it would add" not in stranger.client.get("/my-data/bring").text
    assert "What it would add" not in alice.sign_in(app.test_client()).get("/my-data/bring").text

    for _press in range(2):
        assert alice.client.post("/my-data/bring/take-in").status_code == 303
    assert "2 things were added" in alice.client.get("/my-data").text
    assert kept(superuser, alice) == (2, 0)
    assert "Spring of long ago" in alice.client.get("/check-ins/own").text

    assert bring(alice, packed(copies(COPY))).status_code == 303
    assert "here already" in alice.client.get("/my-data/bring").text
    assert alice.client.post("/my-data/bring/take-in").status_code == 303
    assert kept(superuser, alice) == (2, 0)
    assert bring(alice, packed(copies({**COPY, "wave_id": "0" * 31 + "3"}))).status_code == 303
    assert alice.client.post("/my-data/bring/let-be").status_code == 303
    assert kept(superuser, alice) == (2, 0)

    assert alice.client.post("/my-data/copy").status_code == 303
    drain()
    zipped = alice.client.post(address(alice.client.get("/my-data/copy").text)).data
    steps.write(cast.bob.client)
    assert bring(cast.bob, zipped).status_code == 303
    assert cast.bob.client.post("/my-data/bring/take-in").status_code == 303
    assert kept(superuser, cast.bob) == (2, 0)
    assert kept(superuser, alice) == (2, 0)
    told = cast.bob.client.get("/check-ins/own/export/json").json
    assert told is not None
    assert [one["sent_on"] for one in told["checkins"]] == ["2025-04-09"] * 2


def test_a_whole_copy_brings_deleted_entries_back_and_nothing_twice(cast: SimpleNamespace, drain: Drain) -> None:
    alice = cast.alice
    entry, _code = steps.write(alice.client)
    assert alice.client.post("/my-data/copy").status_code == 303
    drain()
    zipped = alice.client.post(address(alice.client.get("/my-data/copy").text)).data
    assert bring(alice, zipped).status_code == 303
    assert "here already" in alice.client.get("/my-data/bring").text
    assert alice.client.post(f"{entry}/delete").status_code == 303
    assert steps.SECRET_LINE not in alice.client.get("/journal/export/json").text
    assert bring(alice, zipped).status_code == 303
    assert "Your journal: 1 thing" in alice.client.get("/my-data/bring").text
    assert alice.client.post("/my-data/bring/take-in").status_code == 303
    assert alice.client.get("/journal/export/json").text.count(steps.SECRET_LINE) == 1


def test_what_was_chosen_about_notices_comes_back_only_where_nothing_was_chosen(cast: SimpleNamespace) -> None:
    steps.write(cast.alice.client)
    told = {"format": "wellbeing-notices-1", "choices": {"feedback_note": "in_app", "gone": "mail"}}
    zipped = packed({"notices": {"notices.json": json.dumps(told)}})
    assert bring(cast.alice, zipped).status_code == 303
    assert "Your notices, and which ones you chose to get: 1 thing" in cast.alice.client.get("/my-data/bring").text
    assert cast.alice.client.post("/my-data/bring/take-in").status_code == 303
    assert bring(cast.alice, zipped).status_code == 303
    assert "here already" in cast.alice.client.get("/my-data/bring").text
    broken = packed({"notices": {"notices.json": json.dumps({**told, "choices": {"feedback_note": "loud"}})}})
    answer = bring(cast.alice, broken)
    assert answer.status_code == 422
    assert "notices/notices.json cannot be read, at: choices, feedback_note." in answer.text


def raw(files: dict[str, bytes], **entries: Any) -> bytes:
    """A zip as anybody could make one: names and contents as they come."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in entries.items():
                setattr(info, key, value)
            folder.writestr(info, content)
    return made.getvalue()


def index(*names: str) -> bytes:
    return json.dumps({"format": packing.FORMAT, "files": names}).encode()


def twice() -> bytes:
    return raw({"index.json": index(), "jndex.json": index()}).replace(b"jndex.json", b"index.json")


def locked() -> bytes:
    content = bytearray(raw({"index.json": index()}))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<H", content, directory + 8, 1)
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(raw({"index.json": index("journal/a.md"), "journal/a.md": b"quiet water " * 400}))
    at = content.index(b"journal/a.md") + len("journal/a.md") + 4
    content[at : at + 12] = bytes(12)
    return bytes(content)


GOOD = raw({"index.json": index("journal/a.md"), "journal/a.md": b"x"})
PATHS = ("../journal/a.md", "/etc/passwd", "journal/../../a.md", "journal\\a.md", "C:/a.md", "journal/", "journal/.a")
BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "Please choose a file first."),
    "text": (b"not a zip at all", "This is not a zip file"),
    "cut off": (GOOD[:60], "This is not a zip file"),
    "locked": (locked(), "is locked, a link, or packed"),
    "link": (raw({"index.json": index()}, external_attr=0o120777 << 16), "is locked, a link, or packed"),
    "twice": (twice(), "“index.json” is in it twice"),
    "damaged": (damaged(), "“journal/a.md” is damaged"),
    "no text": (raw({"index.json": index("journal/a.md"), "journal/a.md": b"\xff\xfe"}), "“journal/a.md” is not text"),
    "no index": (raw({"README.md": b"hello"}), "“index.json” is missing"),
    "index of another": (raw({"index.json": b'{"format": "x", "files": []}'}), "this copy is of another kind"),
    "index of nonsense": (raw({"index.json": b"[" * 100_000}), "“index.json” is missing or cannot be read"),
    "missing": (raw({"index.json": index("journal/b.md")}), "“journal/b.md” is missing"),
    "added": (raw({"index.json": index(), "journal/c.md": b"x"}), "“journal/c.md” was added to the copy later"),
    "unknown": (packed({"somewhere": {"a.json": "{}"}}), "“somewhere/” is a folder that is not known here"),
    "no json": (packed({"check-ins": {"check-ins.json": "{"}}), "check-ins/check-ins.json cannot be read, at: 1."),
    "no copies": (
        packed({"check-ins": {"check-ins.json": "{}"}}),
        "check-ins/check-ins.json cannot be read, at: copies.",
    ),
    "second entry": (packed(copies(COPY, {**COPY, "month_on": "2025-04-02"})), "check-ins.json cannot be read, at: 2."),
    "strange score": (
        packed(copies(COPY, COPY, {**COPY, "instruments": {"x": {"version": 1, "answers": {}, "scores": {"y": "z"}}}})),
        "check-ins.json cannot be read, at: 3.",
    ),
} | {name: (raw({"index.json": index(name), name: b"x"}), "is no name that a copy made here has") for name in PATHS}


def test_a_broken_copy_names_what_is_wrong_and_adds_nothing(
    cast: SimpleNamespace, superuser: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.write(cast.alice.client)
    for name, (content, sentence) in BROKEN.items():
        answer = bring(cast.alice, content)
        assert answer.status_code == 422, name
        assert sentence in answer.text, name
        assert kept(superuser, cast.alice) == (0, 0), name
    assert cast.alice.client.post("/my-data/bring").status_code == 422
    good = packed(copies(COPY))
    for limit, most, sentence in (
        ("MOST_BYTES", 100, "This file is larger than"),
        ("MOST_FILES", 2, "There are more than"),
        ("MOST_UNPACKED", 300, "Unpacked it is larger than"),
    ):
        with monkeypatch.context() as smaller:
            smaller.setattr(packing, limit, most)
            answer = bring(cast.alice, good)
        assert answer.status_code == 422, limit
        assert sentence in answer.text, limit
    assert kept(superuser, cast.alice) == (0, 0)


def test_a_zip_that_grows_without_end_is_not_unpacked_to_its_end() -> None:
    bomb = raw({"index.json": index("journal/a.md"), "journal/a.md": bytes(packing.MOST_UNPACKED + 1)})
    assert len(bomb) < packing.MOST_BYTES
    with pytest.raises(packing.BrokenCopy) as refused:
        packing.unpack(bomb)
    assert (refused.value.code, refused.value.file) == ("too_large_inside", "journal/a.md")


def test_a_file_of_countless_small_values_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: object, **_more: object) -> None:
        raise AssertionError("millions of values were made of a few letters")

    many = b"[" + b"{}," * (packing.MOST_PIECES // 2) + b"{}]"
    bomb = raw({"index.json": index("journal/journal.json"), "journal/journal.json": many})
    assert len(bomb) < 1 << 16
    with pytest.raises(packing.BrokenCopy) as refused:
        packing.unpack(bomb)
    assert (refused.value.code, refused.value.file) == ("unfit", "journal/journal.json")
    monkeypatch.setattr(json, "loads", never)
    with pytest.raises(packing.BrokenCopy) as refused:
        packing.unpack(raw({"index.json": b"[" + b"1," * (packing.LONGEST_INDEX // 2) + b"1]"}))
    assert refused.value.code == "no_index"


def test_an_upload_beyond_the_limit_is_refused_in_words(cast: SimpleNamespace) -> None:
    steps.write(cast.alice.client)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="my-data.zip"\r\n\r\n'
    whole = head + bytes(packing.MOST_BYTES + (2 << 20)) + b"\r\n--x--\r\n"
    sent = {"content_type": "multipart/form-data; boundary=x", "input_stream": io.BytesIO(whole)}
    answer = cast.alice.client.post("/my-data/bring", content_length=len(whole), **sent)
    assert answer.status_code == 422
    assert "larger than 32 MB" in answer.text


def test_a_locked_private_space_takes_nothing_in(app: Flask, cast: SimpleNamespace, superuser: Connection) -> None:
    steps.write(cast.alice.client)
    with app.app_context(), work(cast.alice.tenant_id, cast.alice.member_id):
        private_space.lock(cast.alice.member_id, clock.now())
    newcomer = cast.alice.sign_in(app.test_client())
    assert "locked on this device" in newcomer.get("/my-data/bring").text
    answer = newcomer.post("/my-data/bring", data={"file": (io.BytesIO(packed(copies(COPY))), "my-data.zip")})
    assert answer.status_code == 423
    assert kept(superuser, cast.alice) == (0, 0)


HALF = "half a sign \ud83d"
FAR = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00")


def brought(person: Person, part: str, file: str, told: dict[str, Any]) -> int:
    """Bring one file and take it in; 422 where it is refused."""
    found = bring(person, packed({part: {file: json.dumps(told)}})).status_code
    return person.client.post("/my-data/bring/take-in").status_code if found == 303 else found


def test_nothing_in_a_forged_copy_closes_a_page_for_good(cast: SimpleNamespace) -> None:
    alice = cast.alice
    steps.write(alice.client)
    day: dict[str, Any] = {"begun_on": "2025-01-01"}
    moment: dict[str, Any] = {"slug": "tea", "title": HALF, "note": HALF, "revised_at": None}
    made = [
        {"kind": "letter", "body": HALF} | day,
        {"kind": "goal", "sentence": HALF, "first_step": HALF} | day,
        {"kind": "sentences", "said": [HALF]} | day,
        {"kind": "ladder", "anchor": HALF, "towards": HALF, "rungs": [HALF]} | day,
    ]
    intentions = {"format": "wellbeing-intentions-1", "intentions": [{"id": str(uuid4())} | one for one in made]}
    assert brought(alice, "intentions", "intentions.json", intentions) == 303
    filled = [{"id": "a", "label": HALF, "words": HALF}]
    note: dict[str, Any] = moment | {"id": str(uuid4()), "kept_at": "2025-01-01T00:00:00+00:00", "fields": filled}
    notes = {"format": "wellbeing-practices-1", "notes": [note]}
    assert brought(alice, "practices", "notes.json", notes) == 303
    entry: dict[str, Any] = {
        "id": str(uuid4()),
        "written_at": "2025-01-01T00:00:00+00:00",
        "body": HALF,
        "prompt": HALF,
    }
    entry |= {"tags": [HALF], "fields": {"needs": HALF}, "mood": {"word": HALF}, "effort": HALF}
    journal = {"format": exporting.FORMAT, "entries": [entry]}
    assert brought(alice, "journal", "journal.json", journal) == 303
    for far in FAR:
        again = {"id": str(uuid4())}
        late = {"format": notes["format"], "notes": [note | again | {"kept_at": far}]}
        assert brought(alice, "practices", "notes.json", late) == 422
        late["notes"] = [note | again | {"revised_at": far}]
        assert brought(alice, "practices", "notes.json", late) == 422
        revised = {"format": journal["format"], "entries": [entry | again | {"revised_at": far}]}
        assert brought(alice, "journal", "journal.json", revised) == 422
    for path in ("/letters", "/goals", "/my-sentences", "/gradual-steps", "/for-myself", "/practices/notes"):
        assert "half a sign \ufffd" in alice.client.get(path).text, path
    assert "half a sign \ufffd" in alice.client.get("/journal?month=2025-01").text
    for path in ("/home", "/journal/export/json", "/journal/looking-back", "/journal/new"):
        assert alice.client.get(path).status_code == 200, path
