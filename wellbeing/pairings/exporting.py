"""One's own peer coaching as a file, JSON or Markdown: pure, takes what has been opened already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from wellbeing.pairings.profile import Profile
from wellbeing.pairings.shared_words import Words


@dataclass(frozen=True, slots=True)
class Past:
    """One pairing of one's own: the number of its round, with whom, and whether it is open, ended or over."""

    number: int
    names: tuple[str, ...]
    state: str


def as_json(profile: Profile | None, pasts: Sequence[Past], words: Iterable[Words], *, exported_at: datetime) -> str:
    """Everything field by field, so that another program can read it."""
    return json.dumps(
        {
            "format": "wellbeing-coaching-1",
            "exported_at": exported_at.isoformat(),
            "preferences": _preferences(profile) if profile else None,
            "pairings": [{"round": one.number, "with": list(one.names), "state": one.state} for one in pasts],
            "notes": [
                {
                    "kind": one.kind.value,
                    "at": one.at.isoformat(),
                    "from": one.from_name,
                    "round": one.number,
                    "with": one.with_names,
                    "words": one.words,
                }
                for one in words
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_markdown(
    profile: Profile | None, pasts: Sequence[Past], words: Iterable[Words], *, zone: str, topics: Mapping[str, str]
) -> str:
    """The same to read: one heading a part, the words as they were written; a `<` in them stays a sign."""
    parts = ["# " + _("Peer coaching") + "\n"]
    if profile and profile.joined:
        named = ", ".join(topics.get(key, key) for key in profile.topics) or "–"
        rows = [
            (_("Topics"), _plain(named)),
            (_("What you would like to talk about"), _plain(profile.wants) or "–"),
            (_("Hours"), f"{profile.starts}–{profile.ends}"),
            *((_("Not paired with"), _plain(one.address)) for one in profile.not_with),
        ]
        parts.append(_part(_("What you chose"), rows))
    if pasts:
        rounds = [(_("Round %(number)s", number=one.number), _plain(", ".join(one.names)) or "–") for one in pasts]
        parts.append(_part(_("Your pairings"), rounds))
    for one in words:
        moment = f"{one.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        parts.append(f"## {moment} · {_plain(one.from_name)}\n\n{_plain(one.words)}\n")
    return "\n".join(parts)


def _part(title: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join("- " + _("%(label)s: %(value)s", label=label, value=value) + "\n" for label, value in rows)
    return f"## {title}\n\n{lines}"


def _preferences(profile: Profile) -> dict[str, Any]:
    return {
        "joined": profile.joined,
        "topics": list(profile.topics),
        "wants": profile.wants,
        "languages": list(profile.languages),
        "cadence": profile.cadence,
        "days": list(profile.days),
        "hours": [profile.starts, profile.ends],
        "paused": profile.paused,
        "paused_until": profile.paused_until.isoformat() if profile.paused_until else None,
        "not_with": [one.address for one in profile.not_with],
    }


def _plain(words: str) -> str:
    """No reader of Markdown takes these words for HTML."""
    return words.replace("<", "&lt;")
