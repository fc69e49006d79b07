"""The member's own entries as JSON; every other entry is absent."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask_smorest import Blueprint

from tenants import clock
from tenants.http import actor, requires
from tenants.permissions import Permission
from wellbeing.journal import access, finding, service, words
from wellbeing.journal.schemas import EntriesOut, EntryIn, EntryOut, FoundOut, MonthQuery, RevisionIn, SearchIn

api = Blueprint("journal_api", __name__, url_prefix="/api/v1/journal", description="One's own journal")


@api.get("/entries")
@requires(Permission.JOURNAL_READ)
@api.arguments(MonthQuery, location="query")
@api.response(200, EntriesOut)
def list_entries(query: dict[str, Any]) -> dict[str, Any]:
    """List one's own entries, of a month or all, the newest first."""
    months = [query["month"]] if query["month"] else None
    opened = service.read(access.entries_of(actor().member, months=months))
    return {
        "entries": [words.as_fields(entry.id, entry.revision, said) for entry, said in opened.entries],
        "sealed": opened.sealed,
    }


@api.post("/entries")
@requires(Permission.JOURNAL_WRITE)
@api.arguments(EntryIn)
@api.response(201, EntryOut)
def create_entry(given: dict[str, Any]) -> dict[str, Any]:
    """Keep a new entry; the private space must have begun on the page, where the recovery code is shown."""
    entry_id = service.write(
        member_id=actor().member_id,
        draft_id=given["draft"] or uuid4(),
        reflection=words.reflection_from(given, clock.now()),
        zone=service.place_of(actor().member).zone,
    )
    return _entry(entry_id)


@api.get("/entries/<uuid:entry_id>")
@requires(Permission.JOURNAL_READ)
@api.response(200, EntryOut)
def show_entry(entry_id: UUID) -> dict[str, Any]:
    """Read one of one's own entries."""
    return _entry(entry_id)


@api.put("/entries/<uuid:entry_id>")
@requires(Permission.JOURNAL_WRITE)
@api.arguments(RevisionIn)
@api.response(200, EntryOut)
def revise_entry(given: dict[str, Any], entry_id: UUID) -> dict[str, Any]:
    """Replace the words of an entry; 409 when it changed since `revision`."""
    entry = access.entry_for(actor().member, entry_id, for_change=True)
    service.revise(
        entry,
        reflection=words.reflection_from(given, clock.now()),
        revision=given["revision"],
        revised_at=clock.now(),
    )
    return _entry(entry_id)


@api.delete("/entries/<uuid:entry_id>")
@requires(Permission.JOURNAL_WRITE)
@api.response(204)
def delete_entry(entry_id: UUID) -> None:
    """Delete an entry for good."""
    service.delete(access.entry_for(actor().member, entry_id, for_change=True))


@api.post("/search")
@requires(Permission.JOURNAL_READ)
@api.arguments(SearchIn)
@api.response(200, FoundOut)
def search_entries(given: dict[str, Any]) -> dict[str, Any]:
    """Find entries in which every word occurs, with a tag, of a month; words are sent in the body, never an address."""
    found = finding.find(actor().member, words.question_from(given), page=given["page"])
    return {"entries": [words.as_fields(*entry) for entry in found.entries], "more": found.more}


def _entry(entry_id: UUID) -> dict[str, Any]:
    entry = access.entry_for(actor().member, entry_id)
    return words.as_fields(entry.id, entry.revision, service.read_one(entry))
