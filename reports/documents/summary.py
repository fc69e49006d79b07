"""The one thing that a report opens with: what changed by more than chance, what did not, and what to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from reports.documents.pieces import Result
from reports.releases.comparison import Verdict


@dataclass(frozen=True, slots=True)
class Summary:
    """A headline of one sentence, and the sentences below it."""

    headline: str
    lines: tuple[str, ...]


def summary(results: Sequence[Result]) -> Summary:
    """What the results say together, compared with the wave before."""
    shown = [one for one in results if one.is_shown]
    if not shown:
        return Summary(_("No result can be shown here yet."), ())
    moved = [one for one in shown if one.difference.verdict in {Verdict.HIGHER, Verdict.LOWER}]
    still = [one for one in shown if one.difference.verdict is Verdict.STEADY]
    if not moved:
        # no title stands in these sentences that could say whose results they are
        return Summary(_without_move(shown, still), tuple(dict.fromkeys(one.instead for one in shown if one.instead)))
    lines = [_told(one) for one in moved[1:]]
    if still:
        lines.append(_("No reliable change: %(names)s.", names=", ".join(_whose(one) for one in still)))
    return Summary(_told(moved[0]), tuple(lines))


def _without_move(shown: Sequence[Result], still: Sequence[Result]) -> str:
    if still:
        return _nothing_moved(still)
    if all(one.difference.verdict is Verdict.FIRST for one in shown):
        return str(_("This is a first result: later ones will be compared with it."))
    return str(_("Nothing can be compared with the wave before."))


def _whose(one: Result) -> str:
    """The title of a result, with the group behind it where that is not the unit itself."""
    return f"{one.title} ({one.group})" if one.group else one.title


def _nothing_moved(still: Sequence[Result]) -> str:
    waves = {one.before for one in still}
    if len(waves) == 1:
        return str(_("Nothing changed by more than chance since %(wave)s.", wave=waves.pop()))
    return str(_("Nothing changed by more than chance since the wave before."))


def _told(one: Result) -> str:
    points = abs(one.difference.difference or 0)
    values = {"title": _whose(one), "points": points, "wave": one.before, "value": one.value}
    if one.difference.verdict is Verdict.HIGHER:
        return str(
            ngettext(
                "%(title)s rose by one point since %(wave)s, to %(value)s: more than chance.",
                "%(title)s rose by %(points)s points since %(wave)s, to %(value)s: more than chance.",
                points,
                **values,
            )
        )
    return str(
        ngettext(
            "%(title)s fell by one point since %(wave)s, to %(value)s: more than chance.",
            "%(title)s fell by %(points)s points since %(wave)s, to %(value)s: more than chance.",
            points,
            **values,
        )
    )
