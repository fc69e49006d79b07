"""The shapes of what a member makes for themself; forms and JSON share them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, post_load, pre_load, validate

from tenants.members.my_way import ANCHORS, PACES, TOPICS
from tenants.typed import as_typed, at_most
from wellbeing.intentions.intention import (
    BAD_DAY,
    BODY_LENGTH,
    HOW,
    RUNGS,
    SENTENCE_LENGTH,
    SENTENCES,
    WORDS_LENGTH,
)

_FROM_LIST = _l("Please choose one of the list.")
_MAY_BE_EMPTY = ("arrives_on", "draft")


def _words() -> fields.String:
    return fields.String(load_default="", validate=at_most(WORDS_LENGTH))


def _needed(sentence: Any) -> fields.String:
    some = validate.And(at_most(WORDS_LENGTH), validate.Regexp(r"(?s).*\S", error=sentence))
    return fields.String(required=True, validate=some, error_messages={"required": sentence})


def _lines(most: int, length: int) -> fields.List[str]:
    too_many = _l("There is room for %(count)s.", count=most)
    several = validate.Length(max=most, error=too_many)
    return fields.List(fields.String(validate=at_most(length)), load_default=list, validate=several)


class AsTyped(Schema):
    """Words as somebody typed them: browsers send line ends as CR LF and an untouched day as an empty text."""

    @pre_load
    def _as_typed(self, given: Any, **_: Any) -> Any:
        if not isinstance(given, dict):
            return given  # the fields say what is wrong with it
        tidy = {name: as_typed(value) for name, value in given.items()}
        return {name: None if name in _MAY_BE_EMPTY and value == "" else value for name, value in tidy.items()}


class New(AsTyped):
    """Something new; `draft` is made with the empty page, so that a second press keeps one, not two."""

    draft = fields.UUID(load_default=None, allow_none=True)
    consent = fields.Boolean(load_default=False)


class Revised(AsTyped):
    """Something as reworded, with the revision it was based on."""

    revision = fields.Integer(required=True)


class SentencesIn(AsTyped):
    """The sentences in their order; empty ones are left out. Revision 0: there were none."""

    said = _lines(SENTENCES, SENTENCE_LENGTH)
    revision = fields.Integer(load_default=0)
    consent = fields.Boolean(load_default=False)

    @post_load
    def _only_said(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return given | {"said": _said(given["said"])}


class PlaceIn(Schema):
    """Which sentence goes one place up, counted from 1, and the revision that was looked at."""

    place = fields.Integer(required=True, validate=validate.Range(min=1, max=SENTENCES))
    revision = fields.Integer(required=True)


class LetterWords(Schema):
    """A letter."""

    body = fields.String(load_default="", validate=at_most(BODY_LENGTH))


class LetterIn(LetterWords, New):
    """A letter that begins."""


class LetterRevised(LetterWords, Revised):
    """A letter as it goes on."""


class ArrivalIn(AsTyped):
    """On which day a letter comes back; none without one."""

    arrives_on = fields.Date(
        load_default=None, allow_none=True, error_messages={"invalid": _l("Please write a day, like 2027-03-31.")}
    )


class StepWords(Schema):
    """A small plan."""

    what = _needed(_l("Write what the small step is; a few words are enough."))
    when = _words()
    sentence = _words()


class StepIn(StepWords, New):
    """A new small plan."""


class StepRevised(StepWords, Revised):
    """A small plan as reworded."""


class HowIn(Schema):
    """How it was; both are equal."""

    how = fields.String(
        required=True, validate=validate.OneOf(HOW, error=_FROM_LIST), error_messages={"required": _FROM_LIST}
    )


class NoteIn(Revised):
    """A kind note to oneself afterwards."""

    note = _words()


class StepChanged(StepRevised):
    """A small plan with what became of it, by a program."""

    how = fields.String(load_default="", validate=validate.OneOf(("", *HOW), error=_FROM_LIST))
    note = _words()


class GoalWords(Schema):
    """A goal: a sentence, a first step, and whether it could be taken on a bad day."""

    sentence = _needed(_l("Write your goal in one sentence."))
    first_step = _words()
    bad_day = fields.String(load_default="", validate=validate.OneOf(("", *BAD_DAY), error=_FROM_LIST))


class GoalIn(GoalWords, New):
    """A new goal."""


class GoalRevised(GoalWords, Revised):
    """A goal as reworded; `smaller` when its first step has just been looked at again."""

    smaller = fields.Boolean(load_default=False)


class AnchorWords(Schema):
    """What gives safety: one of the list, or own words."""

    anchor = fields.String(load_default="", validate=validate.OneOf(("", *ANCHORS), error=_FROM_LIST))
    own_anchor = _words()

    @post_load
    def _own_words_first(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return given | {"anchor": " ".join(given["own_anchor"].split()) or given["anchor"]}


class LadderIn(AnchorWords, New):
    """A gradual approach that begins, with its anchor and nothing else."""


class LadderRevised(AnchorWords, Revised):
    """A gradual approach as reworded."""

    towards = _words()
    rungs = _lines(RUNGS, WORDS_LENGTH)

    @post_load
    def _only_said(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        return given | {"rungs": _said(given["rungs"])}


class WayIn(Schema):
    """How a member wants to be met."""

    anchor = fields.List(fields.String(validate=validate.OneOf(ANCHORS, error=_FROM_LIST)), load_default=list)
    avoid = fields.List(fields.String(validate=validate.OneOf(TOPICS, error=_FROM_LIST)), load_default=list)
    pace = fields.String(load_default="usual", validate=validate.OneOf(PACES, error=_FROM_LIST))
    language = fields.String(load_default="", validate=validate.Length(max=12))
    trends_off = fields.Boolean(load_default=False)
    on_this_day = fields.Boolean(load_default=False)
    consent = fields.Boolean(load_default=False)


class SentencesOut(Schema):
    """The three sentences as their author reads them."""

    revision = fields.Integer()
    said = fields.List(fields.String())


class _Out(Schema):
    id = fields.UUID()
    revision = fields.Integer()
    begun_on = fields.String()


class LetterOut(_Out):
    """A letter as its author reads it."""

    body = fields.String()
    finished_on = fields.String(allow_none=True)
    arrives_on = fields.String(allow_none=True)


class StepOut(_Out):
    """A small step as its author reads it."""

    what = fields.String()
    when = fields.String()
    sentence = fields.String()
    how = fields.String()
    note = fields.String()


class GoalOut(_Out):
    """A goal as its author reads it."""

    sentence = fields.String()
    first_step = fields.String()
    bad_day = fields.String()


def _said(lines: list[str]) -> tuple[str, ...]:
    return tuple(tidy for tidy in (" ".join(line.split()) for line in lines) if tidy)
