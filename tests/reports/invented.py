"""Released waves made up for tests of pages and documents; no person stands behind them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import UUID

from reports.releases.statistics import Figure, InstrumentLabel, ReleasedScale, ReleasedWave, Scale

UNITS = (
    "Operations",
    "Operations / Day shift",
    "Operations / Night shift",
    "Operations / Night shift / Dispatch",
    "Service",
    "Service / Phone",
    "Service / Field",
    "Finance and people",
)
FIRST_CLOSE = datetime(2026, 2, 27, 18, 0, tzinfo=UTC)


def unit_id(path: str) -> UUID:
    """A fixed id for a unit of the invented chart."""
    return UUID(int=UNITS.index(path) + 1)


def figures(values: dict[str | None, int | tuple[int, str] | None], band: str | None = "20-29") -> tuple[Figure, ...]:
    """Figures in chart order; a unit without a value is hidden."""
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
                reason="small" if value is None else None,
            )
        )
    return tuple(found)


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
            ReleasedScale(scale("personal", "Personal burnout"), figures(base)),
            ReleasedScale(
                scale("personal_50_or_more", "Personal burnout", measure="share", of="personal"), figures(shares)
            ),
            ReleasedScale(scale("work", "Work-related burnout"), figures(work)),
        ),
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
