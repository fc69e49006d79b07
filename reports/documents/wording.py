"""Words for figures: the same sentence for the same figure on the page, in the PDF and beside the CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import format_decimal, gettext, ngettext

from reports.documents import naming
from reports.releases.comparison import Change, Verdict
from reports.releases.statistics import Figure, ReleasedScale, Scale

PARTICIPATION_STEP = 10


def _(text: str, **values: object) -> str:
    """The text in the language in force."""
    return str(gettext(text, **values))


def foot() -> str:
    """The sentence at the foot of every result."""
    return _("About working conditions, not about a person. Not for appraisal, pay or discipline.")


def hidden() -> str:
    """The one sentence in every hidden cell."""
    return _("Hidden to protect people's answers.")


def report_title(kind: str, instrument_name: str = "") -> str:
    """The name of a report kind."""
    if kind == "burnout":
        return _("Burnout report")
    if kind == "engagement":
        return _("Engagement report")
    return _("Report on %(instrument)s", instrument=instrument_name or kind.partition(":")[2])


def program_title(names: Mapping[str, str], language: str) -> str:
    """The name of a report on a programme, which has a name by language."""
    return _("Programme report: %(name)s", name=named(names, language))


def named(names: Mapping[str, str], language: str) -> str:
    """A name in a language, else in English, else in whichever it has."""
    code = language.replace("_", "-").partition("-")[0]
    return names.get(code) or names.get("en") or next((name for name in names.values() if name), "")


def value_text(scale: Scale, figure: Figure | None) -> str:
    """A figure in words: "46", "at most 6", "38 %", "60 to 69 %", or the sentence of a hidden cell."""
    if figure is None or figure.value is None:
        return hidden()
    if scale.measure in {"participation", "turnover"}:
        return _rate_text(figure.value, figure.bound)
    number = percent_text(figure.value) if scale.measure in {"share", "item"} else str(figure.value)
    if figure.bound == "at_most":
        return _("at most %(number)s", number=number)
    if figure.bound == "at_least":
        return _("at least %(number)s", number=number)
    return number


def _rate_text(value: int, bound: str | None) -> str:
    if bound == "at_most":
        return _("under %(number)s %%", number=value)
    if bound == "at_least":
        return _("%(number)s %% or more", number=value)
    return _("%(low)s to %(high)s %%", low=value, high=value + PARTICIPATION_STEP - 1)


def size_text(figure: Figure | None) -> str:
    """From how many answers, as far as it may be said."""
    if figure is None or figure.n_band is None:
        return ""
    if figure.n_band.endswith("+"):
        return _("at least %(number)s", number=figure.n_band[:-1])
    low, high = figure.n_band.split("-")
    return _("%(low)s to %(high)s", low=low, high=high)


def percent_text(number: int) -> str:
    """A share as the reader's language writes it."""
    return _("%(number)s %%", number=number)


def decimal_text(number: float | None) -> str:
    """A number of a questionnaire with the decimal sign of the reader's language."""
    return "" if number is None else str(format_decimal(round(number, 4)))


def measure_text(scale: Scale) -> str:
    """What a scale's number is, with its native range."""
    if scale.measure == "share":
        return _("Percent of people at %(level)s or more", level=decimal_text(scale.share_from))
    if scale.measure == "item":
        return _("Percent of positive answers")
    if scale.measure == "participation":
        return _("Percent of the people asked who answered")
    if scale.measure == "turnover":
        return _("Percent of everybody who worked here within a year who left")
    if (scale.low, scale.high) == (0, 100):
        return _("Points from 0 to 100")
    low, high = decimal_text(scale.low), decimal_text(scale.high)
    return _("Points from 0 to 100 (answered from %(low)s to %(high)s)", low=low, high=high)


def direction_text(scale: Scale) -> str:
    """Which way is lighter for people."""
    return _("Higher is better.") if scale.higher_is == "better" else _("Higher means more strain.")


def change_text(change: Change, before_wave: str) -> str:
    """What a difference to an earlier wave may be taken to mean."""
    if change.verdict is Verdict.FIRST:
        return _("First result, so there is nothing to compare with yet.")
    if change.verdict is Verdict.HIDDEN:
        return _("No comparison with %(wave)s, because one of the two is hidden.", wave=before_wave)
    if change.verdict is Verdict.UNCLEAR:
        return _("No comparison with %(wave)s, because one of the two is only known as a limit.", wave=before_wave)
    points = abs(change.difference or 0)
    values: dict[str, object] = {"points": points, "margin": change.margin or 0, "wave": before_wave}
    if change.verdict is Verdict.STEADY:
        return _steady_text(change.difference or 0, values)
    if change.verdict is Verdict.HIGHER:
        said = ngettext(
            "One point higher than in %(wave)s; chance alone does no more than %(margin)s.",
            "%(points)s points higher than in %(wave)s; chance alone does no more than %(margin)s.",
            points,
            **values,
        )
    else:
        said = ngettext(
            "One point lower than in %(wave)s; chance alone does no more than %(margin)s.",
            "%(points)s points lower than in %(wave)s; chance alone does no more than %(margin)s.",
            points,
            **values,
        )
    return str(said)


