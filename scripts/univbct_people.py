"""Turns univbct.csv, a real organization known by numbers only, into files that `wellbeing` can import.

The data set comes with the R package multilevel (GPL-2 or later) and is neither part of this product nor kept in
this repository: 495 people in battalions and companies, three waves of job satisfaction. Write the files, then:

    python scripts/univbct_people.py univbct.csv --into univbct
    wellbeing org create "Battalions" --hr-email hana@example.org
    wellbeing people import --org battalions univbct/people.csv
    for wave in 1 2 3; do
        wellbeing answers import --org battalions --instrument univbct/jsat.toml \\
            --wave "Job satisfaction $wave" univbct/wave-$wave.csv
    done

Every SUBNUM becomes an address at example.org; BTN and COMPANY become the unit `BTN / COMPANY`; a missing wave stays
`NA`. A cell is the mean of three answers from 1 to 5, hence steps of a third.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

NEEDED = ("BTN", "COMPANY", "SUBNUM", "TIME", "JSAT")
INSTRUMENT = """\
schema = 1
key = "jsat"
version = 1
language = "en"
name = "Job satisfaction"
kind = "custom"
missing_rule = "One value per person and wave, the mean of three answers; a missing wave has no score."
licence = "Past answers of another system; the wording of the three questions did not come with them."
source = "JSAT in univbct, R package multilevel (P. D. Bliese), GPL-2 or later."

[[items]]
id = "jsat"
text = "Job satisfaction, mean of three answers"
low = 1
high = 5
step = 0.333333

[[scales]]
name = "jsat"
title = "Job satisfaction"
items = ["jsat"]
min_answered = 1
higher_is = "better"
"""


def main() -> None:
    """Read the file named on the command line and write people, waves and instrument into a folder."""
    parser = argparse.ArgumentParser(description="Turn univbct.csv into files to import.")
    parser.add_argument("source", type=Path, metavar="univbct.csv")
    parser.add_argument("--into", type=Path, default=Path("univbct"), help="folder to write (univbct)")
    asked = parser.parse_args()
    with asked.source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [name for name in NEEDED if not rows or name not in rows[0]]
    if missing:
        parser.exit(2, f"{asked.source} has no column {', '.join(missing)}.\n")
    write(rows, asked.into)


def write(rows: Sequence[dict[str, str]], into: Path) -> None:
    """Write people.csv, wave-1.csv to wave-3.csv and jsat.toml."""
    into.mkdir(parents=True, exist_ok=True)
    people = {row["SUBNUM"]: f"{row['BTN']} / {row['COMPANY']}" for row in rows}
    members = [(address(number), number, unit) for number, unit in people.items()]
    _write(into / "people.csv", ("email", "external_id", "unit"), members)
    for time in sorted({row["TIME"] for row in rows}):
        answers = [(address(row["SUBNUM"]), people[row["SUBNUM"]], row["JSAT"]) for row in rows if row["TIME"] == time]
        _write(into / f"wave-{int(time) + 1}.csv", ("member", "unit", "jsat"), answers)
    (into / "jsat.toml").write_text(INSTRUMENT, encoding="utf-8")


def address(number: str) -> str:
    """The made-up address of one SUBNUM."""
    return f"person-{int(number):03d}@example.org"


def _write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
