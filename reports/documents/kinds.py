"""The notice about documents: that those on the latest check-in are there, and never what they say."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reports.releases.access import is_newest
from tenants.notices.registry import Args, Kind, declare
from tenants.permissions import Permission


def _ready(args: Args) -> str:
    return str(_("The reports on %(wave)s are ready.", wave=args["wave"]))


def _holds(args: Args) -> bool:
    """One is enough: who missed a few check-ins reads of the latest."""
    return is_newest(args["wave"])


declare(
    Kind(
        "report.ready",
        _l("Reports are ready"),
        _ready,
        lambda _args: ("documents.overview", {}),
        told_by_mail=True,
        needs=Permission.REPORT_READ,
        holds=_holds,
    )
)
