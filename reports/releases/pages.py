"""The release log: what was published when, from how many, under which settings; for HR and the trustee."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from reports.releases import access, wording
from tenants.http import actor, requires
from tenants.navigation import Entry
from tenants.permissions import Permission, Role

pages = Blueprint("releases", __name__, url_prefix="/release-log", template_folder="templates")
navigation = (Entry("releases.log", _l("Release log"), Permission.RELEASE_LOG_READ, 70),)


@pages.get("")
@requires(Permission.RELEASE_LOG_READ)
def log() -> ResponseReturnValue:
    """Every release, the newest first; no result is shown here."""
    return render_template(
        "releases/log.html",
        waves=tuple(reversed(access.released_waves())),
        is_hr=Role.HR in actor().roles,
        words=wording,
    )
