"""What a member's copy of everything tells of themself as a person here: what HR supplied, roles, being away, pace."""

from __future__ import annotations

import json
from typing import Any

from flask_babel import gettext as _

from tenants.members import absence, access, corrections, wording
from tenants.members.models import Member
from tenants.organizations.access import organization, unit_for
from tenants.taking_along import Files, Part, declare

_SUPPLIED = ("name", "external_id", "unit", "manager", "location", "job_family", "hired_on", "time_zone", "language")


def _write(member: Member) -> Files:
    told = _told(member)
    yield "profile.json", json.dumps(told, ensure_ascii=False, indent=2)
    yield "profile.md", _to_read(member, told)


def _told(member: Member) -> dict[str, Any]:
    pace = absence.pace_of(member.id)
    away = absence.away_until(member)
    return {
        "format": "wellbeing-profile-1",
        "organization": organization().name,
        "email": member.email,
        "proposed_email": member.proposed_email,
        **{field: corrections.value_of(member, field) or None for field in _SUPPLIED},
        "address_refuses_mail": member.bounces,
        "added_at": member.created_at.isoformat(),
        "invited_at": _moment(member.invited_at),
        "joined_at": _moment(member.activated_at),
        "in_unit_since": member.unit_since.isoformat(),
        "placed_since": _moment(member.placed_since),
        "left_on": _moment(member.left_on),
        "roles": [
            {
                "role": grant.role,
                "unit": unit_for(grant.unit_id).path if grant.unit_id else None,
                "granted_at": grant.granted_at.isoformat(),
            }
            for grant in access.grants_of(member.id)
        ],
        "away_until": _moment(away),
        "pace": {"paused": pace.paused, "until": _moment(pace.until), "weekday": pace.weekday},
        "corrections": [
            {
                "field": one.row.field,
                "asked": one.words.asked,
                "asked_at": one.row.asked_at.isoformat(),
                "state": one.row.state,
                "answer": one.words.answer or None,
                "answered_at": _moment(one.row.answered_at),
            }
            for one in corrections.requests_of(member)
        ],
    }


def _to_read(member: Member, told: dict[str, Any]) -> str:
    title = _("What your organization supplied about you")
    lines = [_line(_("E-mail address"), member.email)]
    lines += [_line(wording.correction_field(field), told[field]) for field in _SUPPLIED if told[field]]
    if told["away_until"]:
        lines.append(_line(_("Away"), _("up to and including %(day)s", day=told["away_until"])))
    for grant in told["roles"]:
        lines.append(_line(_("Role"), wording.role_in_words(grant["role"], grant["unit"] or "")))
    if told["pace"]["paused"]:
        lines.append(_line(_("You pause"), told["pace"]["until"] or _("Until you say.")))
    for one in told["corrections"]:
        lines.append(_line(_("Asked to be corrected"), f"{wording.correction_field(one['field'])}: {one['asked']}"))
        if one["answer"]:
            lines.append(_line(_("HR has answered"), one["answer"]))
    return f"# {title}\n\n" + "\n".join(lines) + "\n"


def _line(label: str, value: str) -> str:
    plain = " ".join(value.replace("<", "&lt;").split())
    said = _("%(label)s: %(value)s", label=label, value=plain)
    return f"- {said}"


def _moment(value: Any) -> str | None:
    return value.isoformat() if value else None


TABLES = frozenset({"member", "role_grant", "absence", "own_pace", "correction_request"})
declare(Part("profile", TABLES, _write))
