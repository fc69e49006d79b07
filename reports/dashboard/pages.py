"""The results pages: an overview, and one page per unit, wave and kind; the same figures as PDF and CSV."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from reports.documents import access as documents
from reports.documents import charts, wording
from reports.documents.composition import method
from reports.documents.pages import titles_of
from reports.documents.periods import periods_until
from reports.documents.pieces import Chart
from reports.documents.reading import compared_with, period_asked, subject_for
from reports.documents.view import report_view
from reports.programs.access import programs
from reports.programs.wording import days
from reports.releases import access as releases
from tenants.http import actor, may, requires
from tenants.languages import in_force
from tenants.navigation import Entry
from tenants.permissions import Permission, Role
from wellbeing.actions.statistics import actions_of

pages = Blueprint("dashboard", __name__, url_prefix="/results", template_folder="templates")
navigation = (Entry("dashboard.overview", _l("Results"), Permission.REPORT_READ, 45),)


@pages.get("")
@requires(Permission.REPORT_READ)
def overview() -> ResponseReturnValue:
    """What was released, the newest first, with a door to every unit this person may read."""
    waves = releases.waves_for(actor())
    units = releases.visible_units(actor())
    return render_template(
        "dashboard/overview.html",
        waves=tuple(reversed(waves)),
        titles=titles_of(waves),
        tops=[unit for unit in units if unit.id in actor().leads],
        programs=_programs() if may(Permission.PROGRAM_REPORT_READ) else (),
        foot=wording.foot(),
    )


def _programs() -> list[tuple[UUID, str, str]]:
    """The programmes that have a report, with their names and days."""
    language = in_force()
    return [(one.id, wording.named(one.name, language), days(one, language)) for one in programs()]


@pages.get("/<uuid:wave_id>/<kind>", defaults={"unit_id": None})
@pages.get("/<uuid:wave_id>/<kind>/<uuid:unit_id>")
@requires(Permission.REPORT_READ)
def unit(wave_id: UUID, kind: str, unit_id: UUID | None) -> ResponseReturnValue:
    """One unit (or the organization) in one wave: words first, then charts with their tables."""
    subject, waves = subject_for(actor(), wave_id, kind, unit_id)
    against = compared_with(waves, kind, request.args.get("with", ""))
    period = period_asked(waves, kind, request.args.get("period", ""))
    view = report_view(kind, subject, waves, against=against, period=period)
    seen = {one.id: one for one in releases.visible_units(actor())}
    here = seen.get(unit_id) if unit_id else None
    is_hr = Role.HR in actor().roles
    wanted = (wave_id, kind, unit_id, unit_id is None and not is_hr)
    made = [
        one for one in documents.documents_of(actor()) if (one.wave_id, one.kind, one.unit_id, one.whole_only) == wanted
    ]
    made.sort(key=lambda one: one.language != in_force())
    return render_template(
        "dashboard/unit.html",
        view=view,
        title=titles_of(waves)[kind],
        above=seen.get(here.parent_id) if here and here.parent_id else None,
        seen=frozenset(seen),
        others=[
            one
            for one in releases.waves_for(actor(), with_figures=False)
            if one.of_kind(kind) and one.wave_id != wave_id
        ],
        document=next(iter(made), None),
        can_ask=documents.may_ask(actor(), unit_id),
        can_write=may(Permission.ACTION_WRITE) and (unit_id is not None or is_hr),
        written=actions_of((unit_id,)),
        before=[one for one in reversed(waves[:-1]) if one.of_kind(kind)],
        against=against,
        periods=periods_until(waves, kind),
        period=period,
        method=method(waves[-1], in_force()),
        hidden=wording.hidden(),
        foot=wording.foot(),
        drawn=drawn,
    )


def drawn(chart: Chart, *, narrow: bool = False) -> Markup:
    """A chart for a page, with the words that stand for it."""
    svg = chart.narrow if narrow else chart.svg
    return Markup(charts.for_web(svg, chart.alternative))  # noqa: S704 - drawn here; its texts are escaped
