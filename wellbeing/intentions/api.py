"""What a member makes for themself as JSON; every other member's is absent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from tenants.http import actor, requires
from tenants.members.absence import today_of
from tenants.permissions import Permission
from wellbeing.intentions import letters, service
from wellbeing.intentions.intention import Goal, Intention, Letter, Sentences, SmallStep, to_record
from wellbeing.intentions.models import StoredIntention
from wellbeing.intentions.routes import mine
from wellbeing.intentions.schemas import (
    ArrivalIn,
    GoalIn,
    GoalOut,
    GoalRevised,
    LetterIn,
    LetterOut,
    LetterRevised,
    SentencesIn,
    SentencesOut,
    StepChanged,
    StepIn,
    StepOut,
)

api = Blueprint("intentions_api", __name__, url_prefix="/api/v1", description="What one makes for oneself")


@api.get("/sentences")
@requires(Permission.INTENTION_OWN)
@api.response(200, SentencesOut)
def show_sentences() -> dict[str, Any]:
    """Read one's own three sentences; revision 0 when there are none."""
    return _sentences()


@api.put("/sentences")
@requires(Permission.INTENTION_OWN)
@api.arguments(SentencesIn)
@api.response(200, SentencesOut)
def put_sentences(given: dict[str, Any]) -> dict[str, Any]:
    """Keep the sentences in this order; 409 when they changed since `revision`, or before the private space began."""
    me = actor().member
    said = Sentences(today_of(me), given["said"])
    service.keep_sentences(member=me, said=said, revision=given["revision"], consent=None)
    return _sentences()


@api.post("/letters/<uuid:intention_id>/finish")
@requires(Permission.INTENTION_OWN)
@api.arguments(ArrivalIn)
@api.response(200, LetterOut)
def finish_letter(given: dict[str, Any], intention_id: UUID) -> dict[str, Any]:
    """Finish a letter; it comes back on a day of one's own, or lies until it is wanted."""
    row = mine(intention_id, for_change=True)
    return _as_fields(row, letters.finish(row, arrives_on=given["arrives_on"], today=today_of(actor().member)))


def _sentences() -> dict[str, Any]:
    kept = service.sentences_of(actor().member)
    return {"revision": kept.row.revision, "said": kept.said.said} if kept else {"revision": 0, "said": ()}


def _as_fields(row: StoredIntention, said: Intention) -> dict[str, Any]:
    return to_record(said) | {"id": row.id, "revision": row.revision}


def _offer(kind: type[Intention], path: str, new: type[Schema], revised: type[Schema], out: type[Schema]) -> None:
    """The same five verbs for each kind that there may be several of."""
    several = Schema.from_dict({"kept": fields.List(fields.Nested(out))}, name=f"{out.__name__}s")
    at_one = f"{path}/<uuid:intention_id>"

    def words(given: dict[str, Any]) -> Intention:
        known = {name: given[name] for name in kind.words if name in given}
        return replace(kind(today_of(actor().member)), **known)

    @api.get(path, endpoint=f"list_{kind.kind}")
    @requires(Permission.INTENTION_OWN)
    @api.response(200, several)
    def list_all() -> dict[str, Any]:
        """List one's own, the newest first."""
        return {"kept": [_as_fields(one.row, one.said) for one in service.all_of(actor().member, kind)]}

    @api.post(path, endpoint=f"begin_{kind.kind}")
    @requires(Permission.INTENTION_OWN)
    @api.arguments(new)
    @api.response(201, out)
    def begin(given: dict[str, Any]) -> dict[str, Any]:
        """Keep something new; the private space must have begun on the page, where the recovery code is shown."""
        draft = given["draft"] or uuid4()
        row = mine(service.begin(member_id=actor().member_id, draft_id=draft, said=words(given)))
        return _as_fields(row, service.read_one(row, kind))

    @api.get(at_one, endpoint=f"show_{kind.kind}")
    @requires(Permission.INTENTION_OWN)
    @api.response(200, out)
    def show(intention_id: UUID) -> dict[str, Any]:
        """Read one of one's own."""
        row = mine(intention_id)
        return _as_fields(row, service.read_one(row, kind))

    @api.put(at_one, endpoint=f"reword_{kind.kind}")
    @requires(Permission.INTENTION_OWN)
    @api.arguments(revised)
    @api.response(200, out)
    def reword(given: dict[str, Any], intention_id: UUID) -> dict[str, Any]:
        """Replace the words; 409 when they changed since `revision`."""
        row = mine(intention_id, for_change=True)
        service.read_one(row, kind)
        said = service.reword(row, said=words(given), revision=given["revision"])
        if "how" in given and given["how"] != getattr(said, "how", None):
            said = service.change(row, kind, how=given["how"])
        return _as_fields(row, said)

    @api.delete(at_one, endpoint=f"let_go_{kind.kind}")
    @requires(Permission.INTENTION_OWN)
    @api.response(204)
    def let_go(intention_id: UUID) -> None:
        """Let it go for good."""
        row = mine(intention_id, for_change=True)
        service.read_one(row, kind)
        service.let_go(row)


_offer(Letter, "/letters", LetterIn, LetterRevised, LetterOut)
_offer(SmallStep, "/small-steps", StepIn, StepChanged, StepOut)
_offer(Goal, "/goals", GoalIn, GoalRevised, GoalOut)
