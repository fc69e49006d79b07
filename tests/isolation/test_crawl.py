"""As each role: from Home, along links and forms, every page the role may open is at most three clicks away."""

from __future__ import annotations

import pytest
from flask import Flask

from tenants.http import declared
from tenants.permissions import GRANTS, Permission, Role
from tests.isolation.crawl import walk
from tests.scene import Scene

# Where one comes by a mail in one's own hand, or in the middle of something begun; never by a click from Home.
BY_MAIL_OR_MIDWAY = {
    "checkins.thanks": "after sending a check-in",
    "coaching.after": "the address of a form, come back to",
    "coaching.follow": "from a notice about a round",
    "feedback.after_answer": "the address of a form, come back to",
    "feedback.after_sending": "the address of a form, come back to",
    "feedback.after_take_back": "the address of a form, come back to",
    "coaching.ended": "after ending a pairing",
    "feedback.preview": "after keeping a draft",
    "home.prompt_of_today": "asked for by a script",
    "home.writing": "when there is no connection",
    "home.writing_in": "when there is no connection",
    "learning_notes.after": "the address of a form, come back to",
    "learning_notes.after_writing": "the address of a form, come back to",
    "members.own_address_page": "when HR has proposed a new address",
    "members.upload.flaws": "from the preview of a file",
    "members.upload.preview": "after choosing a file",
    "notices.unsubscribe": "by mail",
    "offline.here": "asked for by a script",
    "offline.manifest": "asked for by the browser",
    "offline.worker": "asked for by the browser",
    "organizations.logo": "a picture",
    "private_space.address_link": "by mail",
    "programs.ask": "before the first thing that a member keeps",
    "private_space.leaving": "the start page of somebody who has left",
    "private_space.left_link": "by mail",
    "private_space.link": "by mail",
    "private_space.ways": "when the private space is locked",
    "signin.choose": "while signing in to one of two organizations",
    "signin.invitation": "by mail",
    "signin.reset": "by mail",
    "signin.switch": "for members of two organizations",
    "welcome.first_visit_begins": "after joining",
}


def pages_for(app: Flask, permissions: frozenset[Permission]) -> set[str]:
    """Every page (GET, no API) that these permissions open."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.rule.startswith(("/api/", "/static/"))
        and declared(app.view_functions[rule.endpoint]) in permissions
    } - set(BY_MAIL_OR_MIDWAY)


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("alice", Role.MEMBER),
        ("hana", Role.HR),
        ("leo", Role.LEADER),
        ("leo", Role.SUPERVISOR),
        ("tomas", Role.TRUSTEE),
        ("olga", Role.OPERATOR),
        ("lena", Role.LEAVER),
    ],
)
def test_every_page_of_a_role_is_three_clicks_from_home(app: Flask, furnished: Scene, person: str, role: Role) -> None:
    found = walk(app, getattr(furnished, person).sign_in())
    assert found.broken == []
    missing = pages_for(app, GRANTS[role]) - set(found.visits)
    assert not missing, f"not reached in three clicks: {sorted(missing)}"


def test_a_stranger_reaches_every_public_page_and_no_other(app: Flask) -> None:
    found = walk(app, app.test_client())
    assert found.broken == []
    public = pages_for(app, GRANTS[Role.ANYONE])
    assert public <= set(found.visits)
    assert set(found.visits) <= public | {"organizations.help_page"}


def test_pages_named_as_reached_by_mail_exist(app: Flask) -> None:
    assert set(BY_MAIL_OR_MIDWAY) <= {rule.endpoint for rule in app.url_map.iter_rules()}
