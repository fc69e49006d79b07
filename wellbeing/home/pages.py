"""Home: one gentle sentence first, then what waits; and what is stored about the member who looks."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from tenants.http import actor, requires
from tenants.navigation import Entry
from tenants.permissions import Permission
from wellbeing.checkins.wording import day_of
from wellbeing.home import service, writing_pages

pages = Blueprint("home", __name__, template_folder="templates")
navigation = (
    Entry("home.today", _l("Today"), Permission.HOME_READ, 10),
    Entry("home.my_data", _l("What is stored about me"), Permission.MY_DATA_READ, 940, group="account"),
)


@pages.get("/home")
@requires(Permission.HOME_READ)
def today() -> ResponseReturnValue:
    """Where a member starts; never shows private text."""
    return render_template("home/today.html", **vars(service.today(actor().member)), last_day=day_of)


@pages.get("/my-data")
@requires(Permission.MY_DATA_READ)
def my_data() -> ResponseReturnValue:
    """What the organization supplied, what the member keeps, and how each is corrected or taken along."""
    return render_template("home/my_data.html", **vars(service.stored_about(actor().member)))


writing_pages.add_to(pages)
