"""Casting, counting and scoring at size: 10,000 people answer over HTTP, their ballots are opened, a million is scored.

Casting is compared with a bare Flask route that inserts two rows on the same server settings in the same run, scoring
with the plain mean of the same array.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
from sqlalchemy import select

from bench.senders import Sent, form, send
from bench.serving import PORTS, bare, served, sessions
from tenants import clock, embedded, installation, migrate
from tenants.config import Settings
from tenants.db import db, work
from tenants.embedded import Engines
from tenants.members import uploads
from tenants.members.models import Member
from tenants.organizations import access as organizations
from tenants.organizations import help as help_room
from tenants.organizations.service import sign_up
from wellbeing.checkins import catalog, opening, service, tally
from wellbeing.checkins.instruments import Instrument, shipped
from wellbeing.checkins.schemas import field_name
from wellbeing.checkins.scoring import scores_of
from wsgi import create_app

CONNECTIONS = 16
LEAST_RATE = 0.35
TALLY_LIMIT = 30.0


def main() -> int:
    """Measure on engines of its own, in a folder that goes away; 1 when a limit is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--scored", type=int, default=1_000_000)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        with embedded.running(place, durable=True) as engines:
            migrate.create_roles(engines.superuser_url)
            migrate.upgrade(engines.migrator_url)
            fine = [_casting_and_counting(engines, wanted.people), _scoring(wanted.scored)]
    return 0 if all(fine) else 1


def _casting_and_counting(engines: Engines, people: int) -> bool:
    environ = installation.environment(engines, {}, f"http://127.0.0.1:{PORTS[0]}")
    app = create_app(Settings.from_environment(environ))
    with app.app_context():
        tenant_id = _company(people)
        cookies = list(sessions(app, tenant_id).values())
        wave_id, instruments = _wave(tenant_id)
        db.engine.dispose()
    path = f"/check-ins/{wave_id}"
    cast = [form(path, _answers(instruments, number), cookie, PORTS[0]) for number, cookie in enumerate(cookies)]
    plain = [form("/", "x" * 1024, cookie, PORTS[1]) for cookie in cookies]
    ours, peers = [], []
    with served("wsgi:create_app()", PORTS[0], environ), bare(engines):
        send([plain[0]] * 200, PORTS[1], CONNECTIONS)
        send([form("/sign-in", "", "", PORTS[0])] * 200, PORTS[0], CONNECTIONS)
        fifth = len(cast) // 5
        for start in range(0, len(cast), fifth):
            ours.append(send(cast[start : start + fifth], PORTS[0], CONNECTIONS))
            peers.append(send(plain[start : start + fifth], PORTS[1], CONNECTIONS))
    return all([_told(ours, peers, people), _counted(environ, tenant_id, wave_id, people)])


def _company(people: int) -> UUID:
    rows = "".join(f"p{number}@example.org,Person {number},Area {number % 40}\n" for number in range(people - 1))
    with work(None):
        tenant_id, _slug = sign_up(name="Bench", hr_email="hana@example.com", time_zone="Europe/Lisbon")
    with work(tenant_id):
        uploads.apply(uploads.plan_of(f"email,name,unit\n{rows}".encode()))
    with work(tenant_id):
        by = db.session.scalars(select(Member.id).limit(1)).one()
        for country in help_room.countries_of_members():
            help_room.confirm(country=country, by=by)
    return tenant_id


def _wave(tenant_id: UUID) -> tuple[UUID, list[Instrument]]:
    with work(tenant_id):
        last = clock.today(organizations.organization().time_zone) + timedelta(days=10)
        wave = opening.open_wave(name="Bench", instruments=["pulse"], closes_on=last)
        return wave.id, [one for one, _origin in catalog.instruments_of(wave)]


def _answers(instruments: list[Instrument], number: int) -> str:
    return urlencode(
        {
            field_name(one, item.id): item.options[(number + place) % len(item.options)].code
            for one in instruments
            for place, item in enumerate(one.questions)
        }
    )


def _told(ours: list[Sent], peers: list[Sent], people: int) -> bool:
    ratio = median(one.rate / peer.rate for one, peer in zip(ours, peers, strict=True))
    failed = sum(count for one in ours for status, count in one.statuses.items() if status != 303)
    for name, sent in ((f"{people} answers", ours), ("bare inserts", peers)):
        rate, slow = median(one.rate for one in sent), median(one.p95 for one in sent)
        print(f"{name}: {rate:.0f} a second, p95 {slow:.0f} ms")
    print(f"throughput against bare inserts: {ratio:.2f} (at least {LEAST_RATE}), errors {failed}")
    return ratio >= LEAST_RATE and failed == 0


def _counted(environ: Mapping[str, str], tenant_id: UUID, wave_id: UUID, people: int) -> bool:
    settings = Settings.from_environment(environ)
    app = create_app(settings)
    with app.app_context(), work(tenant_id):
        service.close_wave(wave_id=wave_id)
    app = create_app(settings, login="tally")
    with app.app_context():
        with work(tenant_id):
            began = time.perf_counter()
            urn = tally.open_urn(wave_id)
            took = time.perf_counter() - began
        db.engine.dispose()
    print(f"urn of {len(urn.ballots)} ballots opened in {took:.1f} s (at most {TALLY_LIMIT:.0f} s)")
    print(f"lost {people - len(urn.ballots)}, respondents {len(urn.respondents)}")
    return len(urn.ballots) == len(urn.respondents) == people and took < TALLY_LIMIT


def _scoring(rows: int) -> bool:
    cbi = shipped("cbi")
    values = np.random.default_rng(7).integers(0, 5, size=(rows, len(cbi.items))) * 25.0
    columns = {item.id: np.ascontiguousarray(values[:, place]) for place, item in enumerate(cbi.items)}
    plain = median(_seconds(lambda: values.mean(axis=1)) for _try in range(5))
    ours = median(_seconds(lambda: scores_of(cbi, columns)) for _try in range(5))
    print(f"scoring {rows} CBI answers: {ours:.2f} s, {ours / plain:.1f} times the plain mean of the same array")
    return True


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
