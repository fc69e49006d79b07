"""The shape of learning notes as they come in and go out; forms and JSON share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from tenants.languages import LANGUAGES
from tenants.typed import FormSchema, as_typed, at_most
from wellbeing.learning_notes.story import LONGEST_ANSWER

PART_LENGTH = 3_000
"""What a draft may hold in one field; before it goes out, the whole is half a page."""


class TypedSchema(FormSchema):
    """Browsers send line ends as CR LF."""

    may_be_empty = ("draft",)

    @pre_load
    def _as_typed(self, given: Any, **_: Any) -> Any:
        if not isinstance(given, Mapping):
            return given  # the form says what is wrong with it
        return {name: as_typed(value) for name, value in given.items()}


class DraftIn(TypedSchema):
    """A note in the making: four parts, its language, its group and where its form goes on."""

    happened = fields.String(load_default="", validate=at_most(PART_LENGTH))
    kind = fields.String(load_default="", validate=at_most(PART_LENGTH))
    useful = fields.String(load_default="", validate=at_most(PART_LENGTH))
    differently = fields.String(load_default="", validate=at_most(PART_LENGTH))
    language = fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))
    group = fields.String(load_default="", validate=validate.Length(max=64))
    draft = fields.UUID(load_default=None, allow_none=True)
    revision = fields.Integer(load_default=0)
    consent = fields.Boolean(load_default=False)
    then = fields.String(load_default="look", validate=validate.OneOf(("keep", "look")))


class PublishIn(Schema):
    """The three questions before a note goes out, and when it does."""

    over = fields.Boolean(load_default=False)
    others = fields.Boolean(load_default=False)
    known = fields.Boolean(load_default=False)
    when = fields.String(load_default="tomorrow", validate=validate.OneOf(("now", "tomorrow")))


class AnswerIn(TypedSchema):
    """A few words to whoever wrote a note; the first thing kept asks for consent."""

    words = fields.String(load_default="", validate=at_most(LONGEST_ANSWER))
    consent = fields.Boolean(load_default=False)


class LearningNoteOut(Schema):
    """A published note as its readers have it."""

    id = fields.UUID()
    written_by = fields.String()
    published_at = fields.AwareDateTime()
    language = fields.String()
    happened = fields.String()
    kind = fields.String()
    useful = fields.String()
    differently = fields.String()


class LearningNotesOut(Schema):
    """The notes that are told to one."""

    notes = fields.List(fields.Nested(LearningNoteOut))
