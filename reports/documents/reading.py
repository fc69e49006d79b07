"""What one person may read of a wave: the subject with the units they see, and the waves for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import get_locale

from reports.documents.periods import Period, period_of, periods_until
from reports.documents.pieces import Subject
from reports.documents.service import released_path
from reports.releases import access as releases
from reports.releases.statistics import ReleasedWave
from tenants.errors import NotFound
from tenants.http import Actor
from tenants.organizations.access import organization
from tenants.permissions import Role


def subject_for(
    actor: Actor, wave_id: UUID, kind: str, unit_id: UUID | None
) -> tuple[Subject, tuple[ReleasedWave, ...]]:
    """The subject and the waves up to this one in the reader's language.

    NotFound for a kind the wave lacks or a unit that is not for this person. A leader reads the led units and those
    below, and of everything else only the organization's own figure; a ballot at the end of something is for HR alone.
    """
    releases.unit_for(actor, unit_id)
    language = str(get_locale())
    waves = tuple(wave.spoken(language) for wave in releases.waves_until(wave_id))
    is_hr = Role.HR in actor.roles
    if not waves[-1].told_of(kind, unit_id) or (waves[-1].stands_apart and not is_hr):
        raise NotFound
    path = released_path(waves[-1], unit_id) if unit_id else ""
    only = None if is_hr else frozenset(unit.id for unit in releases.visible_units(actor))
    return Subject(organization().name, unit_id, path, only), waves


def compared_with(waves: Sequence[ReleasedWave], kind: str, wanted: str) -> ReleasedWave | None:
    """The earlier wave that a reader wants to compare with; None without a wish, NotFound for one that is not there."""
    if not wanted:
        return None
    for wave in waves[:-1]:
        if str(wave.wave_id) == wanted and wave.of_kind(kind):
            return wave
    raise NotFound


def period_asked(waves: Sequence[ReleasedWave], kind: str, wanted: str) -> Period | None:
    """The quarter or year that a reader wants the means of; None without a wish, NotFound where there is none."""
    if not wanted:
        return None
    period = period_of(wanted)
    if period is None or period not in periods_until(waves, kind):
        raise NotFound
    return period
