"""What steps of this company's programmes can lead to: practices, prompts, instruments, guides, templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from wellbeing.checkins import catalog as instruments
from wellbeing.checkins.rotation import kept_to_oneself
from wellbeing.feedback import catalog as templates
from wellbeing.journal import prompts
from wellbeing.journal.forms import FORMS as ENTRY_FORMS
from wellbeing.pairings import guides
from wellbeing.practices import catalog as practices
from wellbeing.practices.company_words import practice_from
from wellbeing.practices.practice import Practice
from wellbeing.programs.content import (
    CHECKIN,
    FEEDBACK_NUDGE,
    FORM,
    FORMS,
    LANGUAGES,
    LEARNING_NOTE,
    MESSAGE,
    PAIRING_ROUND,
    PRACTICE,
    PROMPT,
)
from wellbeing.programs.flaws import Offer, Offers

_EVERY = frozenset(LANGUAGES)
_PAGES: Mapping[str, Any] = {
    "sentences": _l("Three sentences of one’s own"),
    "letter": _l("A letter to oneself"),
    "small-steps": _l("A small step, planned"),
    "goals": _l("A goal with a first step"),
}
_TOUCHES = {"mistake": ("mistakes",)}
SUBJECTS: Mapping[str, Any] = {
    "E1": _l("How one talks to oneself"),
    "E2": _l("Body, touch and breath"),
    "E3": _l("A kinder look"),
    "E4": _l("A pause"),
    "E5": _l("Sentences at hand"),
    "E6": _l("Mistakes"),
    "E7": _l("A kind figure"),
    "E8": _l("Small activities"),
    "E9": _l("Effort and kindness"),
    "E10": _l("Letters to oneself"),
    "E11": _l("Soothing"),
    "E12": _l("Warm and clear"),
    "E13": _l("Own choice"),
    "E14": _l("Limits and goals"),
    "E15": _l("Safety and gradual steps"),
    "E16": _l("With colleagues"),
    "E17": _l("Listening and caring"),
    "E18": _l("Leading"),
    "E19": _l("What suits oneself"),
    "E20": _l("Over the weeks"),
    "E21": _l("How work is"),
}
"""What prompts are about, by the row of the essay that they serve."""


def all_offers(language: str) -> Offers:
    """Everything a step can lead to, by kind and ref, named in a language; what people do not find now says so."""
    return {
        PRACTICE: _by_ref(_practices(language)),
        PROMPT: _by_ref(_prompts(language)),
        FORM: _by_ref(_forms()),
        CHECKIN: _by_ref(_instruments(language)),
        PAIRING_ROUND: _by_ref(_guides(language)),
        FEEDBACK_NUDGE: _by_ref(_templates(language)),
        LEARNING_NOTE: {},
        MESSAGE: {},
    }


def _by_ref(found: Iterator[Offer]) -> dict[str, Offer]:
    return {offer.ref: offer for offer in found}


def _practices(language: str) -> Iterator[Offer]:
    for ours in practices.ours():
        yield _practice(ours.practice, language, "hidden" if ours.hidden else "")
    for own in practices.own():
        state = "" if own.published else "unpublished"
        yield _practice(practice_from(own.slug, own.definition), language, state, str(_("Written by your company")))


def _practice(practice: Practice, language: str, state: str, group: str = "") -> Offer:
    words = practice.texts[practice.language_near(language)]
    spoken = frozenset(practice.texts)
    return Offer(
        practice.slug, words.title, spoken, group, tuple(practice.topics), minutes=practice.minutes, state=state
    )


def _prompts(language: str) -> Iterator[Offer]:
    rows = sorted(prompts.bank(), key=lambda one: (int(one.essay.removeprefix("E")), one.difficult))
    for one in rows:
        group = str(SUBJECTS[one.essay])
        said = one.said(language)
        title = str(_("%(question)s (about difficulty)", question=said)) if one.difficult else said
        yield Offer(one.id, title, _EVERY, group, one.topics, one.difficult, one.lighter or "")


def _forms() -> Iterator[Offer]:
    for key in FORMS:
        title = ENTRY_FORMS[key].name if key in ENTRY_FORMS else _PAGES[key]
        yield Offer(key, str(title), _EVERY, topics=_TOUCHES.get(key, ()))


def _instruments(language: str) -> Iterator[Offer]:
    for entry in instruments.askable_in(language):
        one, state = entry.instrument, "" if entry.enabled else "off"
        spoken = frozenset(one.languages)
        minutes = max(1, round(len(one.questions) / 4))
        if one.rotation:
            for number, length in enumerate(one.rotation.lengths):
                ref = one.key if number == 0 else f"{one.key}:{length}"
                title = ngettext("%(name)s, %(num)s question", "%(name)s, %(num)s questions", length, name=one.name)
                yield Offer(ref, str(title), spoken, minutes=max(1, length // 3), state=state)
        elif kept_to_oneself(one):
            alone, groups = _("%(name)s, for each person alone", name=one.name), f"{one.key}:groups"
            yield Offer(one.key, str(alone), spoken, minutes=minutes, state=state)
            yield Offer(
                groups, str(_("%(name)s, with results for groups", name=one.name)), spoken, minutes=minutes, state=state
            )
        else:
            yield Offer(one.key, one.name, spoken, minutes=minutes, state=state)


def _guides(language: str) -> Iterator[Offer]:
    for guide in guides.shipped():
        words = guide.words(language)
        yield Offer(guide.id, words.title, frozenset(guide.texts), topics=tuple(guide.topics))


def _templates(language: str) -> Iterator[Offer]:
    for entry in templates.entries():
        state = "hidden" if entry.hidden else ""
        words = entry.template.words(language)
        yield Offer(entry.template.key, words.name, frozenset(entry.template.texts), state=state)
