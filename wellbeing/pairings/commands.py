"""Command line of peer coaching: plan one round, or score pairs, from plain files; no server, nothing stored."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenants.cli import PlainCommand

if TYPE_CHECKING:
    from wellbeing.pairings.terms import Participant, PastPairing, Plan, Policy

FILE = click.Path(path_type=Path)
Command = Callable[..., Any]


def _inputs(command: Command) -> Command:
    """The options that both commands have."""
    for option in reversed(
        [
            click.option("--people", "people_file", required=True, type=FILE, help="Who takes part, as JSON."),
            click.option("--history", "history_file", type=FILE, help="Earlier pairings, as JSON."),
            click.option("--policy", "policy_file", type=FILE, help="Rules of the round, as JSON."),
            click.option(
                "--round",
                "round_number",
                type=click.IntRange(1, 1_000_000),
                help="Number of the round; the one after the last of the history.",
            ),
            click.option("--seed", type=int, default=0, show_default=True, help="Draws between what fits alike."),
        ]
    ):
        command = option(command)
    return command


@click.group()
def pair() -> None:
    """Peer coaching pairs from plain files.

    \b
    Example:
      wellbeing pair plan --people people.json --history history.json
    """


@pair.command("plan", cls=PlainCommand)
@_inputs
@click.option("-o", "output", type=FILE, help="File to write the plan to, whole or not at all; else it is printed.")
def plan_(
    people_file: Path,
    history_file: Path | None,
    policy_file: Path | None,
    round_number: int | None,
    seed: int,
    output: Path | None,
) -> None:
    """Plan one round: who meets whom, why, who is left out, and how near to the best possible it is.

    people.json: [{"id", "unit", "department", "manager", "time_zone", "working_hours": ["09:00", "17:00"],
    "languages": [], "topics": [], "seniority": 1-8, "cadence": 1, 2 or 4, "paused", "exclusions": []}];
    history.json: [{"round", "members": []}]; policy.json: {"cooldown", "minimum_overlap_hours", "date",
    "allow_same_manager", "everyones_manager": "exclude" or "allow", "seniority": "similar" or "complementary"}.
    The same input and seed give the same plan, in whatever order people stand.

    \b
    Examples:
      wellbeing pair plan --people people.json
      wellbeing pair plan --people people.json --history history.json --policy policy.json --seed 7 -o plan.json
    """
    from wellbeing.pairings.eligible import TermsError
    from wellbeing.pairings.matching import PlanRefused, plan

    try:
        people, history, policy, number = _terms(people_file, history_file, policy_file, round_number)
        made = plan(people, history, policy, number, seed)
    except (TermsError, PlanRefused) as error:
        raise click.ClickException(str(error)) from error
    text = json.dumps(_as_json(made), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text)


@pair.command("score", cls=PlainCommand)
@_inputs
@click.option("--pairs", "pairs_file", required=True, type=FILE, help="CSV with the columns a and b.")
def score_(
    people_file: Path,
    history_file: Path | None,
    policy_file: Path | None,
    round_number: int | None,
    seed: int,
    pairs_file: Path,
) -> None:
    """Print a,b,score for each pair: 0 to 1000, or an empty score where the rules forbid the pair in this round.

    \b
    Example:
      wellbeing pair score --people people.json --pairs pairs.csv --round 3 --seed 7
    """
    from wellbeing.pairings.eligible import TermsError
    from wellbeing.pairings.matching import scores_of
    from wellbeing.pairings.reading import pairs_from

    try:
        people, history, policy, number = _terms(people_file, history_file, policy_file, round_number)
        pairs = pairs_from(_read(pairs_file), (each.id for each in people))
        scores = scores_of(pairs, people, history, policy, number, seed)
    except TermsError as error:
        raise click.ClickException(str(error)) from error
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("a", "b", "score"))
    writer.writerows((one, two, score) for (one, two), score in zip(pairs, scores, strict=True))
    click.echo(table.getvalue(), nl=False)


def _terms(
    people_file: Path, history_file: Path | None, policy_file: Path | None, round_number: int | None
) -> tuple[Sequence[Participant], Sequence[PastPairing], Policy, int]:
    from wellbeing.pairings.reading import history_from, people_from, policy_from

    people = people_from(_read(people_file))
    history = history_from(_read(history_file)) if history_file else []
    policy = policy_from(_read(policy_file) if policy_file else "{}", datetime.now(UTC).date())
    return people, history, policy, round_number or max((past.round for past in history), default=0) + 1


def _as_json(made: Plan) -> dict[str, Any]:
    return {
        "pairings": [
            {
                "members": list(each.members),
                "score": each.score,
                "reasons": [{"code": reason.code, **reason.values} for reason in each.reasons],
            }
            for each in made.pairings
        ],
        "left_out": [asdict(each) for each in made.left_out],
        "relaxed": [list(pair) for pair in made.relaxed],
        "stats": {"score": made.score, "upper_bound": made.upper_bound, "seconds": round(made.seconds, 3)},
    }


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not UTF-8 text.") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such file"
        raise click.ClickException(f"{path} cannot be read: {why}.") from error


def _write(path: Path, text: str) -> None:
    """Put the whole text in place of the file at once; a mistake leaves the old file as it was.

    A device or a pipe stays what it is and is written into; a link goes on pointing where it points.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        path = path.resolve()
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o600)
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
