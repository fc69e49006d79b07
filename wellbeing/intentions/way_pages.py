"""My way: how a member wants to be met by everything that this product offers them."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import own_way, private_space
from tenants.members.my_way import ANCHORS, PACES, TOPICS, MyWay
from tenants.organizations.access import organization
from tenants.permissions import Permission
from tenants.signin import languages
from wellbeing.intentions.routes import code_page, pages, place
from wellbeing.intentions.schemas import WayIn


@pages.get("/my-way")
@requires(Permission.MY_WAY_OWN)
def my_way() -> ResponseReturnValue:
    """What a member chose, or what holds before."""
    me = actor().member
    return render_template(
        "intentions/my_way.html",
        way=own_way.way_of(me.id),
        anchors=ANCHORS.items(),
        topics=TOPICS.items(),
        paces=PACES.items(),
        languages=languages.choices(organization().languages),
        language_now=me.language or "",
        **place(),
    )


@pages.post("/my-way")
@requires(Permission.MY_WAY_OWN)
@comes_back(my_way)
def keep_way() -> ResponseReturnValue:
    """Keep it; before the first private thing consent is asked."""
    given, me = load(WayIn), actor().member
    code = private_space.begin_with_consent(me.id, consent=given["consent"])
    way = MyWay(
        anchors=frozenset(given["anchor"]),
        avoid=frozenset(given["avoid"]),
        pace=given["pace"],
        trends=not given["trends_off"],
        on_this_day=given["on_this_day"],
    )
    own_way.keep(member_id=me.id, way=way)
    languages.speak(me, language=given["language"])
    if code:
        return code_page(code, url_for("intentions.my_way"))
    flash(_("Kept. It holds from now on."))
    return see_other("intentions.my_way")
