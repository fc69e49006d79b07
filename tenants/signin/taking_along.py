"""What a member's copy of everything tells of signing in: the address, devices, links and resets; never a secret."""

from __future__ import annotations

import json
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.members.models import Member
from tenants.signin.models import Directory, Identity, Invitation, PasswordReset, WebSession
from tenants.taking_along import Files, Part, declare


def _write(member: Member) -> Files:
    here = Directory.tenant_id == member.tenant_id, Directory.member_id == member.id
    identity = db.session.scalar(select(Identity).join(Directory, Directory.identity_id == Identity.id).where(*here))
    sessions = db.session.scalars(
        select(WebSession).where(WebSession.member_id == member.id).order_by(WebSession.started_at)
    ).all()
    links = db.session.scalars(
        select(Invitation).where(Invitation.member_id == member.id).order_by(Invitation.created_at)
    ).all()
    resets = (
        db.session.scalars(
            select(PasswordReset).where(PasswordReset.identity_id == identity.id).order_by(PasswordReset.created_at)
        ).all()
        if identity
        else ()
    )
    told = {
        "format": "wellbeing-sign-in-1",
        "address": identity.email if identity else None,
        "password_set_at": _moment(identity.password_set_at) if identity else None,
        "devices": [
            {
                "device": one.label,
                "signed_in_at": _moment(one.started_at),
                "used_at": _moment(one.seen_at),
                "ends_at": _moment(one.expires_at),
            }
            for one in sessions
        ],
        "links": [
            {"kind": one.kind, "mailed_at": _moment(one.created_at), "used_at": _moment(one.used_at)} for one in links
        ],
        "resets": [{"asked_at": _moment(one.created_at), "used_at": _moment(one.used_at)} for one in resets],
    }
    yield "sign-in.json", json.dumps(told, ensure_ascii=False, indent=2)
    title = _("Your sign-in")
    lines = [_("Address: %(address)s", address=identity.email if identity else member.email)]
    lines += [
        _("Signed in on %(day)s: %(device)s", day=format_date(one.started_at.date(), "long"), device=one.label or "?")
        for one in sessions
    ]
    lines += [
        _("A link was mailed to you on %(day)s.", day=format_date(one.created_at.date(), "long")) for one in links
    ]
    yield "sign-in.md", f"# {title}\n\n" + "\n".join(f"- {line}" for line in lines) + "\n"


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


declare(Part("sign-in", frozenset({"directory", "invitation", "password_reset", "web_session"}), _write))
