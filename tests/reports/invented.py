"""Released waves made up for tests of pages and documents; no person stands behind them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import UUID

from reports.releases.release_log import GroupCount, ReleaseLog
from reports.releases.statistics import Figure, InstrumentLabel, ReleasedScale, ReleasedWave, Scale

UNITS = (
    "Operations",
    "Operations / Day shift",
    "Operations / Night shift",
    "Operations / Night shift / Dispatch",
    "Operations / Gate",
    "Operations / Repairs",
    "Service",
    "Service / Phone",
    "Service / Field",
    "Finance and people",
)
FIRST_CLOSE = datetime(2026, 2, 27, 18, 0, tzinfo=UTC)


def unit_id(path: str) -> UUID:
    """A fixed id for a unit of the invented chart."""
    return UUID(int=UNITS.index(path) + 1)


TOGETHER = ("Operations / Night shift", "Operations / Gate", "Operations / Repairs")
"""Siblings too small on their own."""

PARTS: tuple[tuple[str, str | None, dict[str, str], int | None], ...] = (
    ("directs", "Operations", {}, 4),
    ("location", None, {"location": "Harbour"}, 3),
    ("location", None, {"location": "Hill"}, -6),
    ("location", None, {"location": "Lighthouse"}, None),
    ("tenure", None, {"tenure": "10_or_more"}, 7),
    ("tenure", None, {"tenure": "under_1"}, -8),
    ("tenure", None, {"tenure": "3_to_9"}, 1),
    ("family", None, {"family": "Drivers"}, None),
    ("named", None, {"name": "Eight weeks of kindness"}, -2),
    ("org_location", "Operations", {"location": "Harbour"}, 2),
    ("org_location", "Operations", {"location": "Hill"}, None),
    ("org_tenure", "Operations", {"tenure": "1_to_2"}, None),
    ("location_tenure", None, {"location": "Harbour", "tenure": "1_to_2"}, 5),
)  # fmt: skip
"""Parts of everybody and of Operations: kind, unit, what they are, and how far from the whole (None: hidden)."""


def figures(
    values: dict[str | None, int | tuple[int, str] | None],
    band: str | None = "20-29",
    *,
    together: int | None = None,
    with_parts: bool = False,
) -> tuple[Figure, ...]:
    """Figures in chart order; a unit without a value is hidden. ``together`` is the one of three small siblings."""
    found = _units(values, band)
    if together is not None:
        found.append(
            Figure(
                unit_id=unit_id("Operations"), unit_path="Operations", position=len(found), value=together, bound=None,
                n_band="10-14", status="merged", reason=None, unit_ids=tuple(unit_id(path) for path in TOGETHER),
                name="Night shift",
            )
        )  # fmt: skip
    if with_parts:
        found += _parts(values, len(found))
    return tuple(found)


def _parts(values: dict[str | None, int | tuple[int, str] | None], first: int) -> list[Figure]:
    found = []
    for position, (kind, path, named, off) in enumerate(PARTS, first):
        whole = values[path]
        assert isinstance(whole, int)
        found.append(
            Figure(
                unit_id=unit_id(path) if path else None, unit_path=path or "", position=position,
                value=None if off is None else whole + off, bound=None, n_band=None if off is None else "30-49",
                status="suppressed" if off is None else "published", reason="hidden" if off is None else None,
                kind=kind, location=named.get("location", ""), tenure=named.get("tenure", ""),
                family=named.get("family", ""), name=named.get("name", ""),
                bands=(9, 17, 8) if kind in {"location", "tenure"} and off is not None else None,
            )
        )  # fmt: skip
    return found


def _units(values: dict[str | None, int | tuple[int, str] | None], band: str | None) -> list[Figure]:
    found = []
    for position, path in enumerate((None, *UNITS)):
        given = values.get(path)
        value, bound = given if isinstance(given, tuple) else (given, None)
        found.append(
            Figure(
                unit_id=None if path is None else unit_id(path),
                unit_path=path or "",
                position=position,
                value=value,
                bound=bound,
                n_band=None if value is None or band is None else "100-199" if path is None else band,
                status="suppressed" if value is None else "published",
                reason="hidden" if value is None else None,
                bands=(24, 71, 47) if path is None and band is not None else None,
            )
        )
    return found


def scale(name: str, title: str, **changes: object) -> Scale:
    """A scale of the invented burnout questionnaire."""
    facts: dict[str, object] = {
        "instrument": "cbi", "name": name, "title": title, "measure": "score", "of": name, "low": 0.0,
        "high": 100.0, "higher_is": "worse", "reference_sd": 17.0, "share_from": 50.0, "note": "",
    }  # fmt: skip
    return Scale(**{**facts, **changes})  # type: ignore[arg-type]


def burnout_wave(number: int = 3, shift: int = 0) -> ReleasedWave:
    """Wave ``number`` of a burnout check-in with a response rate, two scales and their shares."""
    closed = FIRST_CLOSE + timedelta(days=91 * number)
    base: dict[str | None, int | tuple[int, str] | None] = {
        None: 44 + shift, "Operations": 49 + shift, "Operations / Day shift": 47 + shift, "Service": 41 + shift,
        "Service / Phone": 45 + shift, "Service / Field": (6, "at_most"), "Finance and people": 35,
    }  # fmt: skip
    shares: dict[str | None, int | tuple[int, str] | None] = dict.fromkeys(base, 31)
    shares["Service / Field"] = (30, "at_most")
    work = {path: value - 4 if isinstance(value, int) else value for path, value in base.items()}
    rate = scale("answered", "Response rate", instrument="participation", measure="participation", share_from=None)
    return ReleasedWave(
        wave_id=UUID(int=1000 + number),
        name=("Spring 2026", "Summer 2026", "Autumn 2026", "Winter 2026")[number],
        opened_on=(closed - timedelta(days=14)).date(),
        closed_on=closed.date(),
        released_at=closed + timedelta(minutes=3),
        threshold=5,
        organization_only=False,
        origin="live",
        instruments=(
            InstrumentLabel(
                "cbi", 1, "Copenhagen Burnout Inventory", "burnout", "Higher means more exhausted.",
                "Kristensen, T. S., et al. (2005). Work & Stress, 19(3), 192-207.",
            ),
        ),
        scales=(
            ReleasedScale(rate, figures({None: 70, "Operations": 60, "Service": (90, "at_least")}, band=None)),
            ReleasedScale(
                scale("personal", "Personal burnout"), figures(base, together=51 + shift, with_parts=True)
            ),
            ReleasedScale(
                scale("personal_50_or_more", "Personal burnout", measure="share", of="personal"),
                figures(shares, together=48),
            ),
            ReleasedScale(
                scale("work", "Work-related burnout"), figures(work, together=46 + shift, with_parts=True)
            ),
        ),
        related=(("cbi", "personal", (("cbi", "work"),)),),
        log=release_log(number),
    )  # fmt: skip


def release_log(number: int) -> ReleaseLog:
    """What the release log tells of wave ``number``; the first one has nothing to compare with."""
    first = number == 0
    return ReleaseLog(
        control="ledger, noise and audit", engine=1, threshold=5, strict=False, limits=(1 / 3, 0.5, 0.6),
        invited="100-199", answered="100-199", joined=None if first else "5-9", moved=None if first else "0-4",
        left=None if first else "5-9",
        groups=(GroupCount("org", 7, 1, 4), GroupCount("location", 2, 0, 1), GroupCount("location_tenure", 1, 0, 3)),
        refused=("org_tenure",), leaders="90_or_more",
    )  # fmt: skip


def burnout_waves() -> tuple[ReleasedWave, ...]:
    """Three waves, oldest first."""
    return burnout_wave(1, 3), burnout_wave(2, -9), burnout_wave(3)


QUESTIONS = (
    ("intrinsic", "Intrinsic work experience", (
        "I feel encouraged to come up with new and better ways of doing things.",
        "My work gives me a feeling of personal accomplishment.",
        "I know what is expected of me on the job.",
        "My talents are used well in the workplace.",
        "I know how my work relates to the organization's goals.",
    )),
    ("supervisors", "Supervisors", (
        "Supervisors in my work unit support employee development.",
        "My supervisor listens to what I have to say.",
        "My supervisor treats me with respect.",
        "I have trust and confidence in my supervisor.",
        "Overall, how good a job do you feel is being done by your immediate supervisor?",
    )),
)  # fmt: skip


def engagement_wave() -> ReleasedWave:
    """One wave of an engagement check-in with an index, two parts and their questions."""
    plain = {"instrument": "eei", "higher_is": "better", "share_from": None, "reference_sd": 30.0}
    index = scale("index", "Engagement index", **plain)
    found = [ReleasedScale(index, figures({None: 71, "Operations": 64, "Service": 77}))]
    for part, title, questions in QUESTIONS:
        found.append(ReleasedScale(scale(part, title, **plain), figures({None: 70, "Operations": 66, "Service": 78})))
        for number, text in enumerate(questions):
            item = scale(f"{part}{number}", text, **{**plain, "measure": "item", "of": part})
            found.append(ReleasedScale(item, figures({None: 58 + 6 * number, "Operations": 60})))
    wave = burnout_wave(2)
    label = InstrumentLabel("eei", 1, "Employee Engagement Index", "engagement", "Adapted for companies.", "U.S. OPM.")
    return dataclasses.replace(wave, instruments=(label,), scales=tuple(found))
