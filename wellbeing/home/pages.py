"""Home: one gentle sentence first, then what waits; one's own data and sharing hang their pages in here."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from tenants.http import actor, requires
from tenants.navigation import Entry
from tenants.permissions import Permission
from wellbeing.checkins.wording import day_of
from wellbeing.home import about_me_pages, service, sharing_pages, writing_pages

pages = Blueprint("home", __name__, template_folder="templates")
about_me_pages.hang_into(pages)
sharing_pages.hang_into(pages)
writing_pages.hang_into(pages)
navigation = (
    Entry("home.today", _l("Today"), Permission.HOME_READ, 10),
    Entry("home.my_data", _l("What is stored about me"), Permission.MY_DATA_READ, 940, group="account"),
)


@pages.get("/home")
@requires(Permission.HOME_READ)
def today() -> ResponseReturnValue:
    """Where a member starts; never shows private text."""
    return render_template("home/today.html", **vars(service.today(actor().member)), last_day=day_of)
