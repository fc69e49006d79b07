"""A programme made up for tests, with the releases that tell of it; no person stands behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from reports.releases.statistics import Figure, InstrumentLabel, ReleasedScale, ReleasedWave
from tests.reports.invented import burnout_wave, scale
from wellbeing.programs.statistics import ProgramFacts

LABEL = "Eight weeks of kindness"
"""What the audience is called in the figures of the invented waves."""

PROGRAM = ProgramFacts(
    id=UUID(int=77),
    name={"en": LABEL, "de": "Acht Wochen Freundlichkeit"},
    starts_on=date(2026, 5, 10),
    ends_on=date(2026, 10, 20),
    state="ended",
    sensitive=False,
    group=f"program:{UUID(int=77)}",
    is_whole=False,
)
FOR_ALL = replace(PROGRAM, is_whole=True)
BALLOT = UUID(int=2000)


def wave(number: int, shift: int = 0, *, of_programme: bool = True, rate: int | None = 60) -> ReleasedWave:
    """Wave ``number`` of the invented burnout check-in, opened with the programme's audience as a group."""
    found = burnout_wave(number, shift)
    if not of_programme:
        return found
    answered, *scores = found.scales
    own = Figure(
        unit_id=None, unit_path="", position=99, value=rate, bound=None, n_band=None,
        status="suppressed" if rate is None else "published", reason="hidden" if rate is None else None,
        kind="named", name=LABEL,
    )  # fmt: skip
    scales = (replace(answered, figures=(*answered.figures, own)), *scores)
    return replace(found, scales=scales, groups=((PROGRAM.group, LABEL),))


def hidden(given: ReleasedWave) -> ReleasedWave:
    """The same wave, in which nothing of the programme's audience is shown."""

    def without(one: Figure) -> Figure:
        return replace(one, value=None, n_band=None, bands=None, status="suppressed", reason="hidden")

    return replace(
        given,
        scales=tuple(
            replace(one, figures=tuple(without(each) if each.kind == "named" else each for each in one.figures))
            for one in given.scales
        ),
    )


def ballot(used: int | None = 62, helped: int | None = 71) -> ReleasedWave:
    """The two questions at the end, for everybody together."""
    end = datetime(2026, 11, 2, 23, 5, tzinfo=UTC)

    def one(name: str, title: str, value: int | None, measure: str = "score") -> ReleasedScale:
        shown = value is not None
        figure = Figure(
            unit_id=None, unit_path="", position=0, value=value, bound=None, n_band="30-39" if shown else None,
            status="published" if shown else "suppressed", reason=None if shown else "hidden",
            bands=(7, 10, 18) if shown and name == "used" else None,
        )  # fmt: skip
        asked = "participation" if measure == "participation" else "program_end"
        return ReleasedScale(
            scale(name, title, instrument=asked, measure=measure, higher_is="better", share_from=None,
                  organization_only=True), (figure,),
        )  # fmt: skip

    return ReleasedWave(
        wave_id=BALLOT, name=f"{LABEL}: two questions", opened_on=date(2026, 10, 23), closed_on=end.date(),
        released_at=end, threshold=5, organization_only=True, origin="program",
        instruments=(InstrumentLabel("program_end", 1, "Programme: two questions", "custom", "Ours.", "Ours."),),
        scales=(
            one("answered", "Response rate", 50, "participation"),
            one("used", "Did you use this programme?", used),
            one("helped", "Did it help you?", helped),
        ),
    )  # fmt: skip


def waves() -> tuple[ReleasedWave, ...]:
    """One check-in before the programme, three of it, and the ballot between the last two."""
    before = wave(0, 5, of_programme=False)
    return before, wave(1, 4), wave(2, -9), ballot(), wave(3, -11)
