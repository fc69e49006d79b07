"""What a report on a programme says, as plain values: words, charts and tables that page, PDF and files share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from reports.documents import parts, wording
from reports.documents.dots import Row
from reports.documents.pieces import Cell, Line, Part, Result, Table
from reports.documents.summary import summary
from reports.programs import wording as words
from reports.programs.findings import Compared, Findings
from reports.releases.comparison import Verdict, change, margin
from reports.releases.statistics import InstrumentLabel, ReleasedScale, ReleasedWave


@dataclass(frozen=True, slots=True)
class ProgramView:
    """Everything of one report between its title and its foot; `nothing` says in one sentence why it has no figure.

    `results` are the scales with a before (all of them while none has one), `once` those that were asked only once
    beside them, and `readings` every scale, for how it is read.
    """

    findings: Findings
    name: str
    audience: str
    days: str
    nothing: str
    headline: str
    lines: tuple[str, ...]
    results: tuple[Result, ...]
    readings: tuple[Result, ...]
    standing: Part
    once: Table | None
    checkins: Table | None
    ballot: tuple[Result, ...]
    ballot_rate: str
    cautions: tuple[str, ...]
    instruments: tuple[InstrumentLabel, ...]


def program_view(findings: Findings, language: str) -> ProgramView:
    """The view of a programme's findings in a language, whose words are in force."""
    findings = findings.spoken(language)
    every = findings.compared()
    both = tuple(one for one in every if one.before is not None)
    compared = both or every
    results = tuple(_result(one) for one in compared)
    ballot = _ballot(findings.ballot)
    nothing = words.nothing(findings)
    told = summary(results) if compared else None
    return ProgramView(
        findings=findings,
        name=wording.named(findings.program.name, language),
        audience=words.audience(findings),
        days=words.days(findings.program, language),
        nothing=nothing,
        headline=nothing or (told.headline if told else words.only_the_ballot()),
        lines=told.lines if told else (),
        results=results,
        readings=tuple(_result(one) for one in every),
        standing=_standing(findings, compared, results),
        once=_once([one for one in every if one.before is None] if both else []),
        checkins=_checkins(findings, language),
        ballot=ballot,
        ballot_rate=_ballot_rate(findings.ballot),
        cautions=words.cautions(findings, has_change=bool(both)),
        instruments=_instruments(findings),
    )


def _result(one: Compared) -> Result:
    scale = one.scale.scale
    difference = change(scale, one.before, one.after)
    before = one.before_wave.name if one.before_wave else ""
    return Result(
        title=scale.title,
        group="",
        value=wording.value_text(scale, one.after),
        is_shown=one.after.is_shown,
        instead="",
        size=wording.size_text(one.after),
        change=_change(one) if one.after.is_shown else "",
        measure=wording.measure_text(scale),
        direction=wording.direction_text(scale),
        note=scale.note,
        share="",
        spread=wording.shares_text(scale, one.after),
        difference=difference,
        before=before,
    )


def _change(one: Compared) -> str:
    """What a difference may be taken to mean; where there is none, that only one check-in asked it."""
    difference = change(one.scale.scale, one.before, one.after)
    if difference.verdict is Verdict.FIRST or one.before_wave is None:
        return words.no_before()
    return wording.change_text(difference, one.before_wave.name)


def change_of(one: Compared) -> str:
    """The same for a row of a file."""
    return _change(one)


def _standing(findings: Findings, compared: Sequence[Compared], results: Sequence[Result]) -> Part:
    """Before and after of every scale in numbers, and drawn where any of it is shown."""
    rows = [_row(one) for one in compared]
    lines = tuple(_line(one, result) for one, result in zip(compared, results, strict=True))
    if not lines:
        return Part((), None)
    before = {one.before_wave.name if one.before_wave else "" for one in compared}
    after = {one.wave.name for one in compared}
    if len(before) == len(after) == 1 and before != {""}:
        names = words.before_in(before.pop()), words.after_in(after.pop())
        lines = tuple(replace(line, cells=tuple(replace(cell, beside="") for cell in line.cells)) for line in lines)
    else:
        names = _("Before"), _("After")
    columns = (*names, _("Difference in points"))
    table = Table(_("The same in numbers"), _("Scale"), columns, lines)
    drawn = parts.in_pieces(words.whose(findings), rows) if any(one.value is not None for one in rows) else ()
    return Part(tuple(drawn), table)


