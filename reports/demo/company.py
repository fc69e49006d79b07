"""The invented companies as values: who works where, as the people.csv that HR would upload."""

from __future__ import annotations

import csv
import io
import random
import tomllib
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tenants.members import people_csv

SOURCE = Path(__file__).with_name("companies.toml")
_STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person."""

    name: str
    email: str
    unit: str
    manager_email: str
    location: str
    job_family: str
    hired_on: date
    time_zone: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class InventedCompany:
    """One invented company; the last person has joined a few days ago."""

    key: str
    name: str
    program_name: str
    time_zone: str
    leads: str
    people: tuple[Invented, ...]
    newcomer: Invented
    member: str
    leader: str
    hr: str
    trustee: str

    @property
    def slug(self) -> str:
        """The slug that the company gets at sign-up."""
        return self.name.lower().replace(" ", "-")

    def people_csv(self) -> bytes:
        """Everybody but the newcomer, as a file of people."""
        out = io.StringIO()
        writer = csv.DictWriter(out, people_csv.COLUMNS)
        writer.writeheader()
        for number, one in enumerate(self.people, 1):
            row = asdict(one) | {"external_id": f"{self.key[:2].upper()}{number:04}"}
            writer.writerow(row | {"hired_on": one.hired_on.isoformat()})
        return out.getvalue().encode()


def companies(today: date) -> tuple[InventedCompany, ...]:
    """Both companies, with hiring dates before a year ago."""
    with SOURCE.open("rb") as source:
        return tuple(_company(key, table, today) for key, table in tomllib.load(source).items())


def address(name: str, domain: str) -> str:
    """An address from a name: letters without marks, joined by dots."""
    plain = unicodedata.normalize("NFKD", name.translate(_STROKES)).encode("ascii", "ignore").decode()
    words = "".join(sign if sign.isalpha() or sign == "-" else " " if sign == " " else "" for sign in plain)
    return f"{'.'.join(words.lower().split())}@{domain}"


def _company(key: str, table: dict[str, Any], today: date) -> InventedCompany:
    rng = random.Random(key)  # noqa: S311 - invented dates, nothing to guard
    domain, zones, units = str(table["domain"]), table["zones"], table["units"]
    languages = table.get("languages", {})
    heads = {path: address(rows[0].split(" | ")[0], domain) for path, rows in units.items()}

    def person(row: str, path: str, *, years: int) -> Invented:
        name, family, location = row.split(" | ")
        email = address(name, domain)
        above = heads.get(path.rpartition(" / ")[0], "") if heads[path] == email else heads[path]
        hired_on = today - timedelta(days=400 + rng.randrange(365 * years)) if years else today - timedelta(days=9)
        return Invented(name, email, path, above, location, family, hired_on, zones[location], languages.get(name, ""))

    people = tuple(person(row, path, years=14) for path, rows in units.items() for row in rows)
    named = {one.name: one.email for one in people}
    return InventedCompany(
        key=key,
        name=str(table["name"]),
        program_name=str(table["program_name"]),
        time_zone=str(table["time_zone"]),
        leads=str(table["leads"]),
        people=people,
        newcomer=person(str(table["newcomer"]), str(table["newcomer_unit"]), years=0),
        **{role: named[str(table[role])] for role in ("member", "leader", "hr", "trustee")},
    )
