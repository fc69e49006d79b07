"""Past answers: refused by row with nothing half-imported, else one wave like any other, and only figures remain."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text

from tenants.db import db, work
from tenants.errors import Conflict, Invalid
from tests.wellbeing.checkins.conftest import Team
from tests.wellbeing.checkins.reference import REPOSITORY, shared_data
from tests.wellbeing.checkins.test_instruments import NUMERIC
from wellbeing.checkins import ballots, sealing
from wellbeing.checkins.instruments import Instrument, instrument_from, read_definition, shipped
from wellbeing.checkins.scoring import on_hundred
from wellbeing.checkins.tally import Urn, open_urn

Make = Callable[..., Team]
JSAT = instrument_from(read_definition(NUMERIC))


def sheet(made: Team, *, count: int = 20, heading: str = "member,jsat", row: str = "{email},{value}") -> str:
    people = [made.person(number) for number in range(1, count + 1)]
    rows = [row.format(email=one.email, value=1 + at % 5) for at, one in enumerate(people)]
    return "\n".join([heading, *rows]) + "\n"


def bring_in(made: Team, content: str | bytes, *, name: str = "Spring", instrument: Instrument = JSAT) -> UUID:
    from wellbeing.checkins import past

    with made.inside(made.hana.member_id):
        body = content.encode() if isinstance(content, str) else content
        return past.bring_in(name=name, instrument=instrument, content=body).id


def refused(made: Team, content: str | bytes, instrument: Instrument = JSAT) -> list[str]:
    from wellbeing.checkins.past import AnswersRefused

    with pytest.raises(AnswersRefused) as found:
        bring_in(made, content, instrument=instrument)
    assert everything(made) == (0, 0)
    return found.value.sentences


def everything(made: Team) -> tuple[int, int]:
    from wellbeing.checkins.models import StoredInstrument, Wave

    with made.inside():
        waves = len(db.session.scalars(select(Wave)).all())
        return waves, len(db.session.scalars(select(StoredInstrument).where(StoredInstrument.key == "jsat")).all())


def opened(tally_app: Flask, made: Team, wave_id: UUID) -> Urn:
    with tally_app.app_context(), work(made.company.tenant_id):
        return open_urn(wave_id)


def test_past_answers_enter_as_a_closed_wave(team: Make, tally_app: Flask) -> None:
    made = team()
    urn = opened(tally_app, made, bring_in(made, sheet(made)))
    assert (len(urn.invited), len(urn.respondents)) == (20, 20)
    assert sorted(value for _cell, value in urn.values("jsat", "jsat")) == sorted([1, 2, 3, 4, 5] * 4)
    assert urn.wave.origin == "imported"
    assert urn.wave.instruments[0].origin == "imported"


def test_who_has_no_answer_was_asked_and_did_not_answer(team: Make, tally_app: Flask) -> None:
    made = team()
    content = sheet(made) + f"{made.person(21).email},NA\n{made.person(22).email},\n"
    urn = opened(tally_app, made, bring_in(made, content))
    assert (len(urn.invited), len(urn.respondents)) == (22, 20)


def test_people_may_be_named_by_external_id_and_units_as_they_were_then(team: Make, tally_app: Flask) -> None:
    from tenants.members.service import member_row

    made = team()
    with made.inside():
        for number in range(1, 21):
            member_row(made.person(number).member_id).external_id = f"E{number}"
    rows = [f"E{number};operations;Lyon;3_to_9;3" for number in range(1, 21)]
    content = "\ufeff" + "\r\n".join(["member;unit;location;tenure;jsat", *rows])
    urn = opened(tally_app, made, bring_in(made, content))
    cells = {cell for cell, _value in urn.values("jsat", "jsat")}
    assert [(cell.unit_path, cell.location, cell.tenure) for cell in cells] == [
        ((made.company.units["Operations"],), "Lyon", "3_to_9")
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{email},6", "Row 22, column jsat: This lies outside the range of the item."),
        ("{email},1.5", "Row 22, column jsat: This lies between two steps of the item."),
        ("{email},much", "Row 22, column jsat: This is not a number."),
        ("nobody@example.org,3", "Row 22, column member: Nobody in this organization has this address"),
        (",3", "Row 22, column member: This cell is empty; it needs an address or a personnel number."),
        ("{first},3", "Row 22, column member: This person stands in the file twice."),
        ("{email},3,4", "Row 22: The row has not as many cells as the heading."),
        ('"{email},3', "Row 22: A quotation mark is not closed."),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_half_imported(team: Make, line: str, sentence: str) -> None:
    made = team()
    content = sheet(made) + line.format(email=made.person(21).email, first=made.person(1).email.upper())
    assert [one for one in refused(made, content) if one.startswith(sentence)]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("member,jsat,mood", "Row 1, column mood: This column is neither"),
        ("email,jsat,unit", "Row 1: The column “member” is missing"),
        ("member,unit,location", "Row 1: No column is named like an item"),
        ("member,jsat,jsat", "Row 1, column jsat: This column stands in the file twice."),
    ],
)
def test_a_wrong_heading_is_named(team: Make, heading: str, sentence: str) -> None:
    made = team()
    content = sheet(made, heading=heading, row="{email},{value},")
    assert [one for one in refused(made, content) if one.startswith(sentence)]


def test_an_unknown_unit_or_tenure_is_named(team: Make) -> None:
    made = team()
    content = sheet(made, heading="member,jsat,unit,tenure", row="{email},{value},Operations / Attic,long")
    assert len(refused(made, content)) == 20
    content = sheet(made, heading="member,jsat,unit", row="{email},{value},Operations / Attic")
    assert refused(made, content)[0] == "Row 2, column unit: There is no such unit in this organization."


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00", b"member,jsat\n"])
def test_an_empty_or_unreadable_file_is_refused(team: Make, content: bytes) -> None:
    assert len(refused(team(), content)) == 1


def test_several_flaws_are_told_in_the_order_of_the_rows(team: Make) -> None:
    made = team()
    content = sheet(made, count=18) + f"nobody@example.org,3\n{made.person(19).email},9\nno-one@example.org,2\n"
    assert [one.split(":")[0] for one in refused(made, content)] == [
        "Row 20, column member",
        "Row 21, column jsat",
        "Row 22, column member",
    ]


def test_fewer_than_ten_people_are_refused(team: Make) -> None:
    made = team()
    with pytest.raises(Conflict) as found:
        bring_in(made, sheet(made, count=9))
    assert found.value.code == "too_few_people"


def test_a_name_that_is_taken_or_empty_is_refused(team: Make) -> None:
    made = team()
    bring_in(made, sheet(made))
    with pytest.raises(Conflict) as taken:
        bring_in(made, sheet(made), name="SPRING")
    assert taken.value.code == "name_taken"
    with pytest.raises(Invalid):
        bring_in(made, sheet(made), name=" ")


def test_past_answers_are_sealed_in_one_spelling_and_one_size(team: Make, tally_app: Flask, superuser: Any) -> None:
    made = team()
    content = sheet(made, count=10) + "".join(f"{made.person(n).email},{n - 10}.000\n" for n in range(11, 15))
    wave_id = bring_in(made, content)
    rows = superuser.execute(text("SELECT sealed FROM ballot WHERE wave_id = :wave"), {"wave": wave_id}).scalars().all()
    assert [len(row) for row in rows] == [sealing.SEALED_SIZE] * 14
    urn = opened(tally_app, made, wave_id)
    assert sorted(value for _cell, value in urn.values("jsat", "jsat")) == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5]
    assert ballots.tidy(JSAT, {"jsat": " 4.00 "}) == ballots.tidy(JSAT, {"jsat": "4"}) == {"jsat": "4.0"}
    cbi = {"cbi_p1": "50.0", "cbi_p2": " 75"}
    assert ballots.tidy(shipped("cbi"), cbi) == {"cbi_p1": "50", "cbi_p2": "75"}
    unsure = next(one.id for one in shipped("fevs_eei").items if any(option.code == "X" for option in one.options))
    assert ballots.tidy(shipped("fevs_eei"), {unsure: "X"}) == {unsure: "X"}


def test_past_answers_that_do_not_fit_into_a_ballot_are_refused(team: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = team()
    monkeypatch.setattr("wellbeing.checkins.sealing.ROOM", 100)
    with pytest.raises(Conflict) as found:
        bring_in(made, sheet(made))
    assert found.value.code == "too_long"


def test_another_text_under_the_same_key_and_version_is_refused(team: Make) -> None:
    made = team()
    bring_in(made, sheet(made))
    other = instrument_from(read_definition(NUMERIC.replace('text = "Job satisfaction"', 'text = "Joy"')))
    with pytest.raises(Conflict) as found:
        bring_in(made, sheet(made), name="Summer", instrument=other)
    assert found.value.code == "instrument_differs"
    ours = instrument_from(read_definition(NUMERIC.replace('key = "jsat"', 'key = "pulse"')))
    with pytest.raises(Conflict) as found:
        bring_in(made, sheet(made), name="Summer", instrument=ours)
    assert found.value.code == "instrument_differs"


def test_a_shipped_instrument_takes_past_answers_too(team: Make, tally_app: Flask) -> None:
    made = team()
    content = sheet(made, heading="member," + ",".join(f"cbi_p{n}" for n in range(1, 4)), row="{email},50,75,NA")
    urn = opened(tally_app, made, bring_in(made, content, instrument=shipped("cbi")))
    assert urn.wave.instruments[0].origin == "shipped"
    assert urn.values("cbi", "personal") == []
    assert len(urn.respondents) == 20


def test_hr_cannot_open_a_check_in_with_an_imported_instrument(team: Make) -> None:
    made = team()
    bring_in(made, sheet(made))
    hana = made.hana.sign_in()
    assert "past answers only" in hana.get("/check-ins/instruments").text
    assert hana.post("/check-ins/instruments/jsat/on", data={"licence_read": "yes"}).status_code == 409
    with pytest.raises(Conflict) as found:
        made.open(instruments=("jsat",))
    assert found.value.code == "no_instrument"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("univbct_people", REPOSITORY / "scripts" / "univbct_people.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_real_organization_comes_in_and_its_unit_means_agree_with_the_raw_file(
    company: Callable[..., Any], app: Flask, tally_app: Flask, tmp_path: Path
) -> None:
    with (shared_data() / "univbct" / "univbct.csv").open(encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file))
    script().write(raw, tmp_path)
    made = Team(company("Battalions", signed_in=False), app)
    units = people_in(made, tmp_path / "people.csv")
    instrument = instrument_from(read_definition((tmp_path / "jsat.toml").read_text(encoding="utf-8")))
    for time in ("0", "1", "2"):
        content = (tmp_path / f"wave-{int(time) + 1}.csv").read_bytes()
        wave_id = bring_in(made, content, name=f"Job satisfaction {int(time) + 1}", instrument=instrument)
        urn = opened(tally_app, made, wave_id)
        assert len(urn.invited) == 495
        for unit, unit_id in units.items():
            wanted = [
                float(row["JSAT"])
                for row in raw
                if row["TIME"] == time
                and row["JSAT"] != "NA"
                and unit in (row["BTN"], f"{row['BTN']} / {row['COMPANY']}")
            ]
            found = [value for cell, value in urn.values("jsat", "jsat") if unit_id in cell.unit_path]
            assert len(found) == len(wanted)
            if wanted:
                published = fmean(on_hundred(value, low=1, high=5) for value in found)
                assert published == pytest.approx(25 * (fmean(wanted) - 1), abs=1e-6)


def people_in(made: Team, path: Path) -> dict[str, UUID]:
    """The people and units of the file, put in as an import would leave them."""
    from tenants import clock
    from tenants.members.models import Member
    from tenants.organizations import service as organizations
    from tenants.organizations.access import units_of

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with made.inside(made.hana.member_id):
        ids = {unit: organizations.ensure_unit(unit).id for unit in sorted({row["unit"] for row in rows})}
        for row in rows:
            now = clock.now()
            db.session.add(
                Member(
                    email=row["email"], external_id=row["external_id"], unit_id=ids[row["unit"]],
                    created_at=now, unit_since=now,
                )
            )  # fmt: skip
        db.session.flush()
        return {unit.path: unit.id for unit in units_of()}


def test_the_command_names_every_mistake_and_ends_with_two(team: Make, tmp_path: Path) -> None:
    from wellbeing.checkins.commands import answers

    made = team()
    slug = made.hana.slug
    instrument, file = tmp_path / "jsat.toml", tmp_path / "spring.csv"
    instrument.write_text(NUMERIC, encoding="utf-8")
    file.write_text(sheet(made), encoding="utf-8")

    def run(*args: str) -> Any:
        with made.app.app_context():
            return CliRunner().invoke(answers, ["import", *args], standalone_mode=False)

    good = ["--org", slug, "--instrument", str(instrument), "--wave", "Spring", str(file)]
    assert "no organization" in str(run("--org", "nowhere", *good[2:]).exception)
    instrument.write_text(
        NUMERIC.replace("schema = 1", "schema = 9").replace('key = "jsat"', 'key = ""'), encoding="utf-8"
    )
    wrong = run(*good)
    assert "schema: The schema must be 1 or 2." in wrong.stderr
    assert "key: This must be a short name" in wrong.stderr
    instrument.write_text(NUMERIC, encoding="utf-8")
    file.write_text(sheet(made) + "nobody@example.org,3\n", encoding="utf-8")
    assert "Row 22, column member" in run(*good).stderr
    file.write_text(sheet(made), encoding="utf-8")
    done = run(*good)
    assert done.exception is None
    assert "taken in and closed" in done.stdout
