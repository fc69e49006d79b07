"""What would help most, in a report: the most chosen first, hidden ones last, and nothing when all are hidden."""

from __future__ import annotations

import dataclasses

from flask import Flask

from reports.documents.helping import helping
from reports.documents.pieces import Subject
from reports.documents.tables import rows_of
from reports.documents.view import report_view
from reports.releases.statistics import InstrumentLabel, ReleasedScale, ReleasedWave
from tests.reports.invented import burnout_wave, figures, scale, unit_id

WHOLE = Subject("Northwind", None, "")
OPERATIONS = Subject("Northwind", unit_id("Operations"), "Operations")


def lever(name: str, value: int | tuple[int, str] | None, unit: int | None = None) -> ReleasedScale:
    texts = (("en", f"More {name}", ""), ("de", f"Mehr {name}", ""))
    plain = {"instrument": "pulse", "measure": "item", "of": "help_most", "higher_is": "better", "share_from": None}
    one = scale(f"lever_{name}", f"More {name}", **plain, view="levers", texts=texts)
    return ReleasedScale(one, figures({None: value, "Operations": unit}))


def wave() -> ReleasedWave:
    levers = (
        lever("clarity", None),
        lever("support", 20, 24),
        lever("tools", (70, "at_least"), 30),
        lever("meetings", 41, None),
    )
    before = burnout_wave(2)
    pulse = InstrumentLabel("pulse", 1, "Pulse", "pulse", "", "Ours.")
    return dataclasses.replace(before, scales=(*before.scales, *levers), instruments=(*before.instruments, pulse))


def test_the_most_chosen_stands_first_and_the_hidden_ones_last(app: Flask) -> None:
    with app.test_request_context():
        found = helping(wave().helping(), WHOLE, [wave()])
        assert found.table is not None
        assert [line.name for line in found.table.lines] == [
            "More tools",
            "More meetings",
            "More support",
            "More clarity",
        ]
        assert found.table.lines[0].cells[0].text == "at least 70 %"
        assert found.table.lines[-1].cells[0].is_hidden
        assert "More clarity" not in found.charts[0].alternative
        unit = helping(wave().helping(), OPERATIONS, [wave()])
        assert unit.table is not None
        assert next(line.name for line in unit.table.lines) in {"More tools", "More meetings"}
        assert unit.table.columns[-1] == "Whole organization"
        hidden = helping([lever("clarity", None), lever("tools", None)], WHOLE, [wave()])
        assert (hidden.charts, hidden.table) == ((), None)
        assert helping([], WHOLE, [wave()]).table is None


def test_levers_stand_in_every_report_beside_its_scales_and_never_among_them(app: Flask) -> None:
    with app.test_request_context():
        view = report_view("burnout", WHOLE, [wave()])
        assert view.helping.table is not None
        assert not [one for one in view.scales if one.scale.view == "levers"]
        assert view.items.table is None
        listed = {row.scale for row in rows_of("burnout", WHOLE, wave())}
        assert {"lever_tools", "personal"} <= listed
        assert wave().kinds() == ("burnout",)


def test_a_reader_of_another_language_reads_other_words_under_the_same_mark() -> None:
    german = wave().spoken("de_DE")
    assert next(one.scale.title for one in german.helping()) == "Mehr clarity"
    assert german.scales[1].scale.title == "Personal burnout"
    assert german.fingerprint() == german.spoken("en").fingerprint() == wave().fingerprint()
    assert next(one.scale.title for one in german.spoken("en").helping()) == "More clarity"


def test_what_is_new_in_a_release_leaves_older_ones_their_mark() -> None:
    told = "77ccb3fb5200d30a41928163f274c38ffce1683b7a132934123c024d7f46cc67"
    assert burnout_wave(2).fingerprint() == told
