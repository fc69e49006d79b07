"""The shape of an entry as it comes in and goes out; forms and JSON share it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate

from tenants.signs import whole
from tenants.typed import as_typed, at_most
from wellbeing.journal.forms import FIELD_LENGTH, FIELDS, FORMS, FREE
from wellbeing.journal.mood import WORD_LENGTH, Energy, Pleasantness
from wellbeing.journal.reflection import BODY_LENGTH, LINE_LENGTH
from wellbeing.journal.tags import MOST_TAGS, TAG_LENGTH, tidy

_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_OPTIONAL_LINE: dict[str, Any] = {"load_default": ""}


class Tags(fields.Field[tuple[str, ...]]):
    """A few words of one's own: a list, or one line with commas between them."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[str, ...]:
        typed = [value] if isinstance(value, str) else value
        if not isinstance(typed, list) or not all(isinstance(text, str) for text in typed):
            raise ValidationError(str(_l("Please send words with commas between them, or a list.")))
        found = tidy(map(whole, typed))
        if len(found) > MOST_TAGS:
            raise ValidationError(str(_l("At most %(count)s tags fit an entry.", count=MOST_TAGS)))
        if any(len(tag) > TAG_LENGTH for tag in found):
            raise ValidationError(str(_l("A tag has at most %(count)s letters.", count=TAG_LENGTH)))
        return found


def _field() -> fields.String:
    return fields.String(validate=at_most(FIELD_LENGTH), **_OPTIONAL_LINE)


