"""The notice about documents: that they are there, and never what they say."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.notices.registry import Args, Kind, declare
from tenants.permissions import Permission


def _ready(args: Args) -> str:
    return str(_("The reports on %(wave)s are ready.", wave=args["wave"]))


declare(
    Kind(
        "report.ready",
        _l("Reports are ready"),
        _ready,
        lambda _args: ("documents.overview", {}),
        told_by_mail=True,
        needs=Permission.REPORT_READ,
    )
)
