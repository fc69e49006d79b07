"""What would help most, in a report: the most chosen first, hidden ones last, and nothing when all are hidden."""

from __future__ import annotations

import dataclasses

from flask import Flask

from reports.documents.helping import helping
from reports.documents.levers import levers
from reports.documents.pieces import Subject
from reports.documents.tables import rows_of
from reports.documents.view import report_view
from reports.releases.statistics import InstrumentLabel, ReleasedScale, ReleasedWave
from tests.reports.invented import burnout_wave, figures, scale, unit_id
from wellbeing.actions.said import Lever as Thing

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


def test_what_people_chose_stands_before_what_research_suggests(app: Flask) -> None:
    with app.test_request_context():
        view = report_view("burnout", WHOLE, [wave()])
        assert [(one.thing, one.asked.partition(" of")[0]) for one in view.levers] == [
            ("tools", "Chosen by at least 70 %"),
            ("meetings", "Chosen by 41 %"),
            ("support", "Chosen by 20 %"),
            ("", ""),
        ]
        unit = report_view("burnout", OPERATIONS, [wave()])
        assert [one.thing for one in unit.levers] == ["tools", "support", "workload", ""]
        assert "41 %" not in str(unit.levers), "a share of somebody else"
        night = Subject("Northwind", unit_id("Operations / Night shift"), "Operations / Night shift")
        instead = report_view("burnout", night, [wave()]).levers
        assert [one.asked.partition(" of the people")[0] for one in instead[:3]] == [
            "Chosen by 41 % (Northwind as a whole)",
            "Chosen by 30 % (Operations as a whole)",
            "Chosen by 24 % (Operations as a whole)",
        ]
        silent = report_view("burnout", WHOLE, [burnout_wave(2)])
        assert [one.thing for one in silent.levers] == ["workload", "support", "recovery", ""]
        for thing in Thing:
            asked = levers("engagement", [(thing, "30 %")])
            assert asked[0].thing == thing
            assert len(asked) == 4
            assert len({one.title for one in asked}) == 4
            assert asked[-1].title.startswith("Practices for single people")


def test_without_relations_the_conditions_that_stand_lowest_are_named_and_never_all(app: Flask) -> None:
    def condition(name: str, value: int | tuple[int, str] | None, **changes: object) -> ReleasedScale:
        plain = {"instrument": "pulse", "of": name, "higher_is": "better", "share_from": None, "about": "work"}
        return ReleasedScale(scale(name, name.title(), **(plain | changes)), figures({None: value}))

    asked = (
        condition("fairness", 61),
        condition("clarity", 40),
        condition("workload", 70, higher_is="worse"),
        condition("support", (95, "at_least")),
        condition("control", None),
        condition("kindness", 10, about="person"),
    )
    before = dataclasses.replace(burnout_wave(2), related=())
    with app.test_request_context():
        view = report_view("burnout", WHOLE, [dataclasses.replace(before, scales=(*before.scales, *asked))])
        assert view.lowest == ("Workload: 70", "Clarity: 40")
        alone = report_view("burnout", WHOLE, [dataclasses.replace(before, scales=(*before.scales, asked[0]))])
        assert alone.lowest == ()
        related = report_view("burnout", WHOLE, [dataclasses.replace(burnout_wave(2), scales=(*before.scales, *asked))])
        assert (related.lowest, bool(related.related)) == ((), True)