class EntryWords(Schema):
    """What a member says in an entry; the named fields are those of the forms."""

    form = fields.String(validate=validate.OneOf(list(FORMS)), load_default=None, allow_none=True)
    situation, feelings, needs, next_step = _field(), _field(), _field(), _field()
    happened, learned, repair = _field(), _field(), _field()

    body = fields.String(validate=at_most(BODY_LENGTH), **_OPTIONAL_LINE)
    effort = fields.String(validate=at_most(LINE_LENGTH), **_OPTIONAL_LINE)
    kindness = fields.String(validate=at_most(LINE_LENGTH), **_OPTIONAL_LINE)
    energy = fields.Enum(Energy, by_value=True, load_default=None, allow_none=True)
    pleasantness = fields.Enum(Pleasantness, by_value=True, load_default=None, allow_none=True)
    word = fields.String(validate=at_most(WORD_LENGTH), **_OPTIONAL_LINE)
    own_word = fields.String(validate=at_most(WORD_LENGTH), **_OPTIONAL_LINE)
    prompt = fields.String(load_default=None, allow_none=True)
    tags = Tags(load_default=())
    tag = fields.List(fields.String(), load_default=())

    @pre_load
    def _as_typed(self, given: Any, **_: Any) -> Any:
        """Browsers send line ends as CR LF and an untouched choice as an empty string."""
        if not isinstance(given, dict):
            return given  # the fields say what is wrong with it
        tidy = {name: as_typed(value) for name, value in given.items()}
        return {
            name: None if name in ("energy", "pleasantness", "prompt", "form") and value == "" else value
            for name, value in tidy.items()
        }

    @post_load
    def _one_line(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        for name in ("word", "own_word"):
            words[name] = " ".join(words[name].split())
        for name in ("effort", "kindness"):
            words[name] = "\n".join(" ".join(line.split()) for line in words[name].strip().splitlines())
        return words

    @post_load
    def _tags_together(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Tags that were ticked and tags that were typed are the same to an entry."""
        words["tags"] = Tags().deserialize([*words.pop("tag"), *words["tags"]])
        return words

    @post_load
    def _fields_together(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        words["fields"] = {name: words.pop(name) for name in FIELDS}
        return words


class EntryIn(EntryWords):
    """A new entry; `draft` is made with the empty page, so that a second press keeps one entry, not two."""

    draft = fields.UUID(load_default=None, allow_none=True)
    chosen = fields.String(load_default="")  # these two tell the page which prompt comes next, and are not kept
    light = fields.Integer(load_default=1, allow_none=True)
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
    form = fields.String()
    situation, feelings, needs, next_step = fields.String(), fields.String(), fields.String(), fields.String()
    happened, learned, repair = fields.String(), fields.String(), fields.String()
    effort = fields.String()
    kindness = fields.String()
    mood = fields.Nested(MoodOut)
    tags = fields.List(fields.String())


class EntriesOut(Schema):
    """The entries of a month; `sealed` counts the author's entries that stay closed in a locked space."""

    entries = fields.List(fields.Nested(EntryOut))
    sealed = fields.Integer()


class MonthQuery(Schema):
    """Which month to list, as YYYY-MM; all of them without it."""

    month = fields.Date(format="%Y-%m", load_default=None, allow_none=True)


class SearchIn(Schema):
    """What to look for: words that all occur, a tag, a month as YYYY-MM."""

    words = fields.String(validate=at_most(200), load_default="")
    tag = fields.String(validate=at_most(TAG_LENGTH), load_default="")
    month = fields.Date(format="%Y-%m", load_default=None, allow_none=True)
    page = fields.Integer(validate=validate.Range(1, 1000), load_default=1)

    @pre_load
    def _any_month(self, given: Any, **_: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: None if name == "month" and value == "" else value for name, value in given.items()}


class AskedQuery(Schema):
    """A sealed question, as it stands in the address of what was found, and which page of it."""

    asked = fields.String(load_default="")
    page = fields.Integer(validate=validate.Range(1, 1000), load_default=1)


class FoundOut(Schema):
    """One page of entries that were found, newest first, and whether another page follows."""

    entries = fields.List(fields.Nested(EntryOut))
    more = fields.Boolean()


class PeriodQuery(Schema):
    """Weeks or months side by side."""

    by = fields.String(validate=validate.OneOf(["weeks", "months"]), load_default="weeks")


class _MoodBack(Schema):
    energy = fields.Enum(Energy, by_value=True, load_default=None, allow_none=True)
    pleasantness = fields.Enum(Pleasantness, by_value=True, load_default=None, allow_none=True)
    word = fields.String(validate=at_most(WORD_LENGTH), **_OPTIONAL_LINE)


class EntryBack(Schema):
    """An entry in a copy that its author takes back; earlier copies know neither forms nor tags."""

    id = fields.UUID(required=True)
    written_at = fields.AwareDateTime(required=True, validate=validate.Range(_EARLIEST, _LATEST))
    revised_at = fields.AwareDateTime(load_default=None, allow_none=True, validate=validate.Range(_EARLIEST, _LATEST))
    prompt_id = fields.String(load_default=None, allow_none=True)
    prompt = fields.String(validate=at_most(LINE_LENGTH), **_OPTIONAL_LINE)
    form = fields.String(validate=validate.OneOf(list(FORMS)), load_default=FREE)
    body = fields.String(validate=at_most(BODY_LENGTH), **_OPTIONAL_LINE)
    answers = fields.Dict(
        keys=fields.String(validate=validate.OneOf(list(FIELDS))),
        values=fields.String(validate=at_most(FIELD_LENGTH)),
        load_default=dict,
        data_key="fields",
    )
    effort = fields.String(validate=at_most(LINE_LENGTH), **_OPTIONAL_LINE)
    kindness = fields.String(validate=at_most(LINE_LENGTH), **_OPTIONAL_LINE)
    mood = fields.Nested(_MoodBack, load_default=lambda: _MoodBack().load({}))
    tags = Tags(load_default=())
    in_peace = fields.Boolean(load_default=False)

    @pre_load
    def _whole_signs(self, given: Any, **_: Any) -> Any:
        return {name: as_typed(value) for name, value in given.items()} if isinstance(given, dict) else given
