"""What a member's copy of everything tells of notices: the list as it is shown, and which ones they chose to get."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.errors import Invalid
from tenants.members.models import Member
from tenants.notices import choices
from tenants.notices.models import MailWeek, Notice
from tenants.notices.registry import KINDS, Choice
from tenants.taking_along import Files, Part, declare

FORMAT = "wellbeing-notices-1"
_FILE = "notices.json"


def _write(member: Member) -> Files:
    mine = select(Notice).where(Notice.member_id == member.id, Notice.kind.in_(KINDS))
    rows = db.session.scalars(mine.order_by(Notice.created_at.desc(), Notice.id)).all()
    shown = [(row, KINDS[row.kind].text(row.args)) for row in rows if KINDS[row.kind].listed]
    chosen = choices.choices_of(member.id) if choices.has_chosen(member.id) else {}
    weeks = db.session.scalars(select(MailWeek).where(MailWeek.member_id == member.id).order_by(MailWeek.week_on))
    told: dict[str, Any] = {
        "format": FORMAT,
        "choices": {name: choice.value for name, choice in chosen.items() if choices.may_choose(name)},
        "notices": [
            {"text": text, "at": row.created_at.isoformat(), "read": row.read_at is not None} for row, text in shown
        ],
        "mails_in_week": {week.week_on.isoformat(): week.sent for week in weeks},
    }
    yield _FILE, json.dumps(told, ensure_ascii=False, indent=2)
    title = _("Your notices")
    lines = [f"- {format_date(row.created_at.date(), 'long')}: {text}" for row, text in shown]
    lines += [f"- {KINDS[name].label}: {_words(choice)}" for name, choice in told["choices"].items()]
    yield "notices.md", f"# {title}\n\n" + "\n".join(lines) + "\n"


def _read(member: Member, files: Mapping[str, str]) -> None:
    """Take the choices back, for somebody who has not chosen anything here."""
    if _FILE not in files:
        return
    wanted = _choices_in(files[_FILE])
    if wanted and not choices.has_chosen(member.id):
        choices.choose(member.id, wanted)


def _choices_in(text: str) -> dict[str, Choice]:
    found: dict[str, Any] = _object(text).get("choices", {})
    wanted: dict[str, Choice] = {}
    for name, value in found.items() if isinstance(found, dict) else ():
        if name in KINDS and choices.may_choose(name):
            try:
                wanted[name] = Choice(value)
            except ValueError:
                raise _broken(f"choices, {name}") from None
    return wanted


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise _broken("1") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _broken("format")
    return told


def _broken(entry: str) -> Invalid:
    return Invalid(_("notices/%(file)s cannot be read, at: %(entry)s.", file=_FILE, entry=entry), code="copy_broken")


def _words(choice: str) -> str:
    words = {"mail": _("in the list and by mail"), "in_app": _("in the list only"), "neither": _("neither")}
    return str(words[choice])


declare(Part("notices", frozenset({"notice", "notice_choice", "mail_week"}), _write, _read))
