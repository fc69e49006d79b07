"""Slugs: the short name of an organization in addresses and on the command line, unique over all of them."""

from __future__ import annotations

from itertools import count
from uuid import UUID

from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import clock
from tenants.db import db
from tenants.errors import NotFound
from tenants.provisioning.models import Slug

LONGEST = 48


def of(name: str) -> str:
    """Turn a name into a slug: Latin letters, digits and single hyphens, never empty."""
    made: str = slugify(name, max_length=LONGEST, word_boundary=True)
    return made or "organization"


def claim(name: str, tenant_id: UUID) -> str:
    """Take the first free slug for a name; two sign-ups at once never get the same one."""
    wanted = of(name)
    for number in count(1):
        slug = wanted if number == 1 else f"{wanted}-{number}"
        values = {"slug": slug, "tenant_id": tenant_id, "state": "active", "created_at": clock.now()}
        claimed = insert(Slug).values(values).on_conflict_do_nothing(index_elements=["slug"]).returning(Slug.slug)
        if db.session.scalar(claimed):
            return slug
    raise AssertionError("counting has no end")


def tenant_named(slug: str) -> UUID | None:
    """The organization behind a slug, or None."""
    return db.session.scalar(select(Slug.tenant_id).where(Slug.slug == slug))


def every_tenant() -> list[UUID]:
    """Every organization, in the order of their slugs."""
    return list(db.session.scalars(select(Slug.tenant_id).order_by(Slug.slug)))


def require(slug: str) -> UUID:
    """The organization behind a slug; a sentence when there is none."""
    found = tenant_named(slug.strip().lower())
    if found is None:
        raise NotFound(_("There is no organization called %(slug)s.", slug=slug))
    return found