def _row(one: Compared) -> Row:
    before = one.before if one.after.is_shown and one.before and not one.before.bound else None
    return Row(
        label=one.scale.scale.title,
        value=one.after.value,
        text=wording.value_text(one.scale.scale, one.after),
        margin=margin(one.scale.scale, one.after) if not one.after.bound else None,
        before=before.value if before else None,
    )


def _line(one: Compared, result: Result) -> Line:
    scale = one.scale.scale
    before = Cell(words.none_before())
    if one.before is not None and one.before_wave is not None:
        before = Cell(wording.value_text(scale, one.before), not one.before.is_shown, beside=one.before_wave.name)
    after = _after(one, result.value, beside=one.wave.name)
    return Line(scale.title, 0, (before, after, Cell(words.difference(result.difference), not result.is_shown)))


def _once(found: Sequence[Compared]) -> Table | None:
    """The scales that were asked only once, with the check-in that asked them."""
    lines = tuple(
        Line(
            one.scale.scale.title, 0, (_after(one, wording.value_text(one.scale.scale, one.after)), Cell(one.wave.name))
        )
        for one in found
    )
    return Table(_("Asked only once"), _("Scale"), (_("Result"), _("Check-in")), tuple(lines)) if lines else None


def _after(one: Compared, text: str, *, beside: str = "") -> Cell:
    width = None if one.after.bound else margin(one.scale.scale, one.after)
    give = "" if width is None else wording.give_text(width)
    return Cell(text, not one.after.is_shown, beside=beside, give=give)


def _checkins(findings: Findings, language: str) -> Table | None:
    """The check-ins of the programme with their days and how many of the audience answered, in bands."""
    lines = []
    for wave in findings.checkins:
        rate = wave.participation()
        figure = findings.figure(wave, rate)
        said = wording.value_text(rate.scale, figure) if rate else wording.hidden()
        is_hidden = figure is None or not figure.is_shown
        lines.append(Line(wave.name, 0, (Cell(words.day(wave.closed_on, language)), Cell(said, is_hidden))))
    if not lines:
        return None
    columns = (_("Closed on"), _("Of the people asked, answered"))
    return Table(_("Check-ins of this programme"), _("Check-in"), columns, tuple(lines))


def _ballot(wave: ReleasedWave | None) -> tuple[Result, ...]:
    """The two answers at the end, of everybody who answered."""
    scales = [one for one in wave.scales if one.scale.measure == "score"] if wave else []
    return tuple(found for found in (_answer(one) for one in scales) if found)


def _ballot_rate(wave: ReleasedWave | None) -> str:
    rate = wave.participation() if wave else None
    return wording.rate_sentence(rate.scale, rate.of_unit(None), None, "") if rate else ""


def _answer(one: ReleasedScale) -> Result | None:
    figure = one.of_unit(None)
    if figure is None:
        return None
    return Result(
        title=one.scale.title,
        group="",
        value=wording.value_text(one.scale, figure),
        is_shown=figure.is_shown,
        instead="",
        size=wording.size_text(figure),
        change="",
        measure=wording.measure_text(one.scale),
        direction="",
        note=one.scale.note,
        share="",
        spread=words.used(figure) if one.scale.name == "used" else "",
        difference=change(one.scale, None, figure),
        before="",
    )


def _instruments(findings: Findings) -> tuple[InstrumentLabel, ...]:
    """Every questionnaire that was asked, the newest version of each."""
    waves = (*findings.checkins, *((findings.ballot,) if findings.ballot else ()))
    return tuple({one.key: one for wave in waves for one in wave.instruments}.values())
