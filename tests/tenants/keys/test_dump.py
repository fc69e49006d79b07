"""Whoever copies everything (PostgreSQL, Redis, files, logs, mails) without keys finds no word that somebody wrote."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
import redis
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from tenants import embedded, sealed_places, vault
from tenants.db import db, work
from tenants.members.my_way import MyWay
from tenants.private_space.models import PrivateSpace
from tenants.sealed import SealBroken, open_sealed
from tests import scene as scenes
from tests.database_copy import Copy

MARK = "zqx7k"
"""Begins every marked word; in no text of the product and no random id."""


@pytest.fixture(scope="module")
def scene(app: Flask, tally_app: Flask) -> scenes.Scene:
    """A furnished company of our own."""
    return scenes.build(app, tally_app, name="Marked")


@contextmanager
def everything_logged() -> Iterator[StringIO]:
    """What the product logs meanwhile."""
    kept, before = StringIO(), structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(kept))
    try:
        yield kept
    finally:
        structlog.configure(**before)


def _mark(what: str) -> str:
    return f"{MARK}{what}"


FIELDS = re.compile(r"<(textarea|input|select)\b([^>]*)>")
NAMED = re.compile(r'\b(name|type|value|maxlength)="([^"]*)"')


def writes(client: FlaskClient, path: str, given: dict[str, Any]) -> str:
    """Send a form; it must be kept."""
    answer = client.post(path, data=given)
    assert answer.status_code in {200, 303}, (path, answer.status_code, answer.text)
    return urlsplit(answer.headers.get("Location", "")).path


def _journal(alice: FlaskClient, words: set[str]) -> None:
    """An entry with every free field of its form, and a private answer to each kind the form knows."""
    page = alice.get("/journal/new").text
    draft = re.search(r'name="draft" value="([^"]*)"', page)
    given: dict[str, str] = {"draft": draft[1]} if draft else {}
    for kind, attributes in FIELDS.findall(page.partition('action="/journal"')[2].partition("</form>")[0]):
        told = dict(NAMED.findall(attributes))
        free = kind == "textarea" or (kind == "input" and told.get("type", "text") == "text")
        if free and told.get("name") not in {None, "draft"}:
            word = _mark(f"entry{told['name'].replace('-', '')}")
            words.add(word)
            given[told["name"]] = word
    assert "body" in given
    kept = writes(alice, "/journal", given)
    word = _mark("revised")
    words.add(word)
    writes(alice, kept, {"body": word, "revision": "1"})
    assert word in alice.get(kept).text


def _feedback(leo: FlaskClient, alice: FlaskClient, words: set[str]) -> None:
    """A draft that is only kept, and an answer to a note."""
    link = re.search(r'href="(/feedback/write/[0-9a-f-]{36})"', leo.get("/feedback/write").text)
    assert link
    page = leo.get(link[1]).text
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"', page)
    assert areas
    for name in areas:
        words.add(_mark(f"draft{name.replace('-', '')}"))
        fields[name] = _mark(f"draft{name.replace('-', '')}")
    writes(leo, link[1], fields)
    note = re.findall(r'<h2><a href="(/feedback/[0-9a-f-]{36})"', alice.get("/feedback").text)[0]
    words.add(_mark("asked"))
    word = _mark("shared")
    words.add(word)
    writes(alice, f"{note}/view", {"words": word})
    asked = alice.post("/feedback/ask", data={"words": _mark("asked")})
    assert asked.status_code == 409, "a first request waits still; what was refused is nowhere either"


def _coaching(alice: FlaskClient, words: set[str]) -> None:
    """What a pair shares, and what one wishes."""
    pair = re.findall(r'href="(/coaching/pairs/[0-9a-f-]{36})"', alice.get("/coaching").text)[0]
    for act in ("note", "agenda"):
        words.add(_mark(act))
        writes(alice, f"{pair}/{act}", {"words": _mark(act)})


def _for_herself(alice: FlaskClient, words: set[str]) -> None:
    """A letter, sentences, a small step, a goal, a gradual approach and words after a practice."""
    made: dict[str, dict[str, Any]] = {
        "/letters": {"body": ""},
        "/my-sentences": {"said": ["", "", ""]},
        "/small-steps": {"what": "", "when": "", "sentence": ""},
        "/goals": {"sentence": "", "first_step": ""},
        "/practices/three-sentences": {"note": "", "words-see": ""},
    }
    for path, fields in made.items():
        given = {}
        for name, empty in fields.items():
            word = _mark(f"{path.strip('/').replace('/', '').replace('-', '')}{name.replace('-', '')}")
            words.add(word)
            given[name] = [word] if isinstance(empty, list) else word
        if path == "/my-sentences":
            given["revision"] = re.findall(r'name="revision" value="(\d+)"', alice.get("/my-sentences/edit").text)[0]
        writes(alice, path, given)
    ladder = writes(alice, "/gradual-steps", {"anchor": "sound"})
    words |= {_mark("towards"), _mark("rung")}
    writes(alice, ladder, {"anchor": "sound", "towards": _mark("towards"), "rungs": [_mark("rung")], "revision": "1"})
    assert _mark("rung") in alice.get(ladder).text


def _shown_and_asked(alice: FlaskClient, partner: UUID, words: set[str]) -> None:
    """An entry that a coach may read, a search, and what HR is asked to correct: only HR and Alice read that."""
    words |= {_mark("shown"), _mark("sought"), _mark("wrong")}
    entry = writes(alice, "/journal", {"body": _mark("shown")})
    writes(alice, f"{entry}/share", {"to": str(partner)})
    found = alice.post("/journal/search", data={"words": _mark("sought")}, follow_redirects=True)
    assert _mark("sought") in found.text
    writes(alice, "/my-data/correction", {"field": "job_family", "words": _mark("wrong")})
    writes(alice, "/my-data/copy", {})


def _services(app: Flask, scene: scenes.Scene, words: set[str]) -> None:
    """What other forms keep: a way, a pause with its day, a private address, own answers to a check-in."""
    from tenants.members import own_way
    from tenants.private_space import addresses

    member_id = scene.alice.member_id
    words.add(f"{_mark('address')}@example.net")
    with app.app_context(), work(scene.tenant_id, member_id):
        own_way.keep(member_id=member_id, way=MyWay())
        addresses.propose(member_id=member_id, address=f"{_mark('address')}@example.net")


def spellings(word: str) -> list[bytes]:
    """How a word may stand in a copy: plain, as hex of a bytea, in base64 at each offset, in UTF-16."""
    plain = word.encode()
    found = [plain, plain.hex().encode(), word.encode("utf-16-le"), plain[::-1]]
    for offset in range(3):
        coded = base64.b64encode(b"x" * offset + plain)
        found.append(coded[4 if offset else 0 : -4])
    return found


def test_no_marked_word_is_in_a_copy_of_everything(
    app: Flask, scene: scenes.Scene, engines: embedded.Engines, drain: Callable[[], int], mail_folder: Path,
    tmp_path: Path, superuser: Connection,
) -> None:  # fmt: skip
    words: set[str] = set()
    with everything_logged() as logged:
        alice, leo = scene.alice.sign_in(), scene.leo.sign_in()
        _journal(alice, words)
        _feedback(leo, alice, words)
        _coaching(alice, words)
        _for_herself(alice, words)
        _shown_and_asked(alice, scene.partner.member_id, words)
        _services(app, scene, words)
        broken = alice.post("/journal", data={"body": _mark("refused"), "mood": _mark("nonsense")})
        assert broken.status_code in {200, 303, 422}
        words |= {_mark("refused"), _mark("nonsense")}
        jobs = superuser.execute(text("SELECT args::text FROM job".replace("::", "\\:\\:"))).scalars().all()
        mails = b"".join(file.read_bytes() for file in mail_folder.glob("*.eml"))
        drain()
        mails += b"".join(file.read_bytes() for file in mail_folder.glob("*.eml"))
    superuser.rollback()
    with redis.Redis.from_url(engines.redis_url) as store:
        stored = b"".join(key + (store.dump(key) or b"") for key in store.scan_iter())
        store.save()
    files = [
        path
        for path in engines.data_dir.resolve().rglob("*")
        if path.is_file() and path.suffix != ".sock" and "base" not in path.parts and "pg_wal" not in path.parts
    ]
    copies = {
        "PostgreSQL": Copy(engines, tmp_path).plain(),
        "Redis": stored,
        "logs": logged.getvalue().encode(),
        "mails": mails,
        "jobs": "".join(jobs).encode(),
    } | {str(path): path.read_bytes() for path in files}
    assert b"journal_entry" in copies["PostgreSQL"]
    assert len(words) >= 25
    for word in sorted(words):
        for place, content in copies.items():
            assert not [spelled for spelled in spellings(word) if len(spelled) > 8 and spelled in content], (
                word,
                place,
            )
    # the search itself finds what is there in plain: the name that HR supplied
    assert b"Alice Okafor" in copies["PostgreSQL"]


def test_a_sealed_value_opens_in_its_own_row_only(
    app: Flask, scene: scenes.Scene, superuser: Connection, company: Callable[..., Any]
) -> None:
    """Each sealed value of the scene is tried as if it stood in another row, with another member, another tenant."""
    other = company("Eastwind", signed_in=False)
    declared = {(place.table, place.column): place for place in sealed_places.everywhere()}
    tried: set[str] = set()
    with app.app_context():
        spaces = _space_keys(scene.tenant_id, superuser)
        with work(scene.tenant_id):
            tenant_key = vault.unwrap_tenant_key(db.session.get_one(vault.TenantKey, (scene.tenant_id, 1)))
        for table, column in _columns(superuser):
            for row in _rows_of(superuser, table, column, scene.tenant_id):
                sealed, place = bytes(row[column]), declared.get((table, column))
                space = row.get("space_id") or (row["id"] if table in {"my_way", "enrollment"} else None)
                if (space is not None and place is None) or (space is not None and row.get("space_id")):
                    owner = row.get("member_id") or row.get("reader_id")
                    key = spaces[space]
                    right = f"{table}|{scene.tenant_id}|{row['id']}|{owner}"
                    wrong = [
                        f"{table}|{scene.tenant_id}|{uuid4()}|{owner}",
                        f"{table}|{scene.tenant_id}|{row['id']}|{uuid4()}",
                        f"{table}|{other.tenant_id}|{row['id']}|{owner}",
                        f"another_table|{scene.tenant_id}|{row['id']}|{owner}",
                    ]
                else:
                    assert place is not None, f"{table}.{column} is sealed and no rotation knows of it"
                    key, right = tenant_key, place.binds(scene.tenant_id, row)
                    moved = [row | {"id": uuid4()}, *(row | {name: uuid4()} for name in place.reads)]
                    wrong = [place.binds(scene.tenant_id, each) for each in moved]
                    wrong.append(place.binds(other.tenant_id, row))
                assert open_sealed(key, sealed, right), table
                for bound_to in wrong:
                    with pytest.raises(SealBroken):
                        open_sealed(key, sealed, bound_to)
                for stranger in (
                    *(k for s, k in spaces.items() if k != key),
                    *([tenant_key] if key != tenant_key else []),
                ):
                    with pytest.raises(SealBroken):
                        open_sealed(stranger, sealed, right)
                tried.add(table)
    assert {"journal_entry", "feedback_draft", "feedback_copy", "coaching_copy", "coaching_profile"} <= tried
    assert {"coaching_pairing", "private_space", "wave_key", "correction_request"} <= tried
    assert {"intention", "practice_note", "my_way", "shared_entry"} <= tried


def _columns(superuser: Connection) -> list[tuple[str, str]]:
    """Every sealed column of the catalog that lies under a tenant's or a member's key."""
    asked = text(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' "
        "AND c.relnamespace = 'public'::regnamespace WHERE a.atttypid = 'bytea'::regtype AND NOT a.attisdropped "
        "AND a.attname IN ('sealed', 'wrapped', 'wrapped_key', 'recovery_address') AND c.relname NOT IN "
        # under keys of their own, tried where they are made: urns, mails, what the master key wraps
        "('ballot', 'mail_outbox', 'tenant_key', 'platform_key') ORDER BY 1, 2".replace("::", "\\:\\:")
    )
    return [(row.relname, row.attname) for row in superuser.execute(asked)]


def _rows_of(superuser: Connection, table: str, column: str, tenant_id: UUID) -> list[dict[str, Any]]:
    ask = text(f"SELECT * FROM {table} WHERE tenant_id = :tenant AND {column} IS NOT NULL LIMIT 5")
    return [dict(row) for row in superuser.execute(ask, {"tenant": tenant_id}).mappings()]


def _space_keys(tenant_id: UUID, superuser: Connection) -> dict[UUID, bytes]:
    owners = superuser.execute(
        text("SELECT id, member_id FROM private_space WHERE tenant_id = :tenant"), {"tenant": tenant_id}
    ).all()
    keys = {}
    for space_id, member_id in owners:
        with work(tenant_id, member_id, started_at=None):
            space = db.session.get_one(PrivateSpace, (tenant_id, space_id))
            keys[space_id] = vault._unwrapped(space)
    return keys
