"""What a member does with what they make: begin, reword, change, read, let go; every word is sealed first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from tenants import scope
from tenants.db import db
from tenants.errors import Conflict, Invalid, PrivateSpaceLocked
from tenants.members import private_space, sealed_rows
from tenants.members.models import Member
from tenants.private_space.models import PrivateSpace
from wellbeing.intentions import access
from wellbeing.intentions.intention import Intention, Sentences, from_bytes, to_bytes
from wellbeing.intentions.models import StoredIntention

TABLE = StoredIntention.__tablename__
Kind = TypeVar("Kind", bound=Intention)


@dataclass(frozen=True, slots=True)
class Opened(Generic[Kind]):
    """A row with what it says."""

    row: StoredIntention
    said: Kind


def begin_with_consent(*, member_id: UUID, draft_id: UUID, said: Intention, consent: bool) -> tuple[UUID, str | None]:
    """Keep something new; before the very first, consent is asked and the space begins, with its recovery code."""
    _refuse_empty(said)
    code = private_space.begin_with_consent(member_id, consent=consent)
    return begin(member_id=member_id, draft_id=draft_id, said=said), code


def begin(*, member_id: UUID, draft_id: UUID, said: Intention) -> UUID:
    """Keep something new. The same draft twice keeps one; other words under a used draft become a second."""
    _refuse_empty(said)
    space = private_space.writing_space(member_id)
    row_id = uuid5(member_id, f"{said.kind} {draft_id}")
    if put(space, row_id, said):
        return row_id
    kept = db.session.get_one(StoredIntention, (scope.require().tenant_id, row_id))
    if not any(one.said.same_words(said) for one in _opened([kept])):
        row_id = uuid4()
        put(space, row_id, said)
    return row_id


def all_of(member: Member, kind: type[Kind]) -> list[Opened[Kind]]:
    """Everything of one kind that this session opens, the newest first."""
    found = [Opened(one.row, one.said) for one in _opened(access.intentions_of(member)) if isinstance(one.said, kind)]
    return sorted(found, key=lambda one: (one.said.begun_on, one.row.id), reverse=True)


def everything_of(member: Member) -> Sequence[Opened[Intention]]:
    """Everything that this session opens, of every kind, the oldest first."""
    return sorted(_opened(access.intentions_of(member)), key=lambda one: (one.said.begun_on, one.row.id))


def read_one(row: StoredIntention, kind: type[Kind]) -> Kind:
    """Open one; `PrivateSpaceLocked` when its space is locked for this session, `NotFound` when it is another kind."""
    said = from_bytes(sealed_rows.open_one(row))
    if not isinstance(said, kind):
        raise access.gone()
    return said


def reword(row: StoredIntention, *, said: Kind, revision: int) -> Kind:
    """Replace the words, unless they changed since `revision` was shown; what became of it stays. Gives what stands."""
    _refuse_empty(said)
    before = read_one(row, type(said))
    if before.same_words(said):
        return before
    if row.revision != revision:
        raise Conflict(
            _l("This was changed in another window. Both texts are below; nothing is lost."),
            code="intention_changed",
        )
    after = before.reworded(said)
    _seal(row, after)
    return after


def change(row: StoredIntention, kind: type[Kind], **values: Any) -> Kind:
    """Note what became of it, whichever words stand there now."""
    after = replace(read_one(row, kind), **values)
    _seal(row, after)
    return after


def let_go(row: StoredIntention) -> None:
    """Delete it for good; nobody can bring it back, so a locked session may not."""
    sealed_rows.delete(row)


def sentences_of(member: Member) -> Opened[Sentences] | None:
    """The member's three sentences, of the newest space that holds some; None before there are any."""
    kept = {one.row.space_id: one for one in all_of(member, Sentences)}
    return next((kept[space.id] for space in private_space.open_spaces(member.id) if space.id in kept), None)


def keep_sentences(*, member: Member, said: Sentences, revision: int, consent: bool | None) -> str | None:
    """Keep the sentences as they stand, none as well; gives the recovery code if a private space begins with them.

    `consent` None: whoever sends them could not show the code, so nothing begins.
    """
    code = None
    if consent is not None and not said.empty:
        code = private_space.begin_with_consent(member.id, consent=consent)
    if private_space.is_locked(member.id):
        raise PrivateSpaceLocked
    kept = sentences_of(member)
    if kept is None:
        if not said.empty:
            space = private_space.writing_space(member.id)
            if not put(space, sentences_id(space), said):  # a second window began them this very moment
                raise Conflict
        return code
    row = access.intention_for(member, kept.row.id, for_change=True)
    if said.empty:
        _refuse_older(row, revision)
        let_go(row)
    else:
        reword(row, said=said, revision=revision)
    return code


def raise_sentence(*, member: Member, place: int, revision: int) -> None:
    """Move one sentence one place up."""
    kept = sentences_of(member)
    if kept is None:
        raise access.gone()
    row = access.intention_for(member, kept.row.id, for_change=True)
    _refuse_older(row, revision)
    _seal(row, read_one(row, Sentences).raised(place))


def sentences_id(space: PrivateSpace) -> UUID:
    """There is one row of sentences in a space, whoever presses first."""
    return uuid5(space.id, Sentences.kind)


def put(space: PrivateSpace, row_id: UUID, said: Intention) -> bool:
    """Store a new row unless there is one of this id."""
    statement = insert(StoredIntention).values(sealed_rows.values(space, TABLE, row_id, to_bytes(said)))
    made = db.session.execute(statement.on_conflict_do_nothing().returning(StoredIntention.id))
    return made.first() is not None


def _opened(rows: Iterable[StoredIntention]) -> list[Opened[Intention]]:
    return [Opened(row, from_bytes(said)) for row, said in sealed_rows.opened(rows)]


def _seal(row: StoredIntention, said: Intention) -> None:
    sealed_rows.seal_anew(row, to_bytes(said))
    row.revision += 1
    db.session.flush()


def _refuse_older(row: StoredIntention, revision: int) -> None:
    if row.revision != revision:
        raise Conflict(_l("This was changed in another window. Here it is as it stands now."), code="intention_changed")


def _refuse_empty(said: Intention) -> None:
    if said.empty:
        raise Invalid(_l("There is nothing to keep yet. A few words are enough."), code="intention_empty")
