"""The forms an entry can take and the named fields of each: plain values, no flask, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

FREE, EFFORT, PAUSE, MISTAKE = "free", "effort", "pause", "mistake"
FIELD_LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Field:
    """One named place to write in; the hint says what may stand there, never what should."""

    id: str
    label: Any
    hint: Any


@dataclass(frozen=True, slots=True)
class Form:
    """A form of entry: when it suits, the sentence it opens with where no prompt of its own is asked, its fields."""

    key: str
    name: Any
    suits: Any
    opens: Any
    fields: tuple[Field, ...] = ()


FORMS: dict[str, Form] = {
    form.key: form
    for form in (
        Form(
            FREE,
            _l("A free page"),
            _l("A prompt, or none, and as much or as little as you like."),
            _l("Whatever is on your mind"),
        ),
        Form(
            EFFORT,
            _l("Effort and kindness"),
            _l("Two lines: what you put work into, whatever came of it, and something kind."),
            _l("What did you put work into, and where was kindness?"),
        ),
        Form(
            PAUSE,
            _l("The pause"),
            _l("When a lot is going on: what happened, what you feel, what you need, one small step."),
            _l("Let us stop here for a moment"),
            (
                Field("situation", _l("The situation"), _l("What is going on, in a sentence or two.")),
                Field("feelings", _l("Feelings"), _l("What you notice, in the body too if you like.")),
                Field("needs", _l("Needs"), _l("What would do you good, or what is missing.")),
                Field("next_step", _l("Next small step"), _l("Small enough for today. Resting counts.")),
            ),
        ),
        Form(
            MISTAKE,
            _l("A mistake as information"),
            _l("When something went wrong: what happened, what it tells you, what can be put right."),
            _l("A mistake tells something; it is no verdict on you"),
            (
                Field("happened", _l("What happened"), _l("As somebody friendly would tell it.")),
                Field("learned", _l("What I learned"), _l("About the circumstances as well.")),
                Field("repair", _l("What I can put right"), _l("One thing, if there is one. Sometimes there is none.")),
            ),
        ),
    )
}
FIELDS: dict[str, Field] = {field.id: field for form in FORMS.values() for field in form.fields}


def form_of(key: object) -> Form:
    """The form with this key; a free page for anything else."""
    return FORMS.get(str(key), FORMS[FREE])


def fields_shown(form: Form, written: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a form, and those of another one that hold words already: changing the form loses nothing."""
    kept = tuple(field for name, field in FIELDS.items() if field not in form.fields and written.get(name))
    return form.fields + kept
