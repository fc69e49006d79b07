"""What a report says, as plain values: words, charts and tables from stored figures; pages and PDF only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from reports.documents import parts, wording
from reports.documents.distributions import distribution
from reports.documents.groups import changed, figure_in, is_own, lead
from reports.documents.helping import chosen, helping
from reports.documents.levers import Lever, levers
from reports.documents.periods import Period, closing, over
from reports.documents.pieces import Part, Related, Result, Subject
from reports.documents.summary import Summary, summary
from reports.documents.trends import trend
from reports.releases.history import same_scale
from reports.releases.statistics import Figure, InstrumentLabel, ReleasedScale, ReleasedWave, Scale
from wellbeing.checkins.scoring import on_hundred


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything between title and glossary of one report."""

    kind: str
    subject: Subject
    wave: ReleasedWave
    scales: tuple[ReleasedScale, ...]
    rate: str
    turnover: str
    results: tuple[Result, ...]
    level: str
    standing: Part
    distribution: Part
    breakdowns: tuple[Part, ...]
    related: tuple[Related, ...]
    items: Part
    helping: Part
    units: Part
    trends: tuple[Part, ...]
    periods: tuple[Part, ...]
    instruments: tuple[InstrumentLabel, ...]
    summary: Summary
    levers: tuple[Lever, ...]
    lowest: tuple[str, ...]


def report_view(
    kind: str,
    subject: Subject,
    waves: Sequence[ReleasedWave],
    *,
    against: ReleasedWave | None = None,
    period: Period | None = None,
) -> ReportView:
    """The view of the last of ``waves`` (oldest first) for a kind and a subject; earlier ones give the comparison.

    ``against`` compares with that wave and no other; trends show all of them. ``period`` is the quarter or year whose
    means are told; by itself those that the wave closed in. Raises ValueError when the wave has no figures of that
    kind.
    """
    wave, history = waves[-1], tuple(waves)
    scales = wave.told_of(kind, subject.unit_id)
    if not scales:
        raise ValueError(f"the wave has no figures of kind {kind}")
    scores = _index_first(scales)
    level = _level(scores)
    compared = history if against is None else (against, wave)
    results = tuple(_result(one, scales, subject, compared) for one in scores)
    related = _related(scores, wave) if subject.unit_id is None else ()
    told = closing(history, kind) if period is None else (period,)
    means = (over(each, scores, subject, history, kind) for each in told)
    return ReportView(
        kind=kind,
        subject=subject,
        wave=wave,
        scales=scales,
        rate=_rate(wave.participation(), subject),
        turnover=_turnover(wave.turnover(), subject),
        results=results,
        level=wording.decimal_text(level),
        standing=parts.standing(scores, subject, compared, level),
        distribution=distribution(scores, subject),
        breakdowns=parts.breakdowns(scores, subject, compared),
        related=related,
        items=parts.items(scales, subject, compared),
        helping=helping(wave.helping(), subject, compared),
        units=parts.units(scores, subject, compared),
        trends=tuple(trend(one, subject, history) for one in scores if _came_before(one, history)),
        periods=tuple(one for one in means if one.table),
        instruments=_instruments(scales, wave),
        summary=summary(results),
        levers=levers(kind, chosen(wave.helping(), subject)),
        lowest=() if related else _lowest(wave, subject),
    )


LOWEST = 3


def _lowest(wave: ReleasedWave, subject: Subject) -> tuple[str, ...]:
    """The conditions of work with the least favourable shown results of the subject, in words; never all of them.

    A bound is no place in an order, so what is only known as a limit is left out.
    """
    found = []
    for one in wave.scales:
        figure = lead(one, subject.unit_id) if one.scale.about == "work" and one.scale.measure == "score" else None
        if figure is not None and figure.value is not None and not figure.bound and is_own(figure, subject.unit_id):
            good = figure.value if one.scale.higher_is == "better" else 100 - figure.value
            found.append((good, one.scale.title, wording.value_text(one.scale, figure)))
    found.sort(key=lambda each: each[0])
    least = min(LOWEST, len(found) - 1)
    return tuple(
        str(_("%(label)s: %(value)s", label=title, value=value)) for _good, title, value in found[: max(0, least)]
    )


def _came_before(one: ReleasedScale, waves: Sequence[ReleasedWave]) -> bool:
    """Whether an earlier wave asked the same, so that there is a line to draw."""
    return any(same_scale(one, waves[-1], wave) is not None for wave in waves[:-1])


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


def _rate(rate: ReleasedScale | None, subject: Subject) -> str:
    if rate is None:
        return wording.rate_sentence(None, None, None, subject.organization)
    instead = None if subject.unit_id is None else rate.instead_of(subject.unit_id)
    return wording.rate_sentence(rate.scale, rate.of_unit(subject.unit_id), instead, subject.organization)


def _turnover(one: ReleasedScale | None, subject: Subject) -> str:
    """The turnover beside the scores; empty where leaving was not noted for a whole year."""
    if one is None:
        return ""
    instead = None if subject.unit_id is None else one.instead_of(subject.unit_id)
    return wording.turnover_sentence(one.scale, one.of_unit(subject.unit_id), instead, subject.organization)


def _related(scores: Sequence[ReleasedScale], wave: ReleasedWave) -> tuple[Related, ...]:
    found = (Related(one.scale.title, tuple(each.scale.title for each in wave.related_to(one))) for one in scores)
    return tuple(one for one in found if one.names)


def _result(
    one: ReleasedScale, scales: Sequence[ReleasedScale], subject: Subject, waves: Sequence[ReleasedWave]
) -> Result:
    scale, figure = one.scale, lead(one, subject.unit_id)
    name, difference = changed(one, figure, waves)
    is_shown, is_theirs = figure is not None and figure.is_shown, is_own(figure, subject.unit_id)
    group, instead = "", ""
    if figure is not None and not is_theirs:
        group = wording.lead_name(figure, subject.organization)
        instead = wording.lead_sentence(subject.unit_name, figure, subject.organization)
    return Result(
        title=scale.title,
        group=group,
        value=wording.value_text(scale, figure),
        is_shown=is_shown,
        instead=instead,
        size=wording.size_text(figure),
        change=wording.change_text(difference, name) if is_shown else "",
        measure=wording.measure_text(scale),
        direction=wording.direction_text(scale),
        note=scale.note,
        share=_share(scale, scales, figure),
        spread=wording.shares_text(scale, figure),
        difference=difference,
        before=name,
    )


def _share(scale: Scale, scales: Sequence[ReleasedScale], group: Figure | None) -> str:
    for one in scales:
        if one.scale.measure == "share" and one.scale.of == scale.name and one.scale.instrument == scale.instrument:
            figure = figure_in(one, group)
            if figure is not None and figure.is_shown:
                level = wording.decimal_text(one.scale.share_from)
                text = wording.value_text(one.scale, figure)
                return str(_("%(share)s of the people who answered are at %(level)s or more.", share=text, level=level))
    return ""


def _level(scores: Sequence[ReleasedScale]) -> float | None:
    """The level on 0-100 from which people are counted, when it is one and the same for all scales."""
    levels = {_on_hundred(one.scale) for one in scores}
    return levels.pop() if len(levels) == 1 else None


def _on_hundred(scale: Scale) -> float | None:
    return None if scale.share_from is None else on_hundred(scale.share_from, low=scale.low, high=scale.high)
