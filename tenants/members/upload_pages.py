"""people.csv in three pages: choose a file, look at what it would do, take it in."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from tenants.http import actor, comes_back, load, requires, see_other
from tenants.members import access, people_csv, uploads, wording
from tenants.members.people_csv import COLUMNS, UNIT_SEPARATOR
from tenants.members.people_plan import Change
from tenants.members.schemas import ConfirmIn
from tenants.permissions import Permission

SHOWN = 200

upload_pages = Blueprint("upload", __name__, url_prefix="/people/upload")


@upload_pages.get("")
@requires(Permission.PEOPLE_MANAGE)
def choose() -> ResponseReturnValue:
    """Choose a file."""
    names = [(column, wording.COLUMN_NAMES[column]) for column in COLUMNS]
    return render_template("members/upload.html", columns=names, most_rows=format_decimal(people_csv.MOST_ROWS))


@upload_pages.get("/sample.csv")
@requires(Permission.PEOPLE_MANAGE)
def sample() -> ResponseReturnValue:
    """A small file to begin with."""
    return _download("people.csv", uploads.SAMPLE)


@upload_pages.post("")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(choose)
def keep() -> ResponseReturnValue:
    """Keep the file for its preview."""
    file = request.files.get("file")
    with file.stream if file else io.BytesIO() as stream:
        upload = uploads.keep(stream.read(people_csv.MOST_BYTES + 1), by=actor().member_id)
    return see_other("members.upload.preview", upload_id=upload.id)


@upload_pages.get("/<uuid:upload_id>")
@requires(Permission.PEOPLE_MANAGE)
def preview(upload_id: UUID) -> ResponseReturnValue:
    """What the file would do, and every flaw by row and column; nothing has happened yet."""
    upload = access.upload_for(actor(), upload_id)
    if upload.confirmed_at is not None:
        return see_other("members.people_list")
    seen = uploads.look(upload)
    return render_template(
        "members/preview.html",
        upload=upload,
        plan=seen,
        fingerprint=seen.fingerprint(),
        flaws=[(flaw.row, _column(flaw.column), wording.sentence(flaw)) for flaw in seen.flaws[:SHOWN]],
        notes=[(note.row, _column(note.column), wording.sentence(note)) for note in seen.notes[:SHOWN]],
        created=seen.created[:SHOWN],
        updated=[(change, _changes(change)) for change in seen.updated[:SHOWN]],
        new_units=[UNIT_SEPARATOR.join(path) for path in seen.new_units],
        shown=SHOWN,
    )


@upload_pages.get("/<uuid:upload_id>/flaws.csv")
@requires(Permission.PEOPLE_MANAGE)
def flaws(upload_id: UUID) -> ResponseReturnValue:
    """Every flaw as a file, for long lists."""
    seen = uploads.look(access.upload_for(actor(), upload_id))
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([_("Row"), _("Column"), _("What to do")])
    rows.writerows((flaw.row, _column(flaw.column), wording.sentence(flaw)) for flaw in seen.flaws)
    return _download("people-to-correct.csv", written.getvalue())


@upload_pages.post("/<uuid:upload_id>/confirm")
@requires(Permission.PEOPLE_MANAGE)
@comes_back(preview)
def confirm(upload_id: UUID) -> ResponseReturnValue:
    """Take the file in as it was looked at; a second click changes nothing."""
    outcome = uploads.confirm(access.upload_for(actor(), upload_id), fingerprint=load(ConfirmIn)["fingerprint"])
    if outcome is not None:
        told = {"created": outcome.created, "updated": outcome.updated, "unchanged": outcome.unchanged}
        flash(_("Taken in: %(created)s new, %(updated)s changed, %(unchanged)s as they were.", **told))
    return see_other("members.people_list")


def _column(column: str) -> str:
    return str(wording.COLUMN_NAMES.get(column) or (f"“{column}”" if column else ""))


def _changes(change: Change) -> str:
    names = [str(wording.COLUMN_NAMES[name]) for name in change.fields]
    if change.proposes_address:
        names.append(_("a new address is proposed to them"))
    return ", ".join(names)


def _download(name: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)
