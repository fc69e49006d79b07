"""Everything of one's own: what is stored, a copy to take along, and bringing one back."""

from __future__ import annotations

import io
from uuid import UUID

from flask import Blueprint, Response, flash, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge

from tenants import clock, taking_along
from tenants.http import FormState, actor, comes_back, requires, see_other
from tenants.members import private_space
from tenants.permissions import Permission, Role
from wellbeing.home import bringing, copying, packing, readme, service, wording
from wellbeing.home.packing import BrokenCopy

_FORM_AROUND = 1 << 20


def hang_into(pages: Blueprint) -> None:
    """Add the routes of one's own data to the blueprint of home."""
    pages.get("/my-data")(my_data)
    pages.get("/my-data/copy")(copy)
    pages.post("/my-data/copy")(make_copy)
    pages.post("/my-data/copy/<uuid:copy_id>")(fetch_copy)
    pages.get("/my-data/bring")(bring)
    pages.post("/my-data/bring")(look_into)
    pages.post("/my-data/bring/take-in")(take_in)
    pages.post("/my-data/bring/let-be")(let_be)


@requires(Permission.MY_DATA_READ)
def my_data() -> ResponseReturnValue:
    """What the organization supplied, what the member keeps, and how each is corrected, taken along or erased."""
    return render_template("home/my_data.html", **vars(service.stored_about(actor().member)))


@requires(Permission.MY_DATA_EXPORT)
def copy() -> ResponseReturnValue:
    """What a copy of everything holds, and where the one that was asked for stands; open to leavers as well."""
    me = actor()
    return render_template(
        "home/copy.html",
        waiting=copying.waiting(me.session),
        folders=[readme.folder(part.name) for part in taking_along.parts()],
        locked=private_space.sealed_since(me.member_id) is not None or private_space.is_locked(me.member_id),
        has_left=Role.LEAVER in me.roles,
    )


@requires(Permission.MY_DATA_EXPORT)
def make_copy() -> ResponseReturnValue:
    """Have one made; a second press makes no second one."""
    copying.ask(session=actor().session)
    return see_other("home.copy")


def _copy(**_row: UUID) -> ResponseReturnValue:
    return copy()


@requires(Permission.MY_DATA_EXPORT)
@comes_back(_copy)
def fetch_copy(copy_id: UUID) -> ResponseReturnValue:
    """The zip, once."""
    content = copying.fetch(session=actor().session, copy_id=copy_id)
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{clock.today().isoformat()}.zip"'
    return response


@requires(Permission.MY_DATA_READ)
def bring() -> ResponseReturnValue:
    """Choose a copy to bring in; once it was looked into, what it would add."""
    me = actor()
    found = None if private_space.is_locked(me.member_id) else bringing.preview(member=me.member, session=me.session)
    return render_template(
        "home/bring.html",
        additions=[(readme.folder(one.part), one.count) for one in found] if found is not None else None,
        adds=sum(one.count for one in found or ()),
        most=packing.MOST_BYTES >> 20,
        locked=private_space.is_locked(me.member_id),
        needed=private_space.needed(me.member_id),
    )


@requires(Permission.MY_DATA_READ)
def look_into() -> ResponseReturnValue:
    """Check the zip whole and keep it sealed for its preview; nothing is added yet."""
    request.max_content_length = packing.MOST_BYTES + _FORM_AROUND
    try:
        return _look_into()
    except RequestEntityTooLarge:  # no more of it is read, so there is no form to come back
        sentence = wording.broken(BrokenCopy("too_large"))
        g.form = FormState(errors={"file": [sentence]}, message=sentence)
        return make_response(bring(), 422)


@comes_back(bring)
def _look_into() -> ResponseReturnValue:
    me = actor()
    bringing.keep(_uploaded(), member=me.member, session=me.session)
    return see_other("home.bring")


@requires(Permission.MY_DATA_READ)
@comes_back(bring)
def take_in() -> ResponseReturnValue:
    """Add what is not here yet; a second press adds nothing."""
    me = actor()
    added = bringing.take_in(member=me.member, session=me.session)
    if added is not None:
        count = sum(one.count for one in added)
        if count:
            flash(ngettext("%(num)s thing was added.", "%(num)s things were added.", count))
        else:
            flash(_("Everything in that copy was here already. Nothing was added."))
    return see_other("home.my_data")


@requires(Permission.MY_DATA_READ)
def let_be() -> ResponseReturnValue:
    """Let the zip go without adding anything."""
    bringing.let_be(actor().session)
    flash(_("Nothing was added, and the file is gone from here."))
    return see_other("home.bring")


def _uploaded() -> bytes:
    """The chosen file, held in memory alone."""
    file = request.files.get("file")
    with file.stream if file else io.BytesIO() as stream:
        return bytes(stream.read(packing.MOST_BYTES + 1))
