"""The demo's outbox: every mail that would have been sent, with links that work. Absent where mail leaves by SMTP."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tenants.config import in_force
from tenants.errors import NotFound
from tenants.http import requires
from tenants.outbox.reading import sent_mails
from tenants.permissions import Permission

pages = Blueprint("outbox", __name__, template_folder="templates")


@pages.get("/outbox")
@requires(Permission.PUBLIC_READ)
def sent() -> ResponseReturnValue:
    """The mails of the demo; a house that is served over TLS has none, whatever its setting."""
    settings = in_force()
    if settings.mail_folder is None or settings.secure:
        raise NotFound
    return render_template("outbox/sent.html", mails=sent_mails(settings.mail_folder))
