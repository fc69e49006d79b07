"""What pages and the API show of programmes: the texts of a member's language, and the one step of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from markupsafe import Markup, escape

from tenants.http import actor_or_none
from tenants.languages import in_force
from tenants.members import own_way, private_space
from tenants.members.models import Member
from tenants.members.my_way import MyWay
from tenants.organizations import service as organizations
from tenants.permissions import Role
from wellbeing.programs import content, following, mine
from wellbeing.programs.content import Content, Texts, Week
from wellbeing.programs.following import Following, Offered, Who
from wellbeing.programs.links import Leads
from wellbeing.programs.mine import Mine
from wellbeing.programs.place import Place


@dataclass(frozen=True, slots=True)
class Shown:
    """One programme with where the member stands in it. `closed` says why nothing can be kept: "locked" or "away"."""

    mine: Mine
    following: Following
    closed: str = ""

    @property
    def coming(self) -> tuple[Week, ...]:
        """Weeks that are still to begin: their titles alone are shown."""
        if self.mine.ended_early_on is not None:
            return ()
        return tuple(week for week in self.mine.content.weeks if week.number > self.following.number)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All programmes of a member, by what they are for them now."""

    current: tuple[Shown, ...]
    offered: tuple[Shown, ...]
    aside: tuple[Shown, ...]
    earlier: tuple[Shown, ...]
    closed: str


def words(texts: Texts, languages: Iterable[str] = ()) -> Markup:
    """A text in the reader's language; in another one, marked as such, where it is not written in that."""
    language = in_force()
    if texts.get(language):
        return escape(texts[language])
    text = content.said(texts, language, languages)
    spoken = next((one for one in texts if texts[one] == text), "")
    return Markup('<span lang="{}">{}</span>').format(spoken, text) if text else Markup("")


def plain(texts: Texts, languages: Iterable[str] = ()) -> str:
    """The same without the mark, for titles and programs."""
    return content.said(texts, in_force(), languages)


def who_of(member: Member) -> Who:
    """What a member is beside being one; only whoever asks for themself is known to be more."""
    asking = actor_or_none()
    roles = asking.roles if asking is not None and asking.member_id == member.id else frozenset()
    return Who(supervises=Role.SUPERVISOR in roles, leads=Role.LEADER in roles)


def shelf_of(member: Member) -> Shelf:
    """Everything for the list: what runs first."""
    shown = everything_of(member)
    offered = tuple(one for one in shown if one.mine.may_join)
    rest = [one for one in shown if not one.mine.may_join and (one.mine.follows or not one.mine.row.sensitive)]
    over = [one for one in rest if one.mine.over or not one.mine.follows]
    there = [one for one in rest if one not in over]
    return Shelf(
        current=tuple(sorted((one for one in there if not one.mine.place.aside), key=_newest, reverse=True)),
        offered=offered,
        aside=tuple(one for one in there if one.mine.place.aside),
        earlier=tuple(over),
        closed=shown[0].closed if shown else "",
    )


def everything_of(member: Member) -> list[Shown]:
    """Every programme of a member with where they stand."""
    places, readable = mine.places_of(member)
    found = mine.programs_of(member, places)
    if not found:
        return []
    sight = _sight_of(member, readable=readable)
    return [_shown(one, sight) for one in found]


def one_of(member: Member, program_id: UUID) -> Shown:
    """One programme of a member; NotFound for what is not theirs."""
    places, readable = mine.places_of(member)
    return _shown(mine.program_for(member, program_id, places), _sight_of(member, readable=readable))


@dataclass(frozen=True, slots=True)
class Today:
    """What Home shows: one programme, with its step if one waits; `more` says that there are others."""

    shown: Shown
    more: bool

    @property
    def step(self) -> Offered | None:
        """The one step."""
        return self.shown.following.now


def today_of(member: Member) -> Today | None:
    """The programme whose week is the newest, first of those in which a step waits; None when there is none."""
    shown = everything_of(member)
    waiting = [one for one in shown if one.mine.waits]
    if not waiting:
        return None
    stepping = [one for one in waiting if one.following.now is not None]
    chosen = max(stepping or waiting, key=_newest)
    return Today(chosen, more=len(waiting) > 1 or any(one.mine.may_join for one in shown))


def prompt_for(member: Member) -> str | None:
    """The prompt of the journal that this week's step suggests."""
    waiting = [one for one in everything_of(member) if one.mine.waits and not one.closed]
    found = (following.prompt_of(one.following, content.PROMPT) for one in sorted(waiting, key=_newest, reverse=True))
    return next((prompt for prompt in found if prompt), None)


def welcome_word() -> str:
    """The company's own word of welcome, where it has written one."""
    return organizations.welcome_word(in_force())


@dataclass(frozen=True, slots=True)
class _Sight:
    """With whose eyes programmes are looked at."""

    who: Who
    way: MyWay
    leads: Leads
    closed: str


def _sight_of(member: Member, *, readable: bool) -> _Sight:
    way = own_way.careful_way_of(member.id)
    closed = "away" if not readable else "locked" if private_space.is_locked(member.id) else ""
    return _Sight(who_of(member), way, Leads(member, way, in_force()), closed)


def _shown(one: Mine, sight: _Sight) -> Shown:
    place = one.place
    if sight.closed:  # what was done cannot be seen: the newest week, and no question about earlier ones
        place = replace(place, onward=max(1, one.days.week_on(one.today)))
    found = following.followed(
        one.content,
        one.days,
        today=one.today,
        place=place,
        who=sight.who,
        way=sight.way,
        leads_to=sight.leads.of(one.id),
    )
    return Shown(one, found, sight.closed)


def made_up(program: Content, number: int, who: Who, leads: Leads, program_id: UUID) -> Following:
    """Where a made-up member stands in a week: they did nothing yet and asked for nothing to be left out."""
    week = program.week(number)
    leads_to = leads.of(program_id)
    steps = following.offered(week, place=Place(), who=who, way=MyWay(), leads_to=leads_to) if week else ()
    offered = following.WeekOffered(number, week, steps)
    return Following(number, (offered,), steps[0] if steps else None, 0, asks=False, rests=False)


def _newest(one: Shown) -> tuple[date, str, str]:
    begun = one.mine.days.begins_on(max(1, one.following.number))
    return begun, f"{one.mine.row.launched_at:%Y%m%d%H%M%S%f}", str(one.mine.id)
