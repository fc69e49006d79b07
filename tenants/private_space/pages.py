"""Everything about the private space itself: begin it, open it again, keep ways to open it, and leave with it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tenants.navigation import Entry
from tenants.permissions import Permission
from tenants.private_space import leaver_pages, opening_pages, own_pages  # noqa: F401 - they add their routes
from tenants.private_space.routes import pages

navigation = (Entry("private_space.show", _l("Private space"), Permission.PRIVATE_SPACE_OWN, 20, "account"),)

__all__ = ["navigation", "pages"]
