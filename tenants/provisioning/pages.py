"""The operator's pages: organizations by slug, and the health of the machine; no content, no people."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants import clock
from tenants.http import comes_back, load, requires, see_other
from tenants.navigation import Entry
from tenants.organizations.service import sign_up
from tenants.permissions import Permission
from tenants.provisioning import service
from tenants.provisioning.schemas import OrganizationIn
from tenants.typed import time_zones

pages = Blueprint("provisioning", __name__, url_prefix="/operator", template_folder="templates")
navigation = (Entry("provisioning.organizations", _l("Operation"), Permission.OPERATE, 90),)

PAGE_SIZE = 100


@pages.get("")
@requires(Permission.OPERATE)
def organizations() -> ResponseReturnValue:
    """Every organization by its slug."""
    page = max(1, request.args.get("page", 1, type=int))
    words = request.args.get("words", "")[:60]
    rows = service.organizations(words=words, page=page, size=PAGE_SIZE)
    return render_template(
        "provisioning/organizations.html",
        rows=rows,
        words=words,
        earlier=url_for(".organizations", words=words or None, page=page - 1) if page > 1 else "",
        later=url_for(".organizations", words=words or None, page=page + 1) if len(rows) == PAGE_SIZE else "",
        zone_options=[(zone, zone.replace("_", " ")) for zone in time_zones()],
    )


@pages.post("")
@requires(Permission.OPERATE)
@comes_back(organizations)
def create() -> ResponseReturnValue:
    """Begin an organization; its first person of HR gets a link."""
    given = load(OrganizationIn)
    _tenant_id, slug = sign_up(name=given["name"], hr_email=given["hr_email"], time_zone=given["time_zone"])
    flash(_("%(slug)s is there. A link is on its way to its HR.", slug=slug))
    return see_other("provisioning.organizations")


def _organizations_again(slug: str) -> ResponseReturnValue:
    """The list again, after an organization could not be put to rest."""
    del slug
    return organizations()


@pages.post("/<slug>/suspend")
@requires(Permission.OPERATE)
@comes_back(_organizations_again)
def suspend(slug: str) -> ResponseReturnValue:
    """Put an organization to rest."""
    service.suspend(service.organization_for(slug))
    flash(_("%(slug)s is suspended. Nobody there can sign in.", slug=slug))
    return see_other("provisioning.organizations")


@pages.post("/<slug>/resume")
@requires(Permission.OPERATE)
def resume(slug: str) -> ResponseReturnValue:
    """Wake an organization up again."""
    service.resume(service.organization_for(slug))
    flash(_("%(slug)s is open again.", slug=slug))
    return see_other("provisioning.organizations")


@pages.get("/health")
@requires(Permission.OPERATE)
def health() -> ResponseReturnValue:
    """How the machine is."""
    return render_template("provisioning/health.html", health=service.health(), now=clock.now())


@pages.post("/jobs/<uuid:job_id>/retry")
@requires(Permission.OPERATE)
def retry(job_id: UUID) -> ResponseReturnValue:
    """Owe a dead job again."""
    service.retry(job_id)
    flash(_("It is owed again."))
    return see_other("provisioning.health")
