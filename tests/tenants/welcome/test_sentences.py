"""The page that tells who can see what leaves no permission and no role without words."""

from __future__ import annotations

from flask import Flask

from tenants.permissions import GRANTS, Permission, Role
from tenants.welcome import sentences


def test_every_permission_has_one_sentence() -> None:
    assert set(sentences.SENTENCES) == set(Permission)


def test_every_role_has_a_name_and_what_it_never_sees() -> None:
    assert set(sentences.ROLE_NAMES) == set(Role) == set(sentences.NEVER_SEES)


def test_the_page_tells_every_grant_of_every_role(app: Flask) -> None:
    page = app.test_client().get("/who-can-see-what").text
    for role in Role:
        for permission in GRANTS[role]:
            assert str(sentences.SENTENCES[permission]) in page.replace("&#39;", "'")
    for _what, how_long in sentences.RETENTION:
        assert str(how_long) in page


def test_roles_in_words_follow_the_table_and_nothing_else() -> None:
    told = {role.name: len(role.may) for role in sentences.roles_in_words()}
    assert told == {sentences.ROLE_NAMES[role]: len(GRANTS[role]) for role in Role}
