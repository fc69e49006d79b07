"""What a report says, as plain values: words, charts and tables from stored figures; pages and PDF only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from reports.documents import parts, wording
from reports.documents.pieces import Part, Result, Subject
from reports.releases.history import changed
from reports.releases.statistics import InstrumentLabel, ReleasedScale, ReleasedWave, Scale
from wellbeing.checkins.scoring import on_hundred


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything between title and glossary of one report."""

    kind: str
    subject: Subject
    wave: ReleasedWave
    scales: tuple[ReleasedScale, ...]
    rate: str
    results: tuple[Result, ...]
    level: str
    standing: Part
    items: Part
    units: Part
    trends: tuple[Part, ...]
    instruments: tuple[InstrumentLabel, ...]


def report_view(kind: str, subject: Subject, waves: Sequence[ReleasedWave]) -> ReportView:
    """The view of the last of ``waves`` (oldest first) for a kind and a subject; earlier ones give the comparison.

    Raises ValueError when the wave has no figures of that kind.
    """
    wave, history = waves[-1], tuple(waves)
    scales = wave.of_kind(kind)
    if not scales:
        raise ValueError(f"the wave has no figures of kind {kind}")
    scores = _index_first(scales)
    rate, level = wave.participation(), _level(scores)
    return ReportView(
        kind=kind,
        subject=subject,
        wave=wave,
        scales=scales,
        rate=wording.rate_sentence(rate.scale if rate else None, rate.of_unit(subject.unit_id) if rate else None),
        results=tuple(_result(one, scales, subject, history) for one in scores),
        level="" if level is None else f"{level:g}",
        standing=parts.standing(scores, subject, history, level),
        items=parts.items(scales, subject, history),
        units=parts.units(scores, subject, history),
        trends=tuple(parts.trend(one, subject, history) for one in scores) if len(history) > 1 else (),
        instruments=_instruments(scales, wave),
    )


def _index_first(scales: Sequence[ReleasedScale]) -> tuple[ReleasedScale, ...]:
    """The scores of people, an index over other scales before its parts."""
    asked = {(one.scale.instrument, one.scale.of) for one in scales if one.scale.measure == "item"}
    in_parts = {instrument for instrument, _of in asked}
    scores = [one for one in scales if one.scale.measure == "score"]

    def is_part(one: ReleasedScale) -> bool:
        return one.scale.instrument not in in_parts or (one.scale.instrument, one.scale.name) in asked

    return tuple(sorted(scores, key=is_part))


def _instruments(scales: Sequence[ReleasedScale], wave: ReleasedWave) -> tuple[InstrumentLabel, ...]:
    keys = {one.scale.instrument for one in scales}
    return tuple(one for one in wave.instruments if one.key in keys)


def _result(
    one: ReleasedScale, scales: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]
) -> Result:
    scale, figure = one.scale, one.of_unit(subject.unit_id)
    name, difference = changed(one, subject.unit_id, waves)
    return Result(
        title=scale.title,
        value=wording.value_text(scale, figure),
        is_shown=figure is not None and figure.is_shown,
        size=wording.size_text(figure),
        change=wording.change_text(difference, name) if figure is not None and figure.is_shown else "",
        measure=wording.measure_text(scale),
        direction=wording.direction_text(scale),
        note=scale.note,
        share=_share(scale, scales, subject),
    )


def _share(scale: Scale, scales: Sequence[ReleasedScale], subject: Subject) -> str:
    for one in scales:
        if one.scale.measure == "share" and one.scale.of == scale.name and one.scale.instrument == scale.instrument:
            figure = one.of_unit(subject.unit_id)
            if figure is not None and figure.is_shown:
                level = f"{one.scale.share_from:g}"
                text = wording.value_text(one.scale, figure)
                return str(_("%(share)s of the people who answered are at %(level)s or more.", share=text, level=level))
    return ""


def _level(scores: Sequence[ReleasedScale]) -> float | None:
    """The level on 0-100 from which people are counted, when it is one and the same for all scales."""
    levels = {_on_hundred(one.scale) for one in scores}
    return levels.pop() if len(levels) == 1 else None


def _on_hundred(scale: Scale) -> float | None:
    return None if scale.share_from is None else on_hundred(scale.share_from, low=scale.low, high=scale.high)