def _steady_text(difference: int, values: dict[str, object]) -> str:
    if difference == 0:
        return _("The same as in %(wave)s.", **values)
    if difference > 0:
        return _("No reliable change: %(points)s above %(wave)s, and chance alone can do %(margin)s.", **values)
    return _("No reliable change: %(points)s below %(wave)s, and chance alone can do %(margin)s.", **values)


def instead_text(scale: Scale, figure: Figure | None, organization: str) -> str:
    """What is shown beside a hidden unit, as what it is: siblings together, or a larger unit as a whole."""
    if figure is None or figure.value is None:
        return ""
    value = value_text(scale, figure)
    if figure.is_merged:
        return _("Part of %(group)s: %(value)s", group=naming.merged_text(figure), value=value)
    return _("%(group)s: %(value)s", group=naming.whole_text(figure, organization), value=value)


def all_instead_text(shown: Sequence[tuple[Scale, Figure]], organization: str) -> str:
    """The same group's results in place of all of a hidden unit's, in the order of the columns."""
    first = shown[0][1]
    values = " · ".join(value_text(scale, figure) for scale, figure in shown)
    if first.is_merged:
        return _("Part of %(group)s: %(value)s", group=naming.merged_text(first), value=values)
    return _("%(group)s: %(value)s", group=naming.whole_text(first, organization), value=values)


def give_text(width: int) -> str:
    """How far chance alone could move a number, as it stands behind it."""
    return _("± %(number)s", number=width)


def shades_text(scores: Sequence[ReleasedScale]) -> str:
    """How a table of units is read."""
    directions = {one.scale.higher_is for one in scores}
    said = _(
        "The deeper the ground of a cell, the higher the number. Behind it stands how far chance alone could move it."
    )
    return f"{said} {direction_text(scores[0].scale)}" if len(directions) == 1 else said


def lead_name(figure: Figure, organization: str) -> str:
    """The group that a report shows in place of its own unit."""
    return naming.merged_text(figure) if figure.is_merged else naming.whole_text(figure, organization)


def lead_sentence(unit: str, figure: Figure, organization: str) -> str:
    """That a unit's own result is hidden, and whose result stands in its place."""
    values = {"unit": unit, "hidden": hidden(), "group": lead_name(figure, organization)}
    if figure.is_merged:
        return _("%(unit)s: %(hidden)s Shown instead is %(group)s, of which it is a part.", **values)
    return _("%(unit)s: %(hidden)s Shown instead is %(group)s.", **values)


def lead_size_text(figure: Figure, organization: str) -> str:
    """From how many answers the result comes that is shown in place of a unit's own."""
    size = size_text(figure)
    return _("%(group)s: %(value)s", group=lead_name(figure, organization), value=size) if size else ""


def shares_text(scale: Scale, figure: Figure | None) -> str:
    """A distribution in three bands: "about 20 % low, 50 % in the middle, 30 % high"; empty where there is none."""
    shares = figure.shares if figure is not None and figure.is_shown else None
    if shares is None:
        return ""
    values = dict(zip(("low", "middle", "high"), shares, strict=True))
    if scale.higher_is == "worse":
        return _(
            "about %(low)s %% with little strain, %(middle)s %% in the middle, %(high)s %% with much strain", **values
        )
    return _("about %(low)s %% low, %(middle)s %% in the middle, %(high)s %% high", **values)


def window_text(shown: int, waves: int, value: str) -> str:
    """The mean of the last waves in words; where some of them are hidden it says so."""
    if shown == waves:
        return _("Mean of the last %(number)s check-ins: %(value)s", number=waves, value=value)
    return _("Mean of %(shown)s of the last %(number)s check-ins: %(value)s", shown=shown, number=waves, value=value)


def rate_sentence(scale: Scale | None, figure: Figure | None, instead: Figure | None, organization: str) -> str:
    """The response rate as a sentence."""
    if scale is not None and figure is not None and figure.value is not None:
        return _("%(rate)s of the people asked answered.", rate=_capital(value_text(scale, figure)))
    said = _("Response rate: %(hidden)s", hidden=hidden())
    beside = "" if scale is None else instead_text(scale, instead, organization)
    return f"{said} {beside}." if beside else said


def turnover_sentence(scale: Scale, figure: Figure | None, instead: Figure | None, organization: str) -> str:
    """The turnover as a sentence; what stands instead of a hidden unit's is told as what it is."""
    if figure is not None and figure.value is not None:
        return _(
            "Turnover: %(rate)s of the people who worked here within the year before the close left.",
            rate=value_text(scale, figure),
        )
    said = _("Turnover: %(hidden)s", hidden=hidden())
    beside = instead_text(scale, instead, organization)
    return f"{said} {beside}." if beside else said


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
