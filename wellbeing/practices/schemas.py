"""The shape of notes, of what HR writes, and of practices as they go out; forms and JSON share them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate

from tenants.members.my_way import TOPICS
from tenants.typed import Line, at_most
from wellbeing.practices import company_words
from wellbeing.practices.choosing import NEEDS
from wellbeing.practices.kept import NOTE_LENGTH, WORDS_LENGTH
from wellbeing.practices.practice import LANGUAGES

WORDS = "words-"
"""What the name of a private field begins with in a form."""

_NEEDED: Any = {"required": _l("Please fill this in.")}
_MINUTES = _l("Between 1 and 10 minutes.")


class Text(fields.String):
    """Several lines; browsers send line ends as CR LF, and half a sign or an empty one can be shown by no page."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs) or ""
        if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise ValidationError(str(_l("There is an invisible sign in this text. Type it anew.")))
        return text.replace("\r\n", "\n").replace("\r", "\n")


class NoteWords(Schema):
    """What a member says after a practice: words by the id of their field, and a note."""

    words = fields.Dict(
        keys=fields.String(validate=validate.Length(max=64)),
        values=Text(validate=at_most(WORDS_LENGTH)),
        load_default=dict,
        validate=validate.Length(max=20),
    )
    note = Text(validate=at_most(NOTE_LENGTH), load_default="")

    @pre_load
    def _gathered(self, given: Any, **_: Any) -> Any:
        """A form sends each field by itself, under a name that begins with `words-`."""
        if not isinstance(given, dict) or "words" in given:
            return given
        own = {name.removeprefix(WORDS): value for name, value in given.items() if name.startswith(WORDS)}
        rest = {name: value for name, value in given.items() if not name.startswith(WORDS)}
        return rest | {"words": own} if own else rest

    def handle_error(self, error: ValidationError, data: Any, **_: Any) -> None:  # noqa: ARG002 - its base names it
        """Name a wrong field as the form does."""
        wrong = error.messages
        if isinstance(wrong, dict) and isinstance(wrong.get("words"), dict):
            told = wrong.pop("words")
            wrong |= {f"{WORDS}{name}": found for name, found in told.items()}


class PracticeNoteIn(NoteWords):
    """A new note; `draft` is made with the page, so that a second press keeps one note, not two."""

    draft = fields.UUID(load_default=None, allow_none=True)
    consent = fields.Boolean(load_default=False)


class NewPracticeNoteIn(PracticeNoteIn):
    """A new note as a program sends it."""

    practice = fields.String(required=True, validate=validate.Length(max=64))
    language = fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))


class PracticeNoteRevisionIn(NoteWords):
    """A note as rewritten, with the revision it was based on."""

    revision = fields.Integer(required=True)


class OwnIn(Schema):
    """A practice as HR types it in one language, a row of fields per step."""

    language = fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))
    title = Line(company_words.TITLE_LENGTH, required=True, error_messages=_NEEDED)
    summary = Line(company_words.LINE_LENGTH, required=True, error_messages=_NEEDED)
    minutes = fields.Integer(
        required=True, validate=validate.Range(1, company_words.MOST_MINUTES, error=_MINUTES), strict=False
    )
    need = fields.String(required=True, validate=validate.OneOf(list(NEEDS)))
    topics = fields.List(fields.String(validate=validate.OneOf(list(TOPICS))), load_default=list)
    note = Line(company_words.LINE_LENGTH, load_default="")
    closing = Line(company_words.LINE_LENGTH, required=True, error_messages=_NEEDED)
    based_on = fields.Integer(load_default=0)
    step_title = fields.List(Line(company_words.TITLE_LENGTH), load_default=list)
    step_text = fields.List(Text(validate=at_most(company_words.STEP_LENGTH)), load_default=list)
    step_place = fields.List(fields.String(validate=validate.Length(max=4)), load_default=list)

    @post_load
    def _same_length(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        if len({len(given[name]) for name in ("step_title", "step_text", "step_place")}) > 1:
            raise ValidationError(str(_l("Some of this needs another look.")), "step_title")
        return given


class PracticeListQuery(Schema):
    """Which practices to list; what is not known shows all."""

    need = fields.String(load_default=None, allow_none=True)
    minutes = fields.String(load_default=None, allow_none=True)
    after = fields.String(load_default=None, allow_none=True)


class PracticeQuery(Schema):
    """Where attention rests, and in which language."""

    anchor = fields.String(load_default=None, allow_none=True)
    language = fields.String(load_default=None, allow_none=True)


class PracticeOut(Schema):
    """A practice in the list."""

    slug = fields.String()
    language = fields.String()
    title = fields.String()
    summary = fields.String()
    minutes = fields.Integer()
    need = fields.String()
    note = fields.String()
    own = fields.Boolean()


class PracticesOut(Schema):
    """What may be offered to whoever asks."""

    practices = fields.List(fields.Nested(PracticeOut))


class PracticeStepOut(Schema):
    """One step, said for the chosen anchor."""

    title = fields.String()
    paragraphs = fields.List(fields.String())
    seconds = fields.Integer()
    skippable = fields.Boolean()


class PracticeFieldOut(Schema):
    """A private field of a step, counted from 1."""

    step = fields.Integer()
    id = fields.String()
    label = fields.String()


class WholePracticeOut(PracticeOut):
    """A practice to do."""

    anchor = fields.String(allow_none=True)
    anchors = fields.List(fields.String())
    steps = fields.List(fields.Nested(PracticeStepOut))
    fields_ = fields.List(fields.Nested(PracticeFieldOut), attribute="fields", data_key="fields")
    closing = fields.String()
    evidence = fields.String()
    source = fields.String()


class PracticeWordsOut(Schema):
    """One field of a note."""

    id = fields.String()
    label = fields.String()
    words = fields.String()


class PracticeNoteOut(Schema):
    """A note as its author reads it."""

    id = fields.UUID()
    revision = fields.Integer()
    practice = fields.String()
    title = fields.String()
    kept_at = fields.AwareDateTime()
    revised_at = fields.AwareDateTime(allow_none=True)
    words = fields.List(fields.Nested(PracticeWordsOut))
    note = fields.String()


class PracticeNotesOut(Schema):
    """One's own notes; `sealed` counts those that stay closed in a locked space."""

    notes = fields.List(fields.Nested(PracticeNoteOut))
    sealed = fields.Integer()
