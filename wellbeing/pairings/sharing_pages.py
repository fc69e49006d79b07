"""What a pair writes: lines of the agenda, notes for the pair, notes for oneself."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from tenants.errors import NotFound
from tenants.http import actor, comes_back, load, requires, see_other
from tenants.permissions import Permission
from wellbeing.pairings import access, notes
from wellbeing.pairings.pair_pages import show
from wellbeing.pairings.places import Opened
from wellbeing.pairings.schemas import WordsIn
from wellbeing.pairings.shared_words import Kind


def hang_into(pages: Blueprint) -> None:
    """Add the routes of what a pair writes to the blueprint of peer coaching."""
    pages.post("/pairs/<uuid:pairing_id>/<any(agenda, note, own):kind>")(write)
    pages.post("/pairs/<uuid:pairing_id>/copies/<uuid:copy_id>/<any(keep, drop):choice>")(mark_kept)
    pages.post("/pairs/<uuid:pairing_id>/copies/<uuid:copy_id>/remove")(remove)


@requires(Permission.COACHING_OWN)
@comes_back(lambda pairing_id, **_kwargs: show(pairing_id))
def write(pairing_id: UUID, kind: str) -> ResponseReturnValue:
    """Add a line to the agenda, a note for the pair, or one for oneself."""
    given, member = load(WordsIn), actor().member
    one = access.pairing_for(member, pairing_id, for_change=True)
    notes.write(one, author=member, kind=Kind(kind), words=given["words"].strip())
    return see_other("coaching.show", pairing_id=pairing_id, _anchor=kind)


@requires(Permission.COACHING_OWN)
@comes_back(lambda pairing_id, **_kwargs: show(pairing_id))
def mark_kept(pairing_id: UUID, copy_id: UUID, choice: str) -> ResponseReturnValue:
    """Keep one's own copy beyond the pairing, or not."""
    copy = _copy(pairing_id, copy_id)
    notes.mark_kept(copy, kept=choice == "keep")
    return see_other("coaching.show", pairing_id=pairing_id, _anchor=copy.words.kind)


@requires(Permission.COACHING_OWN)
@comes_back(lambda pairing_id, **_kwargs: show(pairing_id))
def remove(pairing_id: UUID, copy_id: UUID) -> ResponseReturnValue:
    """Remove a line: one's own from everybody of the pair, another's from one's own page."""
    member, copy = actor().member, _copy(pairing_id, copy_id)
    notes.remove(copy, reader=member, pair=access.pairing_for(member, pairing_id, for_change=True))
    return see_other("coaching.show", pairing_id=pairing_id, _anchor=copy.words.kind)


def _copy(pairing_id: UUID, copy_id: UUID) -> Opened:
    copy = access.copy_for(actor().member, copy_id)
    if copy.row.pairing_id != pairing_id:
        raise NotFound
    return copy
