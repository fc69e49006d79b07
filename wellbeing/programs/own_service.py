"""What a member does with a programme: join it alone, mark a step, lay it aside, choose where to go on; all sealed."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from tenants.errors import Conflict, Invalid
from tenants.members.models import Member
from wellbeing.programs import enrollment, mine
from wellbeing.programs.mine import Mine
from wellbeing.programs.place import MARKS, Place

JOIN, ASIDE, AGAIN, WHERE_LEFT, THIS_WEEK = "join", "aside", "again", "where_left", "this_week"
CHOICES = (*MARKS, JOIN, ASIDE, AGAIN, WHERE_LEFT, THIS_WEEK)


def choose(*, member: Member, one: Mine, what: str, step_id: str = "", consent: bool | None = None) -> str | None:
    """Do one of `CHOICES`; gives the recovery code if a private space begins with it.

    A step must have begun; joining is for a programme that is joined alone. A second press changes nothing.
    """
    if what == JOIN:
        _require_joinable(one)
    elif not one.follows:
        raise Conflict(_l("This programme is not one of yours now, so there is nothing to keep."), code="not_followed")
    if what in MARKS:
        _require_begun(one, step_id)

    def after(place: Place) -> Place:
        return _after(one, place, what, step_id)

    return enrollment.change(member_id=member.id, program_id=one.id, by=after, consent=consent)


def _after(one: Mine, place: Place, what: str, step_id: str) -> Place:
    if what == JOIN:
        return mine.joined(one, place)
    place = mine.touched(one, place)
    if what in MARKS:
        return place.marked(step_id, what, one.today)
    newest = one.days.week_on(one.today)
    if what == WHERE_LEFT:
        return replace(place, answered=newest)
    if what == THIS_WEEK:
        return replace(place, answered=newest, onward=max(1, newest))
    return replace(place, aside=what == ASIDE)


def _require_joinable(one: Mine) -> None:
    if one.row.sensitive and one.place.joined:
        return
    if not one.may_join:
        raise Conflict(_l("This programme cannot be joined now."), code="not_joinable")


def _require_begun(one: Mine, step_id: str) -> None:
    newest = one.days.week_on(one.today)
    if not any(step.id == step_id and week.number <= newest for week, step in one.content.steps()):
        raise Invalid(_l("This step is not there yet. Please look again."), code="no_such_step")
