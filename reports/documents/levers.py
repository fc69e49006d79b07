"""What to do first: what people asked for, then what research says; each with its evidence line, practices last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from wellbeing.actions.said import Lever as Thing

ABOUT_ENDS = frozenset({"custom:coaching_round", "custom:program_end"})
"""The kinds of reports on a ballot at the end of something."""

FIRST = 3


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to try: a title, how to begin, and what speaks for it.

    ``thing`` is its key among the ten things of "What would help most?", ``asked`` how many people chose it.
    """

    title: str
    text: str
    evidence: str
    thing: str = ""
    asked: str = ""


def levers(kind: str, chosen: Sequence[tuple[str, str]] = ()) -> tuple[Lever, ...]:
    """Three levers on conditions, then one on practices, for a report kind; fewer about a round or a programme.

    ``chosen`` are the things that people said would help most with their shown shares, most often chosen first: they
    stand before what the kind alone suggests.
    """
    if kind in ABOUT_ENDS:
        ask, _change, tell = _custom()
        return ask, tell
    wanted = [_asked(thing, share) for thing, share in chosen[:FIRST] if thing in _TEXTS]
    known = {one.thing for one in wanted}
    usual = _custom() if kind.startswith("custom:") else tuple(_lever(thing) for thing in _USUAL[kind])
    return (
        *wanted,
        *[one for one in usual if not one.thing or one.thing not in known][: FIRST - len(wanted)],
        practices(),
    )


def _asked(thing: str, share: str) -> Lever:
    said = str(_("Chosen by %(share)s of the people who answered that question.", share=share))
    return replace(_lever(thing), asked=said)


def _lever(thing: str) -> Lever:
    return replace(_TEXTS[thing](), thing=thing)


def _workload() -> Lever:
    return Lever(
        _("Workload and staffing"),
        _("Ask the team what can stop, wait or be shared, and decide on one of these within four weeks."),
        _(
            "High demands with little control come before exhaustion in prospective studies "
            "(Aronsson et al. 2017, BMC Public Health 17:264)."
        ),
    )


def _clarity() -> Lever:
    return Lever(
        _("Goals that make sense"),
        _("Say what matters most this quarter and why, and what may be left undone for it."),
        _(
            "Unclear roles go with exhaustion across many studies "
            "(Lee and Ashforth 1996, Journal of Applied Psychology 81:123)."
        ),
    )


def _control() -> Lever:
    return Lever(
        _("A say in how work is done"),
        _("Let the team choose one part of its work to arrange differently, and look at it after a quarter."),
        _(
            "Autonomy and variety of tasks go with engagement "
            "(Christian, Garza and Slaughter 2011, Personnel Psychology 64:89)."
        ),
    )


def _support() -> Lever:
    return Lever(
        _("Support from supervisors"),
        _("Give supervisors time for their people: a regular talk about what would make the work easier."),
        _(
            "Support at work goes with less exhaustion in prospective studies "
            "(Aronsson et al. 2017, BMC Public Health 17:264)."
        ),
    )


def _recovery() -> Lever:
    return Lever(
        _("Recovery"),
        _("Protect breaks, evenings and days off, and tell people their shifts early enough to plan."),
        _(
            "Being able to leave work behind goes with less fatigue "
            "(Bennett, Bakker and Field 2018, Journal of Organizational Behavior 39:262)."
        ),
    )


def _fairness() -> Lever:
    return Lever(
        _("Decisions that are seen to be fair"),
        _("Say beforehand how a decision will be made, hear those it concerns, and give the reasons afterwards."),
        _(
            "Unfairness at work goes with strain and poorer health "
            "(Robbins, Ford and Tetrick 2012, Journal of Applied Psychology 97:235)."
        ),
    )


def _tools() -> Lever:
    return Lever(
        _("Tools that work"),
        _("Let the team name the one tool or form that costs it most time, and mend or remove that one first."),
        _(
            "Hindrances such as red tape and hassle go with burnout, resources with less of it "
            "(Crawford, LePine and Rich 2010, Journal of Applied Psychology 95:834)."
        ),
    )


def _meetings() -> Lever:
    return Lever(
        _("Fewer or better meetings"),
        _("End one standing meeting for a month, and keep half a day a week free of them; then ask what was missed."),
        _(
            "On days with more meetings people were more tired, in a small diary study "
            "(Luong and Rogelberg 2005, Group Dynamics 9:58)."
        ),
    )


def _growth() -> Lever:
    return Lever(
        _("Chances to learn"),
        _("Agree with each person on one thing to learn this quarter, and on the hours for it."),
        _(
            "Chances to develop go with engagement "
            "(Crawford, LePine and Rich 2010, Journal of Applied Psychology 95:834)."
        ),
    )


def _safety() -> Lever:
    return Lever(
        _("Safe to speak"),
        _("Ask each team for one thing that should change, and answer within two weeks, also when it is no."),
        _(
            "Where people can speak without fear, engagement and learning are higher "
            "(Frazier et al. 2017, Personnel Psychology 70:113)."
        ),
    )


_TEXTS: dict[str, Callable[[], Lever]] = {
    Thing.WORKLOAD: _workload,
    Thing.CLARITY: _clarity,
    Thing.CONTROL: _control,
    Thing.SUPPORT: _support,
    Thing.RECOVERY: _recovery,
    Thing.FAIRNESS: _fairness,
    Thing.TOOLS: _tools,
    Thing.MEETINGS: _meetings,
    Thing.GROWTH: _growth,
    Thing.SAFETY: _safety,
}
_USUAL: dict[str, tuple[Thing, ...]] = {
    "burnout": (Thing.WORKLOAD, Thing.SUPPORT, Thing.RECOVERY),
    "engagement": (Thing.SAFETY, Thing.CONTROL, Thing.CLARITY),
}


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


def practices() -> Lever:
    """The addition for single people, after everything that the organization can change."""
    return Lever(
        _("Practices for single people, as an addition"),
        _("Offer reflection and self-compassion practices to those who like them, never instead of the above."),
        _(
            "Self-compassion by app helps a little (g = .31, nine trials; Linardon 2020); individual programmes "
            "alone showed no benefit among 46,336 workers in the United Kingdom (Fleming 2024)."
        ),
    )
