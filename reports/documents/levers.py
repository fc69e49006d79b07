"""What to do first, conditions of work before practices of single people, each with its evidence line."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

ABOUT_ROUND = "custom:coaching_round"


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to try: a title, how to begin, and what speaks for it."""

    title: str
    text: str
    evidence: str


def levers(kind: str) -> tuple[Lever, ...]:
    """Three levers on conditions, then one on practices, for a report kind; fewer about a coaching round."""
    if kind == "burnout":
        return (*_burnout(), _practices())
    if kind == "engagement":
        return (*_engagement(), _practices())
    if kind == ABOUT_ROUND:
        ask, _change, tell = _custom()
        return ask, tell
    return (*_custom(), _practices())


def _burnout() -> tuple[Lever, ...]:
    return (
        Lever(
            _("Workload and staffing"),
            _("Ask the team what can stop, wait or be shared, and decide on one of these within four weeks."),
            _(
                "High demands with little control come before exhaustion in prospective studies "
                "(Aronsson et al. 2017, BMC Public Health 17:264)."
            ),
        ),
        Lever(
            _("Support from supervisors"),
            _("Give supervisors time for their people: a regular talk about what would make the work easier."),
            _("Support at work goes with less exhaustion in the same review (Aronsson et al. 2017)."),
        ),
        Lever(
            _("Recovery"),
            _("Protect breaks, evenings and days off, and tell people their shifts early enough to plan."),
            _(
                "Changes made by the organization lowered burnout more than programmes for single persons "
                "(physicians; Panagioti et al. 2017, JAMA Internal Medicine 177:195)."
            ),
        ),
    )


def _engagement() -> tuple[Lever, ...]:
    return (
        Lever(
            _("Supervisors who listen"),
            _("Ask each team for one thing that should change, and answer within two weeks, also when it is no."),
            _(
                "Support and the relation to the supervisor go with engagement "
                "(Christian, Garza and Slaughter 2011, Personnel Psychology 64:89)."
            ),
        ),
        Lever(
            _("A say in how work is done"),
            _("Let the team choose one part of its work to arrange differently, and look at it after a quarter."),
            _("Autonomy and variety of tasks go with engagement in the same review (Christian et al. 2011)."),
        ),
        Lever(
            _("Goals that make sense"),
            _("Say what matters most this quarter and why, and what may be left undone for it."),
            _(
                "Group programmes that change work raise engagement a little on average "
                "(Knight, Patterson and Dawson 2017, Journal of Organizational Behavior 38:792)."
            ),
        ),
    )


def _custom() -> tuple[Lever, ...]:
    return (
        Lever(
            _("Ask before deciding"),
            _("Show this page to the people it is about and ask which condition of work stands behind the result."),
            _("A number tells where to ask, never why it is so."),
        ),
        Lever(
            _("Change one condition"),
            _("Choose one condition of work that leaders can change, such as workload, hours, tools or support."),
            _(
                "Changes made by the organization did more than programmes for single persons "
                "(physicians and burnout; Panagioti et al. 2017, JAMA Internal Medicine 177:195)."
            ),
        ),
        Lever(
            _("Tell people what came of it"),
            _("Say what was heard, what will be done and what will not, and look again at the next wave."),
            _("People go on answering when they see that answers lead somewhere."),
        ),
    )


def _practices() -> Lever:
    return Lever(
        _("Practices for single people, as an addition"),
        _("Offer reflection and self-compassion practices to those who like them, never instead of the above."),
        _(
            "Self-compassion by app helps a little (g = .31, nine trials; Linardon 2020); individual programmes "
            "alone showed no benefit among 46,336 workers in the United Kingdom (Fleming 2024)."
        ),
    )
