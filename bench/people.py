"""How long 20,000 people take: read, compare, taken in, and taken in again with changes; the limit is 10 s each."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tenants import embedded, installation, migrate
from tenants.config import Settings
from tenants.db import work
from tenants.members import uploads
from tenants.organizations.service import sign_up
from wsgi import create_app

PEOPLE = 20_000
LIMIT = 10.0


def _file(place: str) -> bytes:
    heading = "email,name,external_id,unit,manager_email,location,job_family,hired_on,time_zone,language"
    rows = (
        f"p{number}@example.org,Person {number},X{number},Area {number % 40} / Team {number % 400},"
        f"{f'p{(number - 1) // 8}@example.org' if number else ''},{place},Care,2020-01-{number % 28 + 1:02d},,en"
        for number in range(PEOPLE)
    )
    return "\n".join([heading, *rows]).encode()


def _timed(name: str, run: Callable[[], object]) -> bool:
    began = time.perf_counter()
    run()
    took = time.perf_counter() - began
    print(f"{name:<28} {took:6.2f} s  (limit {LIMIT:.0f} s)")
    return took < LIMIT


def main() -> int:
    """Measure on engines of its own, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        with embedded.running(place, durable=False) as engines:
            migrate.create_roles(engines.superuser_url)
            migrate.upgrade(engines.migrator_url)
            app = create_app(Settings.from_environment(installation.environment(engines, {})))
            with app.app_context():
                with work(None):
                    tenant_id, _slug = sign_up(name="Bench", hr_email="hana@example.com", time_zone="Europe/Lisbon")

                def take_in(content: bytes) -> None:
                    with work(tenant_id):
                        uploads.apply(uploads.plan_of(content))

                results = [
                    _timed("20,000 new people", lambda: take_in(_file("Porto"))),
                    _timed("20,000 people with a change", lambda: take_in(_file("Braga"))),
                    _timed("20,000 people as they were", lambda: take_in(_file("Braga"))),
                ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
