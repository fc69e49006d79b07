"""The shape of an entry as it comes in and goes out; forms and JSON share it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, post_load, pre_load, validate

from wellbeing.journal.mood import WORD_LENGTH, Energy, Pleasantness
from wellbeing.journal.reflection import BODY_LENGTH, LINE_LENGTH

_OPTIONAL_LINE: dict[str, Any] = {"load_default": ""}


def _at_most(length: int) -> validate.Length:
    return validate.Length(max=length, error=_l("This is longer than %(length)s characters.", length=f"{length:,}"))


class EntryWords(Schema):
    """What a member says in an entry."""

    body = fields.String(validate=_at_most(BODY_LENGTH), **_OPTIONAL_LINE)
    effort = fields.String(validate=_at_most(LINE_LENGTH), **_OPTIONAL_LINE)
    kindness = fields.String(validate=_at_most(LINE_LENGTH), **_OPTIONAL_LINE)
    energy = fields.Enum(Energy, by_value=True, load_default=None, allow_none=True)
    pleasantness = fields.Enum(Pleasantness, by_value=True, load_default=None, allow_none=True)
    word = fields.String(validate=_at_most(WORD_LENGTH), **_OPTIONAL_LINE)
    own_word = fields.String(validate=_at_most(WORD_LENGTH), **_OPTIONAL_LINE)
    prompt = fields.String(load_default=None, allow_none=True)

    @pre_load
    def _as_typed(self, given: Any, **_: Any) -> Any:
        """Browsers send line ends as CR LF and an untouched choice as an empty string."""
        if not isinstance(given, dict):
            return given  # the fields say what is wrong with it
        tidy = {name: _line_ends(value) for name, value in given.items()}
        return {
            name: None if name in ("energy", "pleasantness", "prompt") and value == "" else value
            for name, value in tidy.items()
        }

    @post_load
    def _one_line(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        for name in ("effort", "kindness", "word", "own_word"):
            if name in words:
                words[name] = " ".join(words[name].split())
        return words


class EntryIn(EntryWords):
    """A new entry; `draft` is made with the empty page, so that a second press keeps one entry, not two."""

    draft = fields.UUID(load_default=None, allow_none=True)
    consent = fields.Boolean(load_default=False)


class RevisionIn(EntryWords):
    """An entry as rewritten, with the revision it was based on."""

    revision = fields.Integer(required=True)


class MoodOut(Schema):
    """How it was."""

    energy = fields.String(allow_none=True)
    pleasantness = fields.String(allow_none=True)
    word = fields.String()


class EntryOut(Schema):
    """An entry as its author reads it."""

    id = fields.UUID()
    revision = fields.Integer()
    written_at = fields.AwareDateTime()
    revised_at = fields.AwareDateTime(allow_none=True)
    prompt = fields.String()
    body = fields.String()
    effort = fields.String()
    kindness = fields.String()
    mood = fields.Nested(MoodOut)


class EntriesOut(Schema):
    """The entries of a month; `sealed` counts the author's entries that stay closed in a locked space."""

    entries = fields.List(fields.Nested(EntryOut))
    sealed = fields.Integer()


class MonthQuery(Schema):
    """Which month to list, as YYYY-MM; all of them without it."""

    month = fields.Date(format="%Y-%m", load_default=None, allow_none=True)


def _line_ends(value: Any) -> Any:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
