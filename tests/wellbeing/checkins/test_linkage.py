"""A copy of everything but the keys names nobody's answers before the close; after it, not even a dead row is found."""

from __future__ import annotations

import json
import logging
import random
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import redis as redis_client
from flask import Flask
from numpy.typing import NDArray
from scipy.stats import binomtest
from sqlalchemy import Connection, insert, select, text

from tenants import clock, embedded, vault, work_queue
from tenants.db import db, work
from tests.wellbeing.checkins.conftest import Team
from wellbeing.checkins import leftovers, sealing
from wellbeing.checkins.instruments import shipped
from wellbeing.checkins.models import WaveKey

Make = Callable[..., Team]
Floats = NDArray[np.float64]
Answers = dict[str, str]

PEOPLE = 1000
SURELY = 1e-6
"""Below this chance, times the number of attempts, somebody's guesses are no luck any more."""
TOLD_BY_DESIGN = {"participation", "own_answers", "private_space", "consent"}
"""Whose rows tell who answered: the fact itself, and the copy that some keep in a private space they begin."""


# --- a cell of a thousand people -------------------------------------------------------------------------------------


def crowd(made: Team, superuser: Connection) -> list[UUID]:
    """Fill the company up to a thousand people who are alike in unit, location and tenure."""
    superuser.execute(
        text(
            "INSERT INTO member (tenant_id, id, email, unit_id, created_at, unit_since) "
            "SELECT :tenant, gen_random_uuid(), 'c' || n || '.' || :mark || '@example.org', :unit, now(), now() "
            "FROM generate_series(1, :missing) n"
        ),
        {
            "tenant": made.company.tenant_id,
            "unit": made.company.units["Operations"],
            "missing": PEOPLE - len(made.company.people),
            "mark": uuid4().hex[:8],
        },
    )
    alike = text(
        "UPDATE member SET unit_id = :unit, location = 'Lyon', hired_on = '2020-01-01' "
        "WHERE tenant_id = :tenant RETURNING id"
    )
    ids = superuser.scalars(alike, {"tenant": made.company.tenant_id, "unit": made.company.units["Operations"]}).all()
    superuser.commit()
    return list(ids)


def invented(people: Sequence[UUID]) -> dict[UUID, Answers]:
    """What everybody chooses: a high or a low first answer, and anything from one to all thirteen items."""
    chance = random.Random(7)
    items = [item.id for item in shipped("cbi").items]
    given = {}
    for person in people:
        others = chance.sample(items[1:], chance.randrange(len(items)))
        given[person] = {"cbi_p1": chance.choice(("0", "100"))} | {
            item: chance.choice(("0", "25", "50", "75", "100")) for item in others
        }
    return given


def cast_all(made: Team, wave_id: UUID, given: Mapping[UUID, Answers]) -> None:
    """Everybody casts through the verb, each in a transaction of their own; every fifth keeps a copy."""
    from tenants.members import private_space
    from tenants.members.service import member_row
    from wellbeing.checkins import service

    for number, (person, answers) in enumerate(given.items()):
        with work(made.company.tenant_id, person):
            if number % 5 == 0:
                private_space.begin(person)
            member = member_row(person)
            assert service.cast(member=member, wave_id=wave_id, cells={"cbi": answers}, keep_copy=number % 5 == 0)


# --- the thief's copy ------------------------------------------------------------------------------------------------


@dataclass
class Row:
    """One row of a full copy: where it stands, which transaction wrote it, and everything in it."""

    at: int
    xmin: int
    columns: Mapping[str, Any]
    line: str


Dump = dict[str, list[Row]]


def dumped(superuser: Connection, tenant_id: UUID) -> Dump:
    """Every table in physical order, with the numbers of transactions; the tenant's rows, and all of shared tables."""
    names = superuser.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    found: Dump = {}
    for name in names:
        rows = superuser.execute(
            text(f"SELECT t.xmin\\:\\:text AS wrote, t.*, t\\:\\:text AS line FROM {name} t ORDER BY ctid")
        )
        found[name] = [
            Row(at, int(row["wrote"]), {k: v for k, v in row.items() if k not in {"wrote", "line"}}, row["line"])
            for at, row in enumerate(rows.mappings())
            if row.get("tenant_id", tenant_id) == tenant_id
        ]
    superuser.rollback()
    return found


