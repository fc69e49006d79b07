"""What a member's copy of everything tells of check-ins: copies they kept, and where they were asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from marshmallow import ValidationError
from sqlalchemy import select

from tenants import vault
from tenants.db import db
from tenants.errors import Invalid
from tenants.members import private_space
from tenants.members.models import Member
from tenants.taking_along import Files, Part, declare
from wellbeing.checkins import exporting, own_records, service
from wellbeing.checkins.models import AudienceMember, OwnAnswers, Wave
from wellbeing.checkins.schemas import OwnCopyIn

FORMAT = "wellbeing-own-copies-1"
_FILE = "check-ins.json"
_SIZE = 8192
"""Copies that are taken back are as long as the next step of this, so that no size tells what was answered."""


def _write(member: Member) -> Files:
    copies = [{**told, "month_on": month_on.isoformat()} for _id, month_on, told in service.opened_copies(member)]
    asked = _asked(member)
    if not copies and not asked:
        return
    told = {"format": FORMAT, "copies": copies, "asked": asked}
    yield _FILE, json.dumps(told, ensure_ascii=False, indent=2)
    yield "check-ins.md", exporting.as_markdown(own_records.records_of(member))


def _asked(member: Member) -> list[dict[str, Any]]:
    """Where the member was asked, and in which groups an answer would have counted; never whether one came."""
    mine = (
        select(AudienceMember, Wave)
        .join(Wave, (Wave.tenant_id == AudienceMember.tenant_id) & (Wave.id == AudienceMember.wave_id))
        .where(AudienceMember.member_id == member.id)
        .order_by(Wave.opened_at)
    )
    return [
        {
            "checkin": wave.name,
            "opened_at": wave.opened_at.isoformat(),
            "location": place.location or None,
            "tenure": place.tenure or None,
            "job_family": place.job_family or None,
            "groups": list(place.groups),
        }
        for place, wave in db.session.execute(mine)
    ]


def _read(member: Member, files: Mapping[str, str]) -> None:
    """Take back copies of check-ins of which none is here."""
    if _FILE not in files:
        return
    copies = [_checked(number, one) for number, one in enumerate(_copies(files[_FILE]), 1)]
    kept = {told["wave_id"] for _id, _month, told in service.opened_copies(member)}
    for one in copies:
        if one["wave_id"] not in kept:
            kept.add(one["wave_id"])
            _keep(member, one)
    db.session.flush()


def _keep(member: Member, one: dict[str, Any]) -> None:
    space, row_id = private_space.writing_space(member.id), uuid4()
    month_on = one.pop("month_on")
    text = json.dumps(one).encode()
    text = text.ljust(-(-len(text) // _SIZE) * _SIZE)
    sealed = vault.seal_for_member(space, table=OwnAnswers.__tablename__, row_id=row_id, plaintext=text)
    db.session.add(OwnAnswers(id=row_id, member_id=member.id, space_id=space.id, month_on=month_on, sealed=sealed))


def _copies(text: str) -> list[Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise _broken("1") from None
    copies = told.get("copies") if isinstance(told, dict) and told.get("format") == FORMAT else None
    if not isinstance(copies, list):
        raise _broken("copies")
    return copies


def _checked(number: int, one: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = OwnCopyIn().load(one)
    except ValidationError:
        raise _broken(str(number)) from None
    sent_on = found.pop("sent_on")
    return {**found, **({"sent_on": sent_on.isoformat()} if sent_on else {})}


def _broken(entry: str) -> Invalid:
    return Invalid(_("check-ins/%(file)s cannot be read, at: %(entry)s.", file=_FILE, entry=entry), code="copy_broken")


declare(Part("check-ins", frozenset({"own_answers", "audience_member"}), _write, _read))
