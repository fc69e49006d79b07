"""Command line of feedback: hints for a draft, without an application or a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from tenants.cli import PlainCommand

LANGUAGE = "en"


@click.command(cls=PlainCommand)
@click.option("--language", default=LANGUAGE, show_default=True, help="Language of the draft; hints are English.")
@click.option("--format", type=click.Choice(["json"]), default="json", show_default=True, expose_value=False)
@click.option("--lines", is_flag=True, help="Each line is a draft of its own; one JSON object for each.")
@click.option("--all", "everything", is_flag=True, help="Also the hints that are off by default.")
@click.argument("source", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True))
def hints(language: str, lines: bool, everything: bool, source: Path) -> None:
    """Mark the words of a draft that may hurt, with a reason and a kinder wording.

    Reads UTF-8 text and writes {"hints": [{"start", "end", "category", "severity", "rule", "reason", "kinder"}]};
    start and end count characters. Nothing is stored or sent.

    \b
    Examples:
      wellbeing hints draft.txt
      echo "You always send the minutes late." | wellbeing hints -
      wellbeing hints --lines notes.txt
    """
    from wellbeing.feedback.hints import find

    if language != LANGUAGE:
        raise click.ClickException(f"Hints are English; there are none for the language {language}.")
    text = _text_of(source)
    for draft in _drafts(text) if lines else [text]:
        found = find(draft, everything=everything)
        click.echo(json.dumps({"hints": [asdict(hint) for hint in found]}))


def _text_of(source: Path) -> str:
    name = "The input" if str(source) == "-" else str(source)
    try:
        content = sys.stdin.buffer.read() if str(source) == "-" else source.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{name} is not UTF-8 text.") from error
    except OSError as error:
        raise click.ClickException(f"{name} cannot be read: {error.strerror or 'no such file'}.") from error


def _drafts(text: str) -> Iterator[str]:
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return (line.removesuffix("\r") for line in lines)
