"""The same figures as rows, for CSV, JSON and the API: every cell is what the page and the PDF say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.documents import wording
from reports.programs import wording as words
from reports.programs.findings import Findings
from reports.programs.view import change_of
from reports.releases.comparison import change
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave
from reports.releases.wording import title_text


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """One figure of a programme as a row.

    `part` is `participation`, `before`, `after` or `ballot`. `value` is empty when hidden; `reads` is how the page says
    it. `difference` and `chance` are the points from before to after, and how many chance alone stays within; `change`
    says what they mean.
    """

    part: str
    wave: str
    closed_on: str
    about: str
    instrument: str
    scale: str
    title: str
    measure: str
    value: int | None
    bound: str
    answers: str
    status: str
    reads: str
    difference: int | None
    chance: int | None
    change: str
    release: str


def rows_of(findings: Findings, language: str) -> list[ProgramRow]:
    """How many answered, before and after of each scale, and the two answers at the end."""
    findings = findings.spoken(language)
    about = words.audience(findings)
    marks = {wave.wave_id: wave.fingerprint() for wave in findings.used()}

    def row(part: str, wave: ReleasedWave, one: ReleasedScale, figure: Figure | None) -> ProgramRow:
        return ProgramRow(
            part=part,
            wave=wave.name,
            closed_on=wave.closed_on.isoformat(),
            about=about,
            instrument=one.scale.instrument,
            scale=one.scale.name,
            title=title_text(one.scale),
            measure=one.scale.measure,
            value=figure.value if figure else None,
            bound=(figure.bound if figure else None) or "",
            answers=(figure.n_band if figure else None) or "",
            status="published" if figure and figure.is_shown else "suppressed",
            reads=wording.value_text(one.scale, figure),
            difference=None,
            chance=None,
            change="",
            release=marks[wave.wave_id],
        )

    def every() -> Iterator[ProgramRow]:
        for wave in findings.checkins:
            rate = wave.participation()
            if rate is not None:
                yield row("participation", wave, rate, findings.figure(wave, rate))
        for one in findings.compared():
            if one.before_wave is not None:
                yield row("before", one.before_wave, one.scale, one.before)
            told = change(one.scale.scale, one.before, one.after)
            said = change_of(one) if one.after.is_shown else ""
            after = row("after", one.wave, one.scale, one.after)
            yield replace(after, difference=told.difference, chance=told.margin, change=said)
        for asked in findings.ballot.scales if findings.ballot else ():
            if asked.scale.measure in {"score", "participation"} and findings.ballot is not None:
                yield row("ballot", findings.ballot, asked, asked.of_unit(None))

    return list(every())
