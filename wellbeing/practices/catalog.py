"""Which practices there are for this company and for one member: ours unless hidden, and its own once published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tenants.db import db
from tenants.errors import NotFound
from tenants.members import own_way
from tenants.members.models import Member
from tenants.members.my_way import MyWay
from wellbeing.practices import choosing, content, practice
from wellbeing.practices.company_words import practice_from
from wellbeing.practices.models import CompanyPractice, HiddenPractice
from wellbeing.practices.practice import Practice


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our practices as HR sees it."""

    practice: Practice
    hidden: bool


def here() -> list[Practice]:
    """Every practice of this company, in the order of the list; whom each suits is another question."""
    own = db.session.scalars(select(CompanyPractice).where(CompanyPractice.published))
    shown = [one.practice for one in ours() if not one.hidden]
    return choosing.in_order([*shown, *(practice_from(row.slug, row.definition) for row in own)])


def find(slug: str) -> Practice:
    """A practice by its address; NotFound for a hidden one, one that is not published, or another company's."""
    found = next((one for one in here() if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def find_begun(slug: str) -> Practice:
    """A practice that somebody may have open since before HR hid or withdrew it: what they typed is not lost."""
    if slug in content.shipped():
        return content.shipped()[slug]
    row = db.session.scalar(select(CompanyPractice).where(CompanyPractice.slug == slug))
    if row is None or row.first_published_at is None:
        raise NotFound
    return practice_from(row.slug, row.definition)


def way_of(member: Member) -> MyWay:
    """How the member wants to be met."""
    return own_way.careful_way_of(member.id)


def offered_to(member: Member, way: MyWay | None = None) -> list[Practice]:
    """What may be offered to a member: nothing that touches what they asked to be left in peace with."""
    return practice.welcome(here(), way_of(member) if way is None else way)


def ours() -> list[Ours]:
    """Ours in the order of the list, each with whether this company hides it."""
    hidden = set(db.session.scalars(select(HiddenPractice.slug)))
    return [Ours(one, one.slug in hidden) for one in choosing.in_order(content.shipped().values())]


def own() -> Sequence[CompanyPractice]:
    """What the company wrote, published or not, the oldest first."""
    return db.session.scalars(select(CompanyPractice).order_by(CompanyPractice.made_at, CompanyPractice.id)).all()


def ours_for(slug: str) -> Practice:
    """One of ours, hidden or not; NotFound for any other address."""
    found = content.shipped().get(slug)
    if found is None:
        raise NotFound
    return found
