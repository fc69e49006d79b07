"""What two members see of each blueprint, week by week: one wakes in Auckland, the other in Los Angeles."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tenants import clock
from tenants.db import work
from tenants.members import service as members
from tests.conftest import Person
from tests.wellbeing.programs.running_steps import EARLY, LATE, first_monday, local
from tests.wellbeing.programs.steps import page, press, runs
from wellbeing.programs import blueprint
from wellbeing.programs.audience import Audience
from wellbeing.programs.timetable import WEEK

MINUTE = timedelta(minutes=1)


def seen(person: Person, moment: datetime, program: UUID, *, joins: bool = False) -> dict[str, Any]:
    """A programme as somebody sees it at a moment; `joins` is for one that is joined alone."""
    with clock.at(moment):
        client = person.sign_in(person.app.test_client())
        if joins:
            press(client, program, "join")
        found: dict[str, Any] = client.get(f"/api/v1/programs/{program}").get_json()
        if found["week"]:
            assert f"Week {found['week']}" in page(client, program)
        for step in found["weeks"][-1]["steps"] if found["weeks"] else ():
            assert not step["url"] or client.get(step["url"], follow_redirects=True).status_code == 200, step
        return found


@pytest.mark.parametrize("slug", blueprint.ORDER)
def test_each_week_begins_at_ones_own_midnight_over_every_change_of_the_clocks(
    app: Flask, cast: SimpleNamespace, slug: str
) -> None:
    tenant, content, monday = cast.company.tenant_id, blueprint.shipped()[slug].content, first_monday()
    alone = blueprint.shipped()[slug].sensitive
    with app.app_context(), work(tenant, cast.hana.member_id):
        for person, zone in ((cast.alice, EARLY), (cast.bob, LATE)):
            members.member_row(person.member_id).time_zone = zone
        members.set_manager(members.member_row(cast.bob.member_id), manager_id=cast.alice.member_id)
    program = runs(app, tenant, slug, starts_on=monday, whom=Audience())
    for number in range(1, content.length + 1):
        day, week = monday + (number - 1) * WEEK, content.week(number)
        wakes, sleeps = local(day, 0, EARLY), local(day, 0, LATE)
        assert seen(cast.alice, wakes - MINUTE, program)["week"] == number - 1
        mine = seen(cast.alice, wakes, program, joins=alone and number == 1)
        assert mine["week"] == mine["weeks"][-1]["number"] == number
        assert mine["weeks"][-1]["begins_on"] == day.isoformat()
        assert mine["weeks"][-1]["title"] == (week.title["en"] if week else "")
        assert seen(cast.bob, sleeps - MINUTE, program)["week"] == number - 1, "it is still yesterday there"
        theirs = seen(cast.bob, sleeps, program, joins=alone and number == 1)
        assert theirs["week"] == number
        steps = {step["id"] for step in mine["weeks"][-1]["steps"]}
        assert {step["id"] for step in theirs["weeks"][-1]["steps"]} <= steps, "who supervises meets more steps"
    assert mine["length"] == content.length
