"""Instruments that a company writes itself: uploaded, confirmed by somebody else, asked, replaced by a new version."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from tenants import audit, clock, mail
from tenants.db import db
from tenants.errors import Conflict, Invalid
from tenants.members import roles
from tenants.permissions import Role
from wellbeing.checkins import access, catalog, opening, wording
from wellbeing.checkins.instruments import Instrument, InstrumentMistakes, instrument_from, read_definition
from wellbeing.checkins.models import StoredInstrument
from wellbeing.checkins.own_rules import MOST_BYTES, list_mistakes, own_mistakes

WAITS, CONFIRMED = "instrument.waits", "instrument.confirmed"
MOST_STORED = 300
"""Stored versions of an organization's own instruments."""


class InstrumentRefused(Invalid):
    """A file that cannot become an instrument; its sentences name every mistake with its place."""

    default_code = "instrument_refused"
    default_message = _l("Nothing was stored. Mend what stands below and choose the file again.")

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(fields={"file": list(sentences)})


def upload(*, content: bytes, by: UUID) -> StoredInstrument:
    """Keep a file as an instrument that waits for somebody else to confirm it; InstrumentRefused with every mistake."""
    instrument = _read(content)
    opening.organization_locked()
    stored = select(StoredInstrument).where(func.lower(StoredInstrument.key) == instrument.key.lower())
    same = db.session.scalars(stored).all()
    if any(row.origin != "own" for row in same):
        raise InstrumentRefused([_("key: Past answers are stored under this key. Please choose another.")])
    if any(row.key != instrument.key for row in same):
        raise InstrumentRefused([_("key: Write it as in the version before: %(key)s.", key=same[0].key)])
    latest = max((row.version for row in same), default=0)
    if instrument.version <= latest:
        sentence = _(
            "version: Version %(latest)s is stored already, and what people may have answered is never changed. "
            "Write %(next)s in the file.",
            latest=latest,
            next=latest + 1,
        )
        raise InstrumentRefused([sentence])
    _refuse_too_many()
    row = StoredInstrument(
        id=uuid4(),
        key=instrument.key,
        version=instrument.version,
        origin="own",
        definition=dict(instrument.definition),
        enabled=False,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("instrument.uploaded", row.id, key=row.key, version=str(row.version), name=instrument.name)
    for member_id in confirmers(but=by):
        mail.notify(member_id, WAITS, instrument=str(row.id), name=instrument.name)
    return row


def confirm(*, instrument_id: UUID, by: UUID) -> StoredInstrument:
    """Let new check-ins ask it; Conflict for whoever uploaded it, and for one that does not wait any more."""
    row = access.own_instrument_for(instrument_id, locked=True)
    if row.withdrawn_at is not None:
        raise Conflict(_("This instrument has been withdrawn."), code="instrument_withdrawn")
    if row.confirmed_at is not None:
        raise Conflict(_("This instrument is confirmed already."), code="instrument_confirmed")
    if row.uploaded_by == by:
        sentence = _("Whoever uploads an instrument cannot confirm it. Somebody else of HR or the trustee can.")
        raise Conflict(sentence, code="own_upload")
    row.confirmed_by, row.confirmed_at, row.enabled = by, clock.now(), True
    db.session.flush()
    name = catalog.entry_of(row).instrument.name
    audit.record("instrument.confirmed", row.id, key=row.key, version=str(row.version), name=name)
    if row.uploaded_by is not None:
        mail.notify(row.uploaded_by, CONFIRMED, instrument=str(row.id), name=name)
    return row


def withdraw(*, instrument_id: UUID) -> StoredInstrument:
    """Ask it in no new check-in; open ones go on, and figures stay."""
    opening.organization_locked()
    row = access.own_instrument_for(instrument_id, locked=True)
    if row.withdrawn_at is not None:
        raise Conflict(_("This instrument has been withdrawn."), code="instrument_withdrawn")
    row.withdrawn_at, row.enabled = clock.now(), False
    db.session.flush()
    audit.record("instrument.withdrawn", row.id, key=row.key, version=str(row.version))
    return row


def confirmers(*, but: UUID) -> list[UUID]:
    """Who may confirm what somebody has uploaded: everybody else of HR, and the trustees."""
    return [one for one in roles.holders(Role.HR, Role.TRUSTEE) if one != but]


def _read(content: bytes) -> Instrument:
    if len(content) > MOST_BYTES:
        raise InstrumentRefused(
            [_("The file is larger than 200 kB; an instrument of thirty questions is far smaller.")]
        )
    if not content.strip():
        raise InstrumentRefused([_("Choose a file first; it is empty or missing.")])
    try:
        definition = read_definition(content.decode("utf-8-sig"))
        long = list_mistakes(definition)
        instrument = None if long else instrument_from(definition)
    except UnicodeDecodeError:
        raise InstrumentRefused([_("The file is not UTF-8 text. Save it as UTF-8 and try again.")]) from None
    except InstrumentMistakes as wrong:
        raise InstrumentRefused([wording.mistake(one) for one in wrong.mistakes]) from None
    mistakes = own_mistakes(instrument.definition) if instrument else long
    if mistakes or instrument is None:
        raise InstrumentRefused([wording.mistake(one) for one in mistakes])
    return instrument


def _refuse_too_many() -> None:
    count = db.session.scalar(
        select(func.count()).select_from(StoredInstrument).where(StoredInstrument.origin == "own")
    )
    if (count or 0) >= MOST_STORED:
        raise InstrumentRefused([_("Your company has 300 stored versions, and that is as many as we keep.")])