def naming(rows: Sequence[Row], people: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """Rows by the person whose id stands in them, as itself or within a text."""
    known = {str(person): person for person in people}
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        for spelled in {word for word in _words(row.line) if word in known}:
            found.setdefault(known[spelled], []).append(row)
    return found


def _words(line: str) -> list[str]:
    for sign in '(),"{}: |':
        line = line.replace(sign, "\n")
    return line.split("\n")


# --- every join that we could think of -------------------------------------------------------------------------------


def joins(dump: Dump, people: Sequence[UUID]) -> dict[str, dict[UUID, Row]]:
    """Ways to say which ballot is whose: each gives a ballot to (nearly) everybody."""
    ballots = dump["ballot"]
    took_part = {row.columns["member_id"]: row for row in dump["participation"]}
    by_transaction = {row.xmin: row for row in ballots}
    found = {
        "written by the same transaction": {
            person: by_transaction[row.xmin] for person, row in took_part.items() if row.xmin in by_transaction
        },
        "copy written by the same transaction": {
            row.columns["member_id"]: by_transaction[row.xmin]
            for row in dump["own_answers"]
            if row.xmin in by_transaction
        },
    }
    orders: dict[str, Sequence[UUID]] = {
        "place of participation": [row.columns["member_id"] for row in dump["participation"]],
        "id of participation": sorted(took_part, key=lambda person: took_part[person].columns["id"]),
        "transaction of participation": sorted(took_part, key=lambda person: took_part[person].xmin),
        "place in the audience": [
            r.columns["member_id"] for r in dump["audience_member"] if r.columns["member_id"] in took_part
        ],
        "id of the person": sorted(took_part),
    }
    for how, order in orders.items():
        for name, key in (("place", "at"), ("id", "id"), ("transaction", "xmin"), ("sealed bytes", "sealed")):
            there = sorted(ballots, key=lambda row: row.columns[key] if key in row.columns else getattr(row, key))
            found[f"{how} = {name} of ballot"] = dict(zip(order, there, strict=False))
    return found


def of_ballot(row: Row) -> list[float]:
    """Whatever a sealed ballot may tell from outside."""
    sealed = bytes(row.columns["sealed"])
    numbers = np.frombuffer(sealed[:64] + sealed[-64:], dtype=np.uint8)
    sizes = [len(sealed), len(row.line), len(zlib.compress(sealed)), sum(sealed), row.at, row.xmin]
    return [*map(float, sizes), float(row.columns["id"].int >> 64), *map(float, numbers)]


def of_person(rows: Sequence[Row]) -> list[float]:
    """Whatever a person's rows in one table may tell: how many, how long, where, when, and between which others."""
    lengths = sum(len(row.line) for row in rows)
    stored = [value for row in rows for value in row.columns.values() if isinstance(value, bytes)]
    first = rows[0]
    return [
        float(len(rows)), float(lengths), float(sum(map(len, stored))), float(len(zlib.compress(b"".join(stored)))),
        float(first.at), float(first.xmin), float(first.columns["id"].int >> 64 if "id" in first.columns else -1),
    ]  # fmt: skip


def clues(dump: Dump, people: Sequence[UUID]) -> dict[str, tuple[list[UUID], Floats]]:
    """By the way in which they were found: who is named by them, and a row of numbers for each of these."""
    found: dict[str, tuple[list[UUID], Floats]] = {}
    for way, ballot_of in joins(dump, people).items():
        there = [person for person in people if person in ballot_of]
        found[way] = there, np.array([of_ballot(ballot_of[person]) for person in there])
    for table, rows in dump.items():
        named = naming(rows, people)
        there = [person for person in people if person in named]
        if there:
            found[f"rows of {table}"] = there, np.array([of_person(named[person]) for person in there])
    return found


def least_chance(numbers: Floats, truth: NDArray[np.bool_]) -> float:
    """How unlikely the best of a thief's guesses would be by luck; every column of numbers is one attempt.

    The thief has been told the answers of every second person and learns from them at which number to say "high"; only
    guesses about the others count. Guessing is what names the more frequent answer every time.
    """
    learned, tried = slice(0, None, 2), slice(1, None, 2)
    known, secret = truth[learned], truth[tried]
    guessing = max(secret.mean(), 1 - secret.mean())
    best = 1.0
    for column in numbers.T:
        levels = np.unique(np.quantile(column[learned], np.linspace(0.05, 0.95, 19)))
        right = np.array([(column[learned] > level).astype(bool) == known for level in levels]).mean(axis=1)
        at = int(np.argmax(np.abs(right - 0.5)))
        says = (column[tried] > levels[at]) == (right[at] >= 0.5)
        hits = int((says == secret).sum())
        best = min(best, float(binomtest(hits, len(secret), guessing, alternative="greater").pvalue))
    return best


def test_before_the_close_a_full_copy_without_the_keys_is_as_good_as_guessing(
    team: Make,
    superuser: Connection,
    engines: embedded.Engines,
    tally_app: Flask,
    mail_folder: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = team({"Operations": 2})
    everybody = crowd(made, superuser)
    with caplog.at_level(logging.DEBUG):
        wave_id = made.open()
        able = [made.person(number) for number in (1, 2)]
        shown = {made.hana.member_id, *(person.member_id for person in able)}
        people = [person for person in everybody if person not in shown]
        silent, answering = people[:40], people[40:]
        random.Random(3).shuffle(answering)
        given = invented(answering)
        with made.app.app_context():
            cast_all(made, wave_id, given)
            for job_id in superuser.scalars(text("SELECT id FROM job WHERE kind = 'notice.mail' LIMIT 30")).all():
                work_queue.claim_and_run(job_id)
            work_queue.sweep()
        for one in able:
            page = one.sign_in().post(f"/check-ins/{wave_id}", data={"cbi-cbi_p1": "50", "begin_space": "yes"})
            assert page.status_code == 200
    superuser.rollback()
    dump = dumped(superuser, made.company.tenant_id)
    assert len(dump["ballot"]) == len(dump["participation"]) == len(answering) + 2
    assert superuser.scalar(text("SELECT count(*) FROM pg_sequences")) == 0

    # nothing of an answer stands anywhere in plain
    streams = capfd.readouterr()
    with redis_client.Redis.from_url(engines.redis_url) as redis:
        in_redis = b"\n".join(key + (redis.dump(key) or b"") for key in redis.keys("*"))
    mails = b"\n".join(file.read_bytes() for file in mail_folder.glob("*.eml"))
    logs = (caplog.text + streams.out + streams.err).encode()
    stored = "\n".join(row.line for name, rows in dump.items() if name != "instrument" for row in rows).encode()
    for content in (stored, in_redis, mails, logs):
        assert b"cbi_p" not in content
        assert b"cbi_p".hex().encode() not in content
    assert {len(row.columns["sealed"]) for row in dump["ballot"]} == {sealing.SEALED_SIZE}
    assert len({len(row.columns["sealed"]) for row in dump["own_answers"]}) == 1

    # nobody is named for having answered, but where it is meant
    for person in answering:
        assert str(person).encode() not in logs
    apart = {
        name for name, rows in dump.items() if _rows_each(rows, people, answering) != _rows_each(rows, people, silent)
    }
    assert apart <= TOLD_BY_DESIGN

    # every join, every number in it: as good as guessing
    high = {person: answers["cbi_p1"] == "100" for person, answers in given.items()}
    much = {person: len(answers) > 7 for person, answers in given.items()}
    found = clues(dump, answering)
    attempts = 2 * sum(numbers.shape[1] for _people, numbers in found.values())
    assert len(found) >= 25
    assert attempts > 5000
    for way, (named, numbers) in found.items():
        for truth in (high, much):
            chance = least_chance(numbers, np.array([truth[person] for person in named]))
            assert chance * attempts > SURELY, way

    # the thief is no fool: a fifth of unpadded sizes would have told, and so would an opened ballot
    fifth = answering[::5]
    sizes = np.array([[float(len(json.dumps(given[person])) // 64)] for person in fifth])
    assert least_chance(sizes, np.array([much[person] for person in fifth])) * attempts < SURELY
    opened = _opened_by_whoever_holds_the_keys(tally_app, made, wave_id, joins(dump, answering))
    assert opened == {person: given[person] for person in answering}


def _rows_each(rows: Sequence[Row], people: Sequence[UUID], some: Sequence[UUID]) -> set[int]:
    named = naming(rows, people)
    return {len(named.get(person, [])) for person in some}


def _opened_by_whoever_holds_the_keys(
    tally_app: Flask, made: Team, wave_id: UUID, found: Mapping[str, Mapping[UUID, Row]]
) -> dict[UUID, Answers]:
    """What the documents say is not covered: database and keys at once, before the close."""
    with tally_app.app_context(), work(made.company.tenant_id):
        key = db.session.scalars(select(WaveKey).where(WaveKey.wave_id == wave_id)).one()
        private = vault.open_for_tenant(key.wrapped, table="wave_key", row_id=key.id)
    opened = sealing.opener(private, tenant_id=made.company.tenant_id, wave_id=wave_id)
    return {
        person: opened(row.columns["id"], bytes(row.columns["sealed"]))["answers"]["cbi"]
        for person, row in found["written by the same transaction"].items()
        if person not in {one.member_id for one in made.company.people.values()}
    }


# --- after the close -------------------------------------------------------------------------------------------------


def needles(superuser: Connection, wave_id: UUID) -> dict[str, list[bytes]]:
    """Bytes that the files hold for each ballot, each participation and the key of a wave."""
    where = {"wave": wave_id}
    sealed = superuser.scalars(text("SELECT sealed FROM ballot WHERE wave_id = :wave"), where).all()
    took_part = superuser.scalars(text("SELECT id FROM participation WHERE wave_id = :wave"), where).all()
    wrapped = superuser.scalars(text("SELECT wrapped FROM wave_key WHERE wave_id = :wave"), where).all()
    superuser.rollback()
    return {
        "ballot": [bytes(row)[start : start + 48] for row in sealed for start in (0, 1952, 3952)],
        "participation": [row_id.bytes + wave_id.bytes for row_id in took_part],
        "key": [bytes(row)[-48:] for row in wrapped],
    }


def in_files(superuser: Connection, wanted: Sequence[bytes]) -> Counter[bytes]:
    """How many files of the database hold each of these bytes, once everything is written down.

    The log of changes (WAL) is another matter, as the documents say.
    """
    superuser.execute(text("CHECKPOINT"))
    place = superuser.scalar(text("SELECT current_setting('data_directory') || '/' || pg_relation_filepath('ballot')"))
    superuser.rollback()
    found: Counter[bytes] = Counter()
    for file in Path(str(place)).parent.iterdir():
        content = file.read_bytes()
        found.update(needle for needle in wanted if needle in content)
    return found


def rolled_back(made: Team, wave_id: UUID) -> bytes:
    """A ballot whose casting is undone at the last moment: its row is dead from the beginning."""
    from tenants.members.service import member_row
    from wellbeing.checkins import ballots
    from wellbeing.checkins.access import casting_for
    from wellbeing.checkins.models import Ballot

    person = made.person(12).member_id
    with made.inside(person):
        row = ballots.sealed_row(*casting_for(member_row(person), wave_id), {"cbi": {"cbi_p1": "50"}})
        db.session.execute(insert(Ballot).values(row))
        db.session.rollback()
    return bytes(row["sealed"][:48])


def test_after_the_close_no_row_and_no_dead_row_is_found(team: Make, superuser: Connection, tally_app: Flask) -> None:
    made, other = team(), team()
    wave_id, other_id = made.open(), other.open()
    for number in range(1, 12):  # two companies at once, so that their ballots share pages
        made.cast(wave_id, number)
        other.cast(other_id, number)
    dead = rolled_back(made, wave_id)
    mine, theirs = needles(superuser, wave_id), needles(superuser, other_id)
    assert {name: len(found) for name, found in mine.items()} == {"ballot": 33, "participation": 11, "key": 1}
    everything = [needle for found in mine.values() for needle in found]
    for table in leftovers.TABLES:  # what the planner remembers of values must not outlive them
        superuser.execute(text(f"ANALYZE {table}"))
    superuser.commit()
    remembered = text(
        "SELECT tablename, attname FROM pg_stats WHERE tablename = ANY(:tables) AND "
        "attname IN ('sealed', 'wrapped', 'member_id', 'answers', 'location', 'unit_path')"
    )
    assert superuser.execute(remembered, {"tables": list(leftovers.TABLES)}).all() == []
    before = in_files(superuser, [*everything, dead])
    assert set(before) == {*everything, dead}
    made.close(wave_id)
    with tally_app.app_context():
        for hours in range(8):  # a vacuum that finds a table in use comes back
            with clock.shifted(timedelta(hours=hours)):
                work_queue.drain("tally")
    assert in_files(superuser, [*everything, dead]) == Counter()
    still = [needle for found in theirs.values() for needle in found]
    assert set(in_files(superuser, still)) == set(still)
    for table in ("ballot", "participation", "wave_key"):
        left = superuser.scalar(text(f"SELECT count(*) FROM {table} WHERE wave_id = :wave"), {"wave": wave_id})
        assert left == 0, table
