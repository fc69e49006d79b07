"""What HR does with practices: write the company's own, publish and withdraw them, hide ours; every act is audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from slugify import slugify
from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit, clock, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from wellbeing.practices import content
from wellbeing.practices.company_words import MOST_STEPS, About, Told, definition, texts_from
from wellbeing.practices.models import CompanyPractice, HiddenPractice

MOST_OWN = 40
LONGEST_SLUG = 56
# words that stand in the addresses of the practices' own pages
RESERVED = frozenset({"notes", "settings"})


def write(*, about: About, language: str, told: Told) -> CompanyPractice:
    """Keep a practice of the company's own, in one language at first; nobody sees it before it is published."""
    _refuse_flaws(told)
    if (db.session.scalar(select(func.count()).select_from(CompanyPractice)) or 0) >= MOST_OWN:
        raise Conflict(_l("At most forty practices of your own, so that people find their way."), code="many_practices")
    row = _insert(told.title, definition(about, {language: told}))
    audit.record("practice.written", row.slug)
    return row


def change(row: CompanyPractice, *, about: About, language: str, told: Told, based_on: int) -> None:
    """Keep other words in one language; a language it did not speak yet is added."""
    _refuse_flaws(told)
    if row.revision != based_on:
        raise Conflict(
            _l("This practice was changed in another window. What you typed stands here; keep it to go on from both."),
            code="practice_changed",
        )
    row.definition = definition(about, texts_from(row.definition) | {language: told})
    row.revision += 1
    db.session.flush()
    audit.record("practice.changed", row.slug, language=language)


def publish(row: CompanyPractice) -> None:
    """Let every member of the company find it."""
    if not row.published:
        row.published = True
        row.first_published_at = row.first_published_at or clock.now()
        db.session.flush()
        audit.record("practice.published", row.slug)


def withdraw(row: CompanyPractice) -> None:
    """Offer it no longer; what members kept after it stays with them."""
    if row.published:
        row.published = False
        db.session.flush()
        audit.record("practice.withdrawn", row.slug)


def delete(row: CompanyPractice) -> None:
    """Delete a withdrawn practice for good; what members kept after it stays with them."""
    if row.published:
        raise Conflict(_l("Withdraw it first, then it can be deleted."), code="practice_published")
    audit.record("practice.deleted", row.slug)
    db.session.delete(row)
    db.session.flush()


def hide(*, slug: str) -> None:
    """Offer one of ours no longer in this company."""
    _refuse_unknown(slug)
    row = insert(HiddenPractice).values(tenant_id=scope.require().tenant_id, id=uuid4(), slug=slug)
    made = db.session.execute(row.on_conflict_do_nothing().returning(HiddenPractice.id)).first()
    if made:
        audit.record("practice.hidden", slug)


def show(*, slug: str) -> None:
    """Offer one of ours again."""
    _refuse_unknown(slug)
    gone = delete_rows(HiddenPractice).where(HiddenPractice.slug == slug).returning(HiddenPractice.id)
    if db.session.execute(gone).first():
        audit.record("practice.shown", slug)


def _refuse_unknown(slug: str) -> None:
    if slug not in content.shipped():
        raise NotFound


def _refuse_flaws(told: Told) -> None:
    if not told.steps:
        raise Invalid(_l("A practice needs at least one step with a title and a few words."), code="no_step")
    if len(told.steps) > MOST_STEPS:
        raise Invalid(_l("At most twelve steps, so that it stays short."), code="many_steps")
    if not all(step.title and step.text for step in told.steps):
        raise Invalid(_l("Every step needs a title and a few words; an empty one is left out."), code="half_a_step")


def _insert(title: str, stored: Mapping[str, Any]) -> CompanyPractice:
    """Under the first free address made of the title; somebody quicker with the same one makes us try the next."""
    wanted = slugify(title, max_length=LONGEST_SLUG) or "practice"
    taken = {*content.shipped(), *RESERVED, *db.session.scalars(select(CompanyPractice.slug))}
    for number in range(1, MOST_OWN + len(taken) + 2):
        slug = wanted if number == 1 else f"{wanted}-{number}"
        if slug in taken:
            continue
        practice_id: UUID = uuid4()
        row = insert(CompanyPractice).values(
            tenant_id=scope.require().tenant_id,
            id=practice_id,
            slug=slug,
            revision=1,
            published=False,
            definition=stored,
            made_at=clock.now(),
        )
        if db.session.execute(row.on_conflict_do_nothing().returning(CompanyPractice.id)).first():
            return db.session.get_one(CompanyPractice, (scope.require().tenant_id, practice_id))
    raise Conflict(code="practice_changed")
