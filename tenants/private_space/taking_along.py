"""What a member's copy of everything tells of the private space itself: since when, how it opens, what was agreed."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from tenants import vault
from tenants.db import db
from tenants.members import private_space
from tenants.members.models import Member
from tenants.private_space.addresses import address_of
from tenants.private_space.models import Consent, PrivateSpace
from tenants.taking_along import Files, Part, declare


def _write(member: Member) -> Files:
    spaces = [_space(space) for space in reversed(private_space.spaces_of(member.id))]
    given = db.session.scalars(select(Consent).where(Consent.member_id == member.id).order_by(Consent.given_on))
    consents = [{"to": one.kind, "given_on": one.given_on.isoformat()} for one in given]
    if not spaces and not consents:
        return
    told = {"format": "wellbeing-private-space-1", "spaces": spaces, "consents": consents}
    yield "private-space.json", json.dumps(told, ensure_ascii=False, indent=2)
    title = _("Your private space")
    lines = [
        _("Begun on %(day)s, open on the device you used.", day=space["begun_on"])
        if space["open"]
        else _("Begun on %(day)s, locked on the device you used.", day=space["begun_on"])
        for space in spaces
    ]
    lines += [_("You agreed on %(day)s: %(what)s", day=one["given_on"], what=one["to"]) for one in consents]
    yield "private-space.md", f"# {title}\n\n" + "\n".join(f"- {line}" for line in lines) + "\n"


def _space(space: PrivateSpace) -> dict[str, Any]:
    opened = vault.is_open(space)
    return {
        "begun_on": str(format_date(space.begun_at.date(), "long")),
        "begun_at": space.begun_at.isoformat(),
        "locked_at": space.locked_at.isoformat() if space.locked_at else None,
        "open": opened,
        "private_address": address_of(space) if opened else None,
        "receives": space.receives,
    }


declare(Part("private-space", frozenset({"private_space", "consent"}), _write))
