"""The steps of a week as HR's form holds them: read, shown again as they were typed, and changed by one button."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask_babel import gettext as _

from tenants.errors import Invalid
from tenants.http import FormState
from tenants.members.my_way import TOPICS
from wellbeing.programs import editing, hr_wording
from wellbeing.programs.content import MOST_STEPS
from wellbeing.programs.editing import LONGEST_TEXT, Typed
from wellbeing.programs.flaws import WITH_LIGHTER

_LISTS = ("step", "kind", "ref", "text", "lighter", "week")
_ALSO = ("also_step", "also_language", "also_text")


def fresh() -> str:
    """The id of a new step."""
    return f"s{uuid4().hex[:10]}"


def steps(given: dict[str, Any]) -> list[Typed]:
    """The steps of a form whose shape was read; Invalid where a text is too long or the lists do not match."""
    lists, also = [given[name] for name in _LISTS], [given[name] for name in _ALSO]
    if any(len({len(one) for one in each}) > 1 for each in (lists, also)) or len(set(given["step"])) < len(lists[0]):
        raise Invalid(code="steps_mixed")
    chosen = [pair.partition(":") for pair in given["topics"]]
    written = list(zip(*also, strict=True))
    found = []
    for place, (step, kind, ref, text, lighter, week) in enumerate(zip(*lists, strict=True), start=1):
        others = {language: words for of, language, words in written if of == step}
        _refuse_long(place, {f"text-{step}": text} | {f"also-{step}-{one}": words for one, words in others.items()})
        topics = tuple(topic for of, _sign, topic in chosen if of == step and topic in TOPICS)
        found.append(Typed(step, kind, ref, text, lighter if kind in WITH_LIGHTER else "", topics, week, others))
    return found


def again(form: FormState) -> list[Typed]:
    """The steps as they were typed, whatever was wrong with them."""
    values = form.values
    rows = zip(*(values.getlist(name) for name in _LISTS), strict=False)
    chosen = [pair.partition(":") for pair in values.getlist("topics")]
    written = list(zip(*(values.getlist(name) for name in _ALSO), strict=False))
    return [
        Typed(
            step,
            kind,
            ref,
            text,
            lighter,
            tuple(topic for of, _sign, topic in chosen if of == step),
            int(week) if week.isdecimal() and len(week) < 4 else 0,
            {language: words for of, language, words in written if of == step},
        )
        for step, kind, ref, text, lighter, week in rows
        if kind in hr_wording.KINDS
    ][: MOST_STEPS + 1]


def after(act: str, step_id: str, typed: list[Typed], kind: str) -> list[Typed]:
    """The steps after a button was pressed: one moved, taken out or added."""
    if act in {"up", "down"}:
        return editing.moved(typed, step_id, -1 if act == "up" else 1)
    if act == "remove":
        return [one for one in typed if one.id != step_id]
    return [*typed, Typed(fresh(), kind)] if act == "add" else typed


def _refuse_long(place: int, texts: dict[str, str]) -> None:
    name = next((name for name, text in texts.items() if len(text) > LONGEST_TEXT["step"]), None)
    if name is not None:
        sentence = _("Step %(number)s: shorten its text to %(most)s characters.", number=place, most=600)
        raise Invalid(sentence, fields={name: [sentence]}, code="step_long")
