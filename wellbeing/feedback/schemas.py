"""The shape of feedback as it comes in and goes out; forms and JSON share it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate

from tenants.typed import FormSchema, Line, as_typed, at_most
from wellbeing.feedback import forms
from wellbeing.feedback.forms import Reach, Template

PART_LENGTH = 4_000
WORDS_LENGTH = 4_000
LINE_LENGTH = 300
KEY_LENGTH = 200
MOST_KEYS = 200
TALK_MINUTES = (15, 30, 45, 60)
_NEEDED: dict[str, Any] = {"required": _l("Please fill this in."), "null": _l("Please fill this in.")}
_DAY: dict[str, Any] = {**_NEEDED, "invalid": _l("Please choose a day.")}


def _few_keys(typed: str) -> None:
    keys = typed.split("\n")
    if len(keys) > MOST_KEYS or any(len(key) > KEY_LENGTH for key in keys):
        raise ValidationError(str(_l("Some of this needs another look.")))


class TypedSchema(Schema):
    """Browsers send line ends as CR LF, and an untouched day or a row not there yet as an empty string."""

    @pre_load
    def _as_typed(self, given: Any, **_: Any) -> Any:
        if not isinstance(given, dict):
            return given  # the fields say what is wrong with it
        unset = {name for name, kind in self.load_fields.items() if isinstance(kind, fields.Date | fields.UUID)}
        return {name: None if name in unset and value == "" else as_typed(value) for name, value in given.items()}


def words_field(section_id: str) -> str:
    """The name of a section's field."""
    return f"words-{section_id}"


def day_field(section_id: str) -> str:
    """The name of a next step's day."""
    return f"day-{section_id}"


def draft_schema(template: Template) -> type[Schema]:
    """A form with a field per section, a day per next step, and what a draft is about."""
    shape: dict[str, Any] = {
        "to": fields.UUID(required=True, error_messages=_NEEDED),
        "template": fields.String(required=True),
        "version": fields.Integer(required=True),
        "language": fields.String(required=True, validate=validate.OneOf(forms.LANGUAGES)),
        "draft": fields.UUID(load_default=None, allow_none=True),
        "row": fields.UUID(load_default=None, allow_none=True),
        "revision": fields.Integer(load_default=0),
        "remind": fields.Boolean(load_default=False),
        "dismissed": fields.String(load_default="", validate=_few_keys),
        "dismiss": fields.String(load_default="", validate=at_most(KEY_LENGTH)),
        "consent": fields.Boolean(load_default=False),
        "then": fields.String(load_default="keep", validate=validate.OneOf(("keep", "preview"))),
    }
    for one in template.sections:
        shape[words_field(one.id)] = fields.String(load_default="", validate=at_most(PART_LENGTH))
        if one.step:
            shape[day_field(one.id)] = fields.Date(load_default=None, allow_none=True, error_messages=_DAY)
    schema: type[Schema] = TypedSchema.from_dict(shape, name="DraftIn")
    return schema


class ChooseQuery(FormSchema):
    """For whom, what happened, which template and in which language; all of it may still be open."""

    may_be_empty = ("to", "happened", "template", "language")

    to = fields.UUID(load_default=None, allow_none=True)
    happened = fields.String(load_default=None, allow_none=True)
    template = fields.String(load_default=None, allow_none=True)
    language = fields.String(load_default=None, allow_none=True)


class ColleagueIn(Schema):
    """A colleague's address at work."""

    email = Line(254, required=True, error_messages=_NEEDED)


class ViewIn(TypedSchema):
    """The receiver's view."""

    words = fields.String(load_default="", validate=at_most(WORDS_LENGTH))


class RequestIn(ViewIn):
    """What somebody would like feedback about; the first thing kept asks for consent."""

    consent = fields.Boolean(load_default=False)


