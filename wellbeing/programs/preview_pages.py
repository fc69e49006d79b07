"""HR looks at any week as people will see it, as a made-up member: no button does anything, nobody's data is read."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tenants import languages
from tenants.http import requires
from tenants.members.my_way import MyWay
from tenants.permissions import Permission
from wellbeing.programs import access, showing
from wellbeing.programs.audience import EVERYBODY, LEADERS, SUPERVISORS
from wellbeing.programs.following import Who
from wellbeing.programs.links import Leads
from wellbeing.programs.schemas import PreviewQuery
from wellbeing.programs.stored import audience_of, content_of

AS = {
    EVERYBODY: _l("An employee"),
    SUPERVISORS: _l("A supervisor"),
    LEADERS: _l("A leader"),
}


def hang_into(pages: Blueprint) -> None:
    """Add the preview to the blueprint of programmes."""
    pages.get("/preview/<uuid:program_id>")(preview)


@requires(Permission.PROGRAM_MANAGE)
def preview(program_id: UUID) -> ResponseReturnValue:
    """One week of a programme, in a language, as somebody of a role."""
    row, asked = access.program_for(program_id), PreviewQuery().load(_known(request.args.to_dict()))
    content, spoken = content_of(row), asked["language"] or languages.in_force()
    role = asked["as_role"] or audience_of(row).role
    who = Who(supervises=role != EVERYBODY, leads=role == LEADERS)
    number = min(asked["week"], max(1, content.length))
    with force_locale(spoken):
        following = showing.made_up(content, number, who, Leads(None, MyWay(), spoken), row.id)
        seen = render_template(
            "programs/as_seen.html",
            row=row,
            content=content,
            following=following,
            discreet=row.sensitive or audience_of(row).role != EVERYBODY,
            welcome=showing.welcome_word(),
            inert=True,
        )
    return render_template(
        "programs/preview.html",
        row=row,
        content=content,
        seen=Markup(seen),  # noqa: S704 - rendered by a template, which escapes what was typed
        spoken=spoken,
        languages=[(code, languages.named(code)) for code in row.languages],
        roles=list(AS.items()),
        role=role,
        number=number,
        week_names=[(each, str(each)) for each in range(1, max(1, content.length) + 1)],
    )


def _known(args: dict[str, str]) -> dict[str, str]:
    """What this page knows of an address; anything else in it is nobody's mistake."""
    shape = PreviewQuery()
    kept = {name: value for name, value in args.items() if name in shape.fields}
    return {name: value for name, value in kept.items() if name not in shape.validate(kept)}
