"""What is done with documents: asked for, made by a job, told to those who wait for them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from reports.documents import editions, tables
from reports.documents.editions import Look
from reports.documents.models import Document
from reports.documents.periods import Period
from reports.documents.pieces import Subject
from reports.documents.view import report_view
from reports.releases import access as releases
from reports.releases.statistics import ReleasedWave, in_chart_order
from tenants import clock, jobs, mail, scope
from tenants.db import db
from tenants.errors import Conflict, NotFound
from tenants.members.models import Member, RoleGrant
from tenants.organizations.access import organization
from tenants.permissions import Role
from wellbeing.actions.statistics import Action
from wellbeing.checkins.models import Wave

BUILD_JOB = "report.build"
FAILED_DRAWING = "drawing"
FAILED_OTHERWISE = "unexpected"


@dataclass(frozen=True, slots=True)
class Ingredients:
    """Everything a document is made of, read before the making so that no transaction stays open."""

    kind: str
    language: str
    subject: Subject
    waves: tuple[ReleasedWave, ...]
    actions: tuple[Action, ...] = ()
    look: Look | None = None
    period: Period | None = None


def ask_for(*, wave_id: UUID, kind: str, unit_id: UUID | None, language: str, whole_only: bool = False) -> Document:
    """A document for a wave, kind and unit; asking twice gives the same one, a failed one is made again.

    ``whole_only`` is the organization without its parts. NotFound when the wave has no such kind or the unit was not
    part of it, and for leaders' reports on a ballot at an end.
    """
    wave = releases.waves_until(wave_id)[-1]
    scales = wave.told_of(kind, unit_id)
    if not scales or scales[0].of_unit(unit_id) is None or (whole_only and wave.stands_apart):
        raise NotFound
    return kept_once(wave_id=wave_id, kind=kind, unit_id=unit_id, language=language, whole_only=whole_only)


def kept_once(
    *,
    wave_id: UUID,
    kind: str,
    language: str,
    unit_id: UUID | None = None,
    whole_only: bool = False,
    about: dict[str, Any] | None = None,
) -> Document:
    """The one document of these terms, asked for if it is not there, made again if it failed.

    It is also made again when what it is ``about`` is told otherwise by now.
    """
    values = {
        "tenant_id": scope.require().tenant_id, "id": uuid4(), "wave_id": wave_id, "kind": kind, "unit_id": unit_id,
        "language": language, "state": "queued", "whole_only": whole_only, "created_at": clock.now(), "about": about,
    }  # fmt: skip
    # whoever asks at the same moment waits here, and then finds what the first one wrote
    new = db.session.scalar(insert(Document).values(values).on_conflict_do_nothing().returning(Document.id))
    found = _existing(wave_id, kind, unit_id, language, whole_only=whole_only)
    if new is not None:
        _owe(found)
        return found
    if found.state == "ready" and found.about != about:
        found.state, found.content, found.sha256 = "failed", None, None
    if found.state == "failed":
        found.about = about
        again(found)
    return found


def again(document: Document) -> None:
    """Make a failed document once more; Conflict when it has not failed."""
    if document.state != "failed":
        raise Conflict(_("This report is being made or ready already."), code="not_failed")
    document.state, document.reason = "queued", None
    db.session.flush()
    _owe(document)


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months by their first and last day."""

    first: date
    last: date


def quarter_before(today: date) -> Quarter:
    """The quarter that ended last before a day."""
    last = _quarter_start(today) - timedelta(days=1)
    return Quarter(_quarter_start(last), last)


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    first = _quarter_start(day)
    return Quarter(first, _quarter_start(first + timedelta(days=93)) - timedelta(days=1))


