"""From a report's view to the bytes of its PDF: title, method page and glossary round it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from babel.dates import format_date
from flask_babel import gettext as _

from reports.documents import wording
from reports.documents.editions import Look
from reports.documents.fonts import printable
from reports.documents.rendering import html_of, pdf_of
from reports.documents.view import ReportView
from reports.releases.statistics import ReleasedWave
from wellbeing.actions import wording as actions_wording
from wellbeing.actions.statistics import Action

MOST_ACTIONS = 6


def compose(view: ReportView, *, language: str, actions: Sequence[Action] = (), look: Look | None = None) -> bytes:
    """The PDF of a report in a language (the caller has put that language in force); equal input, equal bytes.

    ``actions`` is what leaders said would change; they have the first page after the summary. ``look`` is the
    organization's paper, colour and logo.
    """
    mark = view.wave.fingerprint()
    title = wording.report_title(view.kind, ", ".join(one.name for one in view.instruments))
    released_at = view.wave.released_at.astimezone(UTC)  # the database answers in a zone of its own
    html = html_of(
        "report.html",
        view=view,
        look=look or Look(view.subject.organization),
        told=[told(one) for one in actions[:MOST_ACTIONS]],
        title=title,
        language=language.replace("_", "-"),
        released_at=released_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        released_on=_("Released on %(day)s", day=format_date(released_at, "long", locale=language)),
        fingerprint=mark,
        foot=wording.foot(),
        hidden=wording.hidden(),
        method=method(view.wave, language),
        glossary=glossary(view),
    )
    return pdf_of(html, identifier=bytes.fromhex(mark)[:16])


def told(action: Action) -> tuple[str, str, str]:
    """What changes, why not now (or an empty text), and where it stands, with whom and by when.

    Words in a script that the embedded fonts lack cannot be printed: the page that has them is named instead.
    """
    changes, owner, because = (printable(text) for text in (action.changes, action.owner, action.reason))
    if changes is None or owner is None or because is None:
        return str(_("Written in letters that this file cannot print; read it on the page “You said, we did”.")), "", ""
    reason = str(_("Not now, because %(reason)s", reason=because)) if because else ""
    when = actions_wording.when(action.state, action.due_on, action.done_on)
    stands = "" if action.done_on else actions_wording.state(action.state)
    return changes, reason, " · ".join(filter(None, (stands, owner, when)))


def method(wave: ReleasedWave, language: str) -> tuple[str, ...]:
    """How the figures came about and what protects the people behind them."""
    said = [_opening(wave, language), *(_by_ledger(wave) if wave.log.engine else _by_threshold(wave))]
    said += [
        _(
            "Results are whole numbers. Near the ends of a scale only a limit is said. Numbers of answers are given "
            "in bands, and the response rate in steps of ten for groups of twenty and more."
        ),
        _(
            "How sure a result is comes from the fixed spread between people that is published for the "
            "questionnaire, from the noise, and from the smallest number of answers that the band allows. The spread "
            "within a group is never used for it."
        ),
    ]
    if any(one.scale.asked for one in wave.scales):
        said.append(
            _(
                "The questions of the pulse take turns. A topic is compared only with a check-in that asked the same "
                "questions about it."
            )
        )
    if wave.organization_only and not wave.stands_apart:
        said.append(_("Fewer than twenty people were asked, so only the organization as a whole has results."))
    return tuple(said)


def _by_ledger(wave: ReleasedWave) -> tuple[str, ...]:
    return (
        _(
            "A result is shown only when at least %(threshold)s people stand behind it, and only while everything "
            "shown, of this wave and of earlier ones, explains no single answer too far. Whatever is hidden carries "
            "the same sentence: %(hidden)s It never says why, because the reason could tell who answered.",
            threshold=wave.threshold,
            hidden=wording.hidden(),
        ),
        _(
            "A little noise is added to every result: usually less than a point for thirty people and more, a few "
            "points for five. The same people carry the same noise, so that asking again tells nothing new."
        ),
        _(
            "Teams too small for a result of their own are shown together where that is safe; else the result of "
            "the larger unit stands beside them, as that unit’s own."
        ),
    )


def _by_threshold(wave: ReleasedWave) -> tuple[str, ...]:
    return (
        _(
            "A result is shown only when at least %(threshold)s people stand behind it. A group is also hidden when "
            "the people outside it could be computed by subtraction and are fewer than that. Both are marked with "
            "the same sentence: %(hidden)s",
            threshold=wave.threshold,
            hidden=wording.hidden(),
        ),
    )


def _opening(wave: ReleasedWave, language: str) -> str:
    if wave.origin == "imported":
        said = _(
            "These are past answers from another system. They were put in without names, counted once and stored as "
            "figures; then every answer was deleted. No further question can be asked of this wave."
        )
    else:
        said = _(
            "The check-in was open until %(day)s. Answers carried no name. At the close all figures were computed "
            "once and stored; then every answer was deleted. No further question can be asked of this wave.",
            day=format_date(wave.closed_on, "long", locale=language),
        )
    return str(said)


def glossary(view: ReportView) -> tuple[tuple[str, str], ...]:
    """The words of the report and what they mean."""
    words = [
        (_("Check-in"), _("A short questionnaire that people answer about their work, voluntarily.")),
        (_("Wave"), _("One sending of a check-in to the people invited.")),
        (_("Release"), _("All figures of a wave, published once at its close. They never change afterwards.")),
        (_("Points"), _("Every scale is shown from 0 to 100, whatever numbers were ticked.")),
        (
            _("Threshold"),
            _("The fewest people behind any shown result; here %(number)s.", number=view.wave.threshold),
        ),
        (_("Hidden"), _("Not shown, so that nobody’s answer can be told from everything that is shown.")),
        (
            _("As a whole"),
            _("The result of a larger unit, shown where that of a part is hidden."),
        ),
        (_("Noise"), _("A small random amount in every result, so that a difference of two results fits nobody.")),
        (_("At most, at least"), _("Near the ends of a scale a limit is said in place of the number.")),
        (_("No reliable change"), _("A difference that chance alone could make as well.")),
        (_("Chance"), _("Who happens to answer, and on which day. It plays more in small groups.")),
    ]
    if view.turnover:
        words.append(
            (
                _("Turnover"),
                _(
                    "Of everybody who worked here within the year before the close, how many left, from leaving "
                    "dates; in steps of ten, for thirty people and more. It says nothing about why."
                ),
            )
        )
    if view.items.charts:
        words.append(
            (_("Positive answers"), _("The two best options of a question, such as “agree” and “strongly agree”."))
        )
    return tuple(words)
