"""A member's way is kept sealed, read back by themself alone, and the defaults hold where nothing can be read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tenants.db import db, work
from tenants.members import own_way, private_space
from tenants.members.models import Member, MyWayRow
from tenants.members.my_way import MyWay, from_bytes, to_bytes


def test_a_way_is_kept_in_the_private_space_and_read_by_its_member_alone(cast: SimpleNamespace) -> None:
    first = MyWay(anchors=frozenset({"sound"}), avoid=frozenset({"body", "past"}), pace="brief", on_this_day=True)
    second = MyWay(avoid=frozenset({"critic"}), trends=False)
    with cast.company.app.app_context():
        with work(cast.company.tenant_id, cast.alice.member_id):
            assert own_way.way_of(cast.alice.member_id) == MyWay()
            with pytest.raises(private_space.PrivateSpaceNeeded):
                own_way.keep(member_id=cast.alice.member_id, way=first)
            private_space.begin_first(cast.alice.member_id)
            own_way.keep(member_id=cast.alice.member_id, way=first)
            assert own_way.way_of(cast.alice.member_id) == first
            own_way.keep(member_id=cast.alice.member_id, way=second)
            assert own_way.way_of(cast.alice.member_id) == second
            [row] = db.session.query(MyWayRow)
            assert b"critic" not in row.sealed
        with work(cast.company.tenant_id, cast.bob.member_id):
            assert db.session.query(MyWayRow).count() == 0
            assert db.session.get(Member, (cast.company.tenant_id, cast.alice.member_id)) is not None


def test_a_way_reads_what_it_wrote_and_leaves_out_what_it_does_not_know() -> None:
    way = MyWay(anchors=frozenset({"breath", "object"}), avoid=frozenset({"loss"}), pace="unhurried", trends=False)
    assert from_bytes(to_bytes(way)) == way
    assert from_bytes(b'{"anchors": ["breath", "wind"], "avoid": ["taxes"], "pace": "fast"}') == MyWay(
        anchors=frozenset({"breath"})
    )
    assert not way.welcomes({"loss", "body"})
    assert way.welcomes({"body"})
    assert way.welcomes(())