def _quarter_start(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def announce(wave_id: UUID) -> None:
    """A wave was released: fix how its reports look, and ask for them unless HR wants them once a quarter.

    A check-in that closed on the last days of a quarter may be counted when the quarter was looked at already: then its
    reports are owed now.
    """
    editions.fix(wave_id)
    wave, place = releases.waves_until(wave_id)[-1], organization()
    if not place.quarterly or wave.stands_apart:
        ask_for_all(wave_id)
        return
    quarter = quarter_of(wave.closed_on)
    if quarter.last < clock.today(place.time_zone):
        ask_for_quarter(quarter)


def ask_for_quarter(quarter: Quarter) -> list[Document]:
    """The reports on the last check-in that closed within a quarter, if HR wants them so and there was one."""
    if not organization().quarterly:
        return []
    within = [
        one
        for one in releases.released_waves()
        if not one.stands_apart and quarter.first <= one.closed_on <= quarter.last
    ]
    return ask_for_all(within[-1].wave_id) if within else []


def ask_for_all(wave_id: UUID) -> list[Document]:
    """Every document that a release owes: the organization's, and for leaders that without units and their own."""
    editions.fix(wave_id)
    wave = releases.waves_until(wave_id)[-1]
    led = set(db.session.scalars(select(RoleGrant.unit_id).where(RoleGrant.role == Role.LEADER)))
    language = organization().language
    made: list[Document] = []
    for kind in wave.kinds():
        units = [figure.unit_id for figure in in_chart_order(wave.of_kind(kind))]
        made += [
            ask_for(wave_id=wave_id, kind=kind, unit_id=unit_id, language=language)
            for unit_id in units
            if unit_id is None or unit_id in led
        ]
        if led and not wave.stands_apart:
            made.append(ask_for(wave_id=wave_id, kind=kind, unit_id=None, language=language, whole_only=True))
    return made


def ingredients(document: Document) -> Ingredients:
    """What a document is made of."""
    return ingredients_for(
        document.kind, document.language, document.wave_id, document.unit_id, whole_only=document.whole_only
    )


def ingredients_for(
    kind: str, language: str, wave_id: UUID, unit_id: UUID | None, *, whole_only: bool = False
) -> Ingredients:
    """What a report is made of, whether or not it will be kept."""
    waves = releases.waves_until(wave_id)
    look, told = editions.edition_of(wave_id, unit_id)
    path = released_path(waves[-1], unit_id) if unit_id else ""
    subject = Subject(look.organization, unit_id, path, frozenset() if whole_only else None)
    return Ingredients(kind, language, subject, waves, told, look)


def released_path(wave: ReleasedWave, unit_id: UUID | None) -> str:
    """What the unit was called in a release."""
    for one in wave.scales:
        figure = one.of_unit(unit_id)
        if figure is not None:
            return figure.unit_path
    raise NotFound


def make(parts: Ingredients) -> bytes:
    """The PDF; it needs no database and takes about a second."""
    from reports.documents.composition import compose  # noqa: PLC0415 - only a worker needs it

    with force_locale(parts.language):
        waves = [wave.spoken(parts.language) for wave in parts.waves]
        view = report_view(parts.kind, parts.subject, waves, period=parts.period)
        return compose(view, language=parts.language, actions=parts.actions, look=parts.look)


def rows(parts: Ingredients) -> list[tables.FigureRow]:
    """The same as rows of a file: the figures of the wave, or the means of the period."""
    with force_locale(parts.language):
        waves = [wave.spoken(parts.language) for wave in parts.waves]
        if parts.period is not None:
            return tables.mean_rows(parts.kind, parts.subject, waves, parts.period)
        return tables.rows_of(parts.kind, parts.subject, waves[-1])


def keep(document: Document, content: bytes) -> None:
    """Store the bytes; when nothing of the wave is being made any more, tell those who wait for it."""
    document.content, document.sha256 = content, hashlib.sha256(content).hexdigest()
    document.state, document.reason, document.ready_at = "ready", None, clock.now()
    db.session.flush()
    _tell_when_done(document.wave_id)


def give_up(document: Document, reason: str) -> None:
    """Say that a document could not be made; the page offers to try again."""
    document.state, document.reason = "failed", reason
    db.session.flush()
    _tell_when_done(document.wave_id)


def tell(wave_id: UUID) -> None:
    """One notice about a wave to everybody of HR and to every leader of a unit in it."""
    wave = releases.waves_until(wave_id)[-1]
    units = {figure.unit_id for one in wave.scales for figure in one.figures}
    grants = db.session.scalars(
        select(RoleGrant)
        .join(Member, (Member.tenant_id == RoleGrant.tenant_id) & (Member.id == RoleGrant.member_id))
        .where(RoleGrant.role.in_((Role.HR, Role.LEADER)), Member.left_at.is_(None))
        .order_by(RoleGrant.member_id)
    )
    told = {one.member_id for one in grants if one.role == Role.HR or one.unit_id in units}
    for member_id in sorted(told):
        mail.notify(member_id, "report.ready", wave=wave.name)


def _tell_when_done(wave_id: UUID) -> None:
    db.session.execute(select(Wave.id).where(Wave.id == wave_id).with_for_update())
    unfinished = select(Document.id).where(Document.wave_id == wave_id, Document.state.in_(("queued", "working")))
    if db.session.scalar(unfinished.limit(1)) is None:
        jobs.owe("report.tell", wave_id, {"wave_id": str(wave_id)})


def made_as(sha256: str) -> Document | None:
    """The report whose bytes have this fingerprint, if it was made here."""
    return db.session.scalar(select(Document).where(Document.sha256 == sha256))


def _existing(wave_id: UUID, kind: str, unit_id: UUID | None, language: str, *, whole_only: bool) -> Document:
    return db.session.scalars(
        select(Document).where(
            Document.wave_id == wave_id,
            Document.kind == kind,
            Document.unit_id.is_not_distinct_from(unit_id),
            Document.language == language,
            Document.whole_only.is_(whole_only),
        )
    ).one()


def _owe(document: Document) -> None:
    key = f"{document.id} {clock.now().isoformat()}"
    jobs.owe(BUILD_JOB, key, {"document_id": str(document.id)})
