"""What the invented leaders of a demo company said would change, through the same verbs as the pages."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from reports.demo.founding import Seeding
from tenants import clock
from tenants.db import db
from tenants.organizations import service as organizations
from wellbeing.actions import service
from wellbeing.actions.models import StoredAction
from wellbeing.actions.said import Lever, Said, State
from wellbeing.checkins import access as checkins

SOURCE = Path(__file__).with_name("actions.toml")


def write(here: Seeding) -> None:
    """Write each on its day, and mark as done what was done since."""
    with SOURCE.open("rb") as source:
        rows = tomllib.load(source)[here.company.key]
    for row in rows:
        _write_one(here, row)


def _write_one(here: Seeding, row: dict[str, Any]) -> None:
    by = here.company.leader if row["by"] == "leader" else here.company.hr
    with here.at(row["day"], by):
        unit = organizations.ensure_unit(row["unit"]) if "unit" in row else None
        action_id = service.write(unit=unit, draft_id=uuid4(), said=_said(here, row)).id
    if "done_day" in row:
        with here.at(row["done_day"], by):
            service.mark_done(db.session.get_one(StoredAction, (here.tenant_id, action_id)))


def _said(here: Seeding, row: dict[str, Any]) -> Said:
    closed = (wave.name for wave in checkins.waves() if wave.closed_at and wave.closed_at < clock.now())
    return Said(
        changes=row["changes"],
        owner=row["owner"],
        state=State(row["state"]),
        due_on=(here.now - timedelta(days=row["due"])).date() if "due" in row else None,
        reason=row.get("reason", ""),
        lever=Lever(row["lever"]),
        wave=next(closed, ""),
    )
