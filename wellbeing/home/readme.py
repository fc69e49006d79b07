"""The first file of a copy of everything: what lies in it, in the reader's language, and what could not go in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tenants.members.models import Member
from tenants.notices.hours import zone_of
from tenants.organizations.access import organization

FOLDERS: dict[str, object] = {
    "programs": _l("Programmes: what you did, left out, laid aside or joined alone"),
    "profile": _l("What your organization supplied about you, your roles, and what you asked to be corrected"),
    "journal": _l("Your journal"),
    "practices": _l("Practices that you kept a note about"),
    "intentions": _l("Your three sentences, letters, small steps and goals"),
    "my_way": _l("How you want to be met"),
    "check-ins": _l("Your own copies of check-ins"),
    "coaching": _l("Peer coaching: what you chose, with whom you were paired, and your notes"),
    "feedback": _l("Feedback that was written to you, and what you wrote yourself"),
    "learning-notes": _l("Your learning notes, and what you answered to one"),
    "notices": _l("Your notices, and which ones you chose to get"),
    "private-space": _l("When your private spaces began, and what you agreed to"),
    "sharing": _l("Which journal entries your peer coach may read now"),
    "sign-in": _l("Your sign-in: its address, your devices, and links that were mailed to you"),
}


def of(member: Member, parts: Mapping[str, Mapping[str, str]], *, closed: Sequence[datetime], made_at: datetime) -> str:
    """The README, with a line for each folder, and one for each private space that stayed closed."""
    zone = zone_of(member)
    here = organization().name.replace("<", "&lt;")
    lines = [
        "# " + _("Everything about you at %(place)s", place=here),
        _("Made on %(day)s. Keep it somewhere that only you can open.", day=_day(made_at, zone)),
        _(
            "Files that end in .md are to be read, in any text program. Files that end in .json are for other "
            "programs, and for bringing this copy in again."
        ),
        "## " + _("What is in it"),
        "\n".join(f"- `{name}/`: {folder(name)}" for name in sorted(parts)),
    ]
    if closed:
        lines.append("## " + _("What is not in it"))
        lines.append(_("A private space that is locked on the device you used stays closed, also for this copy:"))
        told = (_("- the private space that you began on %(day)s", day=_day(at, zone)) for at in sorted(closed))
        lines.append("\n".join(told))
        lines.append(_("Open it first, on the page of your private space, then make another copy."))
    lines.append("## " + _("What nobody has"))
    lines.append(
        _("Answers in check-ins carry no name, so nobody can find yours. What you open, read or leave is not stored.")
    )
    return "\n\n".join(lines) + "\n"


def folder(name: str) -> str:
    """What a folder of the copy holds, in words."""
    return str(FOLDERS.get(name, name))


def _day(moment: datetime, zone: str) -> str:
    return str(format_date(moment.astimezone(ZoneInfo(zone)).date(), "long"))
