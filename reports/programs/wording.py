"""Words of a programme's report: for whom and when it was, why nothing is shown, and what before and after can say."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask_babel import gettext

from reports.documents import wording
from reports.programs.findings import Findings
from reports.releases.comparison import Change, Verdict
from reports.releases.statistics import Figure
from wellbeing.programs.statistics import ProgramFacts


def _(text: str, **values: object) -> str:
    """The text in the language in force."""
    return str(gettext(text, **values))


def day(on: date, language: str) -> str:
    """A day in words."""
    return str(format_date(on, "long", locale=language.replace("-", "_")))


def days(program: ProgramFacts, language: str) -> str:
    """From when to when it was or is."""
    first, last = day(program.starts_on, language), day(program.ends_on, language)
    return _("From %(first)s to %(last)s", first=first, last=last)


def audience(findings: Findings) -> str:
    """For whom it is; a part of it by the name of its group in check-ins, if that is another."""
    if findings.program.is_whole:
        return _("For everybody in the company")
    if findings.label and findings.label not in findings.program.name.values():
        return _("For a part of the company: %(group)s", group=findings.label)
    return _("For a part of the company")


def nothing(findings: Findings) -> str:
    """Why a report has no figure, in one sentence; empty where it has one or says which one is hidden."""
    program = findings.program
    if program.sensitive:
        return _("Everybody joins this programme for themself and nobody sees who did, so there is no figure about it.")
    if findings.newest is not None:
        return ""
    if program.state != "ended":
        return _("Nothing has been counted yet: figures come once a check-in of this programme has closed.")
    return _(
        "Nothing was counted: no check-in of this programme has been released, and the two questions at its end wait, "
        "are being answered, or could not be asked."
    )


def only_the_ballot() -> str:
    """That there is nothing to compare."""
    return _("No check-in of this programme has a result, so there is no before and after.")


def no_before() -> str:
    """That a scale was asked once only."""
    return _("Asked only once, so there is nothing to compare it with.")


def before_in(wave: str) -> str:
    """The heading over results of one check-in, before."""
    return _("Before, in %(wave)s", wave=wave)


def after_in(wave: str) -> str:
    """The heading over results of one check-in, after."""
    return _("After, in %(wave)s", wave=wave)


def whose(findings: Findings) -> str:
    """Whose results a chart shows."""
    return findings.label or _("Everybody in the company")


def difference(change: Change) -> str:
    """A difference for a cell of a table, with what chance alone could do."""
    values: dict[str, object] = {"points": abs(change.difference or 0), "margin": change.margin or 0}
    if change.verdict is Verdict.STEADY:
        return _("no reliable change (chance can do %(margin)s)", **values)
    if change.verdict is Verdict.HIGHER:
        return _("%(points)s higher (chance can do %(margin)s)", **values)
    if change.verdict is Verdict.LOWER:
        return _("%(points)s lower (chance can do %(margin)s)", **values)
    return _("no comparison")


def none_before() -> str:
    """The empty cell of a scale that was asked once only."""
    return _("not asked")


def used(figure: Figure) -> str:
    """How often people used it, in three shares; empty where no distribution is shown."""
    shares = figure.shares if figure.is_shown else None
    if shares is None:
        return ""
    hardly, sometimes, regularly = shares
    return _(
        "About %(hardly)s %% hardly or not at all, %(sometimes)s %% now and then, %(regularly)s %% regularly.",
        hardly=hardly,
        sometimes=sometimes,
        regularly=regularly,
    )


def cautions(findings: Findings, *, has_change: bool) -> tuple[str, ...]:
    """What these figures cannot say."""
    said = []
    if has_change:
        said += [
            _(
                "Before and after without people to compare with is no proof that a programme did something: much else "
                "changes within the same weeks."
            ),
            _(
                "Both check-ins were answered by whoever wanted to. People came, moved and left in between, so these "
                "are not all the same people."
            ),
        ]
    if findings.ballot is not None:
        said.append(
            _(
                "The two questions at the end went to everybody whom the programme was offered to. Who liked it may "
                "have answered more readily."
            )
        )
    said.append(
        _("Nobody counts who opens, does or leaves out a step, so nothing here says how a programme was followed.")
    )
    return tuple(said)


def title(name: str) -> str:
    """The heading of a report."""
    return _("Programme report: %(name)s", name=name)


def foot() -> str:
    """The sentence at the foot of every result."""
    return wording.foot()
