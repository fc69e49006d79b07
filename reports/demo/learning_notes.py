"""What the invented leaders of a demo company told their people of a mistake, through the same verbs as the pages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from reports.demo.founding import Seeding
from tenants import clock
from tenants.members import private_space
from tenants.members import service as members
from tenants.organizations import service as organizations
from wellbeing.learning_notes import access, answering, drafting, service
from wellbeing.learning_notes.story import PARTS, Draft, Story

RunDue = Callable[[str, UUID], None]
SOURCE = Path(__file__).with_name("learning_notes.toml")


def write(here: Seeding, run_due: RunDue) -> None:
    """Publish each note on its day; the demo member answers where the file says so."""
    with SOURCE.open("rb") as source:
        rows = tomllib.load(source).get(here.company.key, [])
    for row in rows:
        _write_one(here, row, run_due)


def _write_one(here: Seeding, row: dict[str, Any], run_due: RunDue) -> None:
    company = here.company
    with here.at(row["day"], company.leader):
        author = members.member_row(here.ids[company.leader])
        private_space.begin_first(author.id)
        unit_id = organizations.ensure_unit(company.leads).id
        draft = Draft(Story(**{part: row[part] for part in PARTS}), unit_id, clock.now())
        draft_id = drafting.keep_new(author=author, draft_id=uuid4(), draft=draft)
        service.publish(access.draft_for(author, draft_id), author=author, at_once=True)
        note_id = access.note_id_of(author.id, draft_id)
    with clock.at(here.now - timedelta(days=row["day"]) + timedelta(minutes=1)):
        run_due(service.TELL, here.tenant_id)
    if "answer" in row:
        with here.at(row["day"] - 1, company.member):
            member = members.member_row(here.ids[company.member])
            answering.answer(access.note_for(member, note_id), reader=member, words=row["answer"])
