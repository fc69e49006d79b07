"""Everything that sign-in shows: the door, joining, a new password, the account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tenants.navigation import Entry
from tenants.permissions import Permission
from tenants.signin import account_pages, door_pages, joining_pages, reset_pages  # noqa: F401 - they add their routes
from tenants.signin.routes import pages

navigation = (Entry("signin.account", _l("Account"), Permission.ACCOUNT_OWN, 10, "account"),)

__all__ = ["navigation", "pages"]