class TalkIn(ViewIn):
    """When somebody would like to talk, in their own time zone."""

    on = fields.Date(required=True, error_messages=_DAY)
    at = fields.Time(required=True, error_messages={**_NEEDED, "invalid": _l("Please choose a time.")})
    minutes = fields.Integer(load_default=30, validate=validate.OneOf(TALK_MINUTES))


class ShowIn(Schema):
    """To whom a note is shown."""

    to = fields.UUID(required=True, error_messages={"required": _l("Choose a person first.")})


class TemplateIn(FormSchema):
    """A template as HR types it: about itself, and a row of fields per section."""

    name = Line(80, required=True, error_messages=_NEEDED)
    when = Line(LINE_LENGTH, required=True, error_messages=_NEEDED)
    happened = Line(LINE_LENGTH, load_default="")
    language = fields.String(load_default="en", validate=validate.OneOf(forms.LANGUAGES))
    corrective = fields.Boolean(load_default=False)
    reach = fields.Enum(Reach, by_value=True, load_default=Reach.REPORTS)
    based_on = fields.Integer(load_default=0)
    section = fields.List(fields.String(validate=validate.Length(max=64)), load_default=list)
    place = fields.List(fields.String(validate=validate.Length(max=4)), load_default=list)
    title = fields.List(Line(80), load_default=list)
    purpose = fields.List(Line(LINE_LENGTH), load_default=list)
    help = fields.List(Line(LINE_LENGTH), load_default=list)
    example = fields.List(Line(600, formula=False), load_default=list)
    needed = fields.List(fields.String(validate=validate.OneOf(("yes", "no"))), load_default=list)
    step = fields.List(fields.String(validate=validate.OneOf(("yes", "no"))), load_default=list)

    @post_load
    def _same_length(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        lists = ("section", "place", "title", "purpose", "help", "example", "needed", "step")
        if len({len(given[name]) for name in lists}) > 1:
            raise ValidationError(str(_l("Some of this needs another look.")), "title")
        return given


class PhraseIn(Schema):
    """Words that the hints should mark as well."""

    phrase = Line(80, required=True, validate=validate.Length(min=2), error_messages=_NEEDED)
    reason = Line(200, required=True, error_messages=_NEEDED)
    kinder = Line(200, load_default="")


class HintsIn(Schema):
    """Texts by the name of their field, with the hints that were put away."""

    texts = fields.Dict(
        keys=fields.String(validate=validate.Length(max=80)),
        values=fields.String(validate=at_most(PART_LENGTH)),
        required=True,
        validate=validate.Length(max=forms.MOST_SECTIONS),
    )
    dismissed = fields.List(
        fields.String(validate=at_most(KEY_LENGTH)), load_default=list, validate=validate.Length(max=MOST_KEYS)
    )


class HintOut(Schema):
    """One hint in a field."""

    key = fields.String()
    quote = fields.String()
    title = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    category = fields.String()
    severity = fields.String()
    rule = fields.String()
    reason = fields.String()
    kinder = fields.String()


class HintsOut(Schema):
    """The hints by field."""

    hints = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(HintOut)))


class PartOut(Schema):
    """One section of a note."""

    title = fields.String()
    text = fields.String()
    by = fields.Date(allow_none=True)


class NoteOut(Schema):
    """A note as its reader has it."""

    id = fields.UUID()
    at = fields.AwareDateTime()
    kind = fields.String()
    written_by = fields.String()
    template_name = fields.String()
    parts = fields.List(fields.Nested(PartOut))
    aside = fields.Boolean()


class NotesOut(Schema):
    """What one received; `sealed` and `waiting` count what this session does not open."""

    notes = fields.List(fields.Nested(NoteOut))
    sealed = fields.Integer()
    waiting = fields.Integer()


class TemplateOut(Schema):
    """A template by name."""

    key = fields.String()
    version = fields.Integer()
    name = fields.String()
    when = fields.String()
    corrective = fields.Boolean()
    languages = fields.List(fields.String())


class TemplatesOut(Schema):
    """The templates that can be chosen."""

    templates = fields.List(fields.Nested(TemplateOut))
