"""Which earlier wave a figure is compared with; pure, from released figures only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from reports.releases.comparison import Change, change
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave


def earlier(one: ReleasedScale, unit_id: UUID | None, waves: Sequence[ReleasedWave]) -> tuple[str, Figure | None]:
    """Name and figure of the latest earlier wave with the same scale in the same version, if there is one."""
    for wave in reversed(waves[:-1]):
        same = same_scale(one, waves[-1], wave)
        figure = same.of_unit(unit_id) if same else None
        if figure is not None:
            return wave.name, figure
    return "", None


def changed(one: ReleasedScale, unit_id: UUID | None, waves: Sequence[ReleasedWave]) -> tuple[str, Change]:
    """The earlier wave's name and how the unit's figure differs from it."""
    name, before = earlier(one, unit_id, waves)
    return name, change(one.scale, before, one.of_unit(unit_id))


def same_scale(one: ReleasedScale, now: ReleasedWave, then: ReleasedWave) -> ReleasedScale | None:
    """The same scale in another wave; None when the questionnaire had another version then."""
    if _version(now, one.scale.instrument) != _version(then, one.scale.instrument):
        return None
    wanted = (one.scale.instrument, one.scale.name)
    return next((old for old in then.scales if (old.scale.instrument, old.scale.name) == wanted), None)


def _version(wave: ReleasedWave, instrument: str) -> int | None:
    return next((one.version for one in wave.instruments if one.key == instrument), None)
