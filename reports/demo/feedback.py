"""The invented notes and drafts of a demo company, through the same verbs as the pages."""

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
from wellbeing.feedback import access, catalog, delivering, drafting, service
from wellbeing.feedback.draft import Draft
from wellbeing.feedback.letter import Kind

SOURCE = Path(__file__).with_name("feedback.toml")
SPACE_DAYS_AGO = 60
# long enough for any weekend between sending and the next working morning
ANSWERED_DAYS_LATER = 4.5

RunDue = Callable[[str, UUID], None]


def write(here: Seeding, run_due: RunDue) -> None:
    """Send what has a day, let it arrive and be answered; keep the rest as drafts. The newest note is unanswered."""
    with SOURCE.open("rb") as source:
        rows = tomllib.load(source)[here.company.key]
    for email in sorted({_writer(here, row) for row in rows}):
        with here.at(SPACE_DAYS_AGO, email):
            private_space.begin(here.ids[email])
    for row in rows:
        _write_one(here, row, run_due)


def _write_one(here: Seeding, row: dict[str, Any], run_due: RunDue) -> None:
    days_ago = row.get("day", 1)
    with here.at(days_ago, _writer(here, row)):
        author = members.member_row(here.ids[_writer(here, row)])
        template = catalog.entry_for(row["template"]).template
        steps = [one.id for one in template.sections if one.step] if "step_in" in row else []
        draft = Draft(
            to_id=_reader(here, row),
            template=template.key,
            version=template.version,
            language="en",
            kept_at=clock.now(),
            words=row["words"],
            days={name: clock.today() + timedelta(days=row["step_in"]) for name in steps},
            remind=row.get("remind", False),
        )
        draft_id = drafting.keep_new(author=author, draft_id=uuid4(), draft=draft, template=template)
        if "day" in row:
            delivering.send(access.draft_for(author, draft_id), author=author)
        arrives = delivering.arrival(members.member_row(draft.to_id), clock.now()) + timedelta(minutes=1)
    if "day" not in row:
        return
    with clock.at(arrives):
        run_due(delivering.DELIVER, here.tenant_id)
        run_due("notice.mail", here.tenant_id)
    if row["to"] == "member":
        _answer(here, row, days_ago - ANSWERED_DAYS_LATER)


def _answer(here: Seeding, row: dict[str, Any], days_ago: float) -> None:
    with here.at(days_ago, here.company.member):
        member = members.member_row(here.ids[here.company.member])
        received = access.everything_of(member).opened
        note = next(one for one in received if one.letter.kind is Kind.NOTE)
        if row.get("thanks"):
            service.thank(note, reader=member)
        if "view" in row:
            service.add_view(note, reader=member, words=row["view"])


def _writer(here: Seeding, row: dict[str, Any]) -> str:
    company = here.company
    if row["from"] == "leader":
        return company.leader
    return next(one.manager_email for one in company.people if one.email == company.member)


def _reader(here: Seeding, row: dict[str, Any]) -> UUID:
    company = here.company
    if row["to"] == "member":
        return here.ids[company.member]
    return here.ids[next(one.email for one in company.people if one.name == row["to"])]
