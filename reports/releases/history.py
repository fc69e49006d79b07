"""The same scale in several waves, and their mean; pure, from released figures only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from reports.disclosure.rounding import Bound
from reports.disclosure.windows import Shown, window
from reports.releases.statistics import Figure, ReleasedScale, ReleasedWave


def window_of(
    one: ReleasedScale, unit_id: UUID | None, waves: Sequence[ReleasedWave], *, now: ReleasedWave | None = None
) -> Figure | None:
    """A unit's mean over several waves (a quarter, a year); ``one`` is of ``now``, by itself the last of them.

    Computed from shown figures alone, weighted by the mid-points of their size bands; waves where the unit is hidden
    or the questionnaire had another version are left out. None when fewer than two are left, or one is a bound.
    """
    own = one.of_unit(unit_id)
    if own is None or not waves:
        return None
    scales = [same_scale(one, now or waves[-1], wave) for wave in waves]
    value = window([_shown(scale.of_unit(unit_id)) for scale in scales if scale is not None])
    if value is None:
        return None
    return replace(own, value=value, bound=None, n_band=None, bands=None, status="published", reason=None)


def _shown(figure: Figure | None) -> Shown | None:
    if figure is None or figure.value is None or figure.n_band is None:
        return None
    low, _dash, high = figure.n_band.removesuffix("+").partition("-")
    return figure.value, Bound(figure.bound or Bound.EXACT), int(low), int(high) if high else None


def same_scale(one: ReleasedScale, now: ReleasedWave, then: ReleasedWave) -> ReleasedScale | None:
    """The same scale in another wave; None when the questionnaire had another version or asked other questions then."""
    if _version(now, one.scale.instrument) != _version(then, one.scale.instrument):
        return None
    wanted = (one.scale.instrument, one.scale.name, one.scale.asked)
    found = (old for old in then.scales if (old.scale.instrument, old.scale.name, old.scale.asked) == wanted)
    return next(found, None)


def _version(wave: ReleasedWave, instrument: str) -> int | None:
    return next((one.version for one in wave.instruments if one.key == instrument), None)
