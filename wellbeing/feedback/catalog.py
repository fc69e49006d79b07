"""Which templates an organization has: ours unless hidden, its own in their newest version, and HR's phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit, clock, scope
from tenants.db import db
from tenants.errors import Conflict, Invalid, NotFound
from wellbeing.feedback import forms
from wellbeing.feedback.forms import Reach, Section, Template, TemplateWords
from wellbeing.feedback.models import FeedbackHidden, FeedbackPhrase, FeedbackTemplate

LONGEST_KEY = 56
LONGEST_PHRASE = 80
MOST_PHRASES = 300
# words that stand in the addresses of the templates' pages
RESERVED = frozenset({"new", "phrases"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A template as this organization has it."""

    template: Template
    own: bool
    hidden: bool


def entries() -> list[Entry]:
    """Ours in their order, then the organization's own by name."""
    hidden = set(db.session.scalars(select(FeedbackHidden.key)))
    ours = [Entry(template, own=False, hidden=template.key in hidden) for template in forms.shipped()]
    newest: dict[str, Template] = {}
    for row in db.session.scalars(select(FeedbackTemplate).order_by(FeedbackTemplate.version)):
        newest[row.key] = forms.template_from(row.definition)
    own = [Entry(template, own=True, hidden=template.key in hidden) for template in newest.values()]
    return ours + sorted(own, key=lambda entry: entry.template.words(None).name.lower())


def offered() -> list[Template]:
    """The templates that can be chosen."""
    return [entry.template for entry in entries() if not entry.hidden]


def entry_for(key: str) -> Entry:
    """The newest version of a template; NotFound when there is none of that key."""
    found = next((entry for entry in entries() if entry.template.key == key), None)
    if found is None:
        raise NotFound
    return found


def offered_for(key: str) -> Entry:
    """A template that can be chosen; NotFound for a hidden one."""
    entry = entry_for(key)
    if entry.hidden:
        raise NotFound
    return entry


def versions_of(key: str) -> Sequence[FeedbackTemplate]:
    """The stored versions of an own template, the newest first."""
    same = select(FeedbackTemplate).where(FeedbackTemplate.key == key)
    return db.session.scalars(same.order_by(FeedbackTemplate.version.desc())).all()


def version_for(key: str, version: int) -> Template:
    """The very version a draft was begun with; ours has one version at a time, so the present one stands in."""
    same = select(FeedbackTemplate).where(FeedbackTemplate.key == key, FeedbackTemplate.version == version)
    row = db.session.scalar(same)
    return forms.template_from(row.definition) if row else entry_for(key).template


def make(
    *, corrective: bool, reach: Reach, sections: Sequence[Section], language: str, words: TemplateWords, by: UUID
) -> Template:
    """Keep a template of the organization's own, in one language at first."""
    _refuse_flaws(corrective, reach, sections)
    template = Template(_free_key(words.name), 1, corrective, reach, tuple(sections), {language: words})
    _store(template, by)
    audit.record("feedback_template.made", template.key)
    return template


def revise(
    *,
    key: str,
    based_on: int,
    corrective: bool,
    reach: Reach,
    sections: Sequence[Section],
    language: str,
    words: TemplateWords,
    by: UUID,
) -> Template:
    """Keep the next version of an own template; what was delivered with an earlier one stays as it is."""
    entry = entry_for(key)
    if not entry.own:
        raise Conflict(_("This template is ours. Hide it and make your own instead."), code="template_shipped")
    if entry.template.version != based_on:
        raise Conflict(
            _("This template was changed in another window. What you typed stands here; keep it to go on from both."),
            code="template_changed",
        )
    _refuse_flaws(corrective, reach, sections)
    texts = forms.merged(entry.template, language, words, sections)
    template = Template(key, based_on + 1, corrective, reach, tuple(sections), _whole(texts, sections, language))
    _store(template, by)
    audit.record("feedback_template.revised", key, version=str(template.version))
    return template


def hide(*, key: str) -> None:
    """Offer a template no longer; one has to stay."""
    entry = entry_for(key)
    if [template.key for template in offered()] == [entry.template.key]:
        raise Conflict(_("One template has to stay. Show another one first."), code="last_template")
    row = insert(FeedbackHidden).values(tenant_id=scope.require().tenant_id, id=uuid4(), key=key)
    db.session.execute(row.on_conflict_do_nothing())
    audit.record("feedback_template.hidden", key)


def show(*, key: str) -> None:
    """Offer a hidden template again."""
    entry_for(key)
    db.session.execute(delete(FeedbackHidden).where(FeedbackHidden.key == key))
    audit.record("feedback_template.shown", key)


def phrases() -> Sequence[FeedbackPhrase]:
    """The organization's own phrases for the hints, in order."""
    return db.session.scalars(select(FeedbackPhrase).order_by(FeedbackPhrase.phrase)).all()


def add_phrase(*, phrase: str, reason: str, kinder: str) -> None:
    """Let the hints mark more words."""
    if len(phrase.lower()) > LONGEST_PHRASE:
        raise Invalid(fields={"phrase": [_("This is too long. Shorten it a little.")]}, code="phrase_long")
    if (db.session.scalar(select(func.count()).select_from(FeedbackPhrase)) or 0) >= MOST_PHRASES:
        raise Conflict(_("At most 300 phrases, so that hints stay quick. Take one out first."), code="many_phrases")
    row = insert(FeedbackPhrase).values(
        tenant_id=scope.require().tenant_id,
        id=uuid4(),
        phrase=phrase.lower(),
        reason=reason,
        kinder=kinder,
        made_at=clock.now(),
    )
    made = db.session.execute(row.on_conflict_do_nothing().returning(FeedbackPhrase.id)).first()
    if made is None:
        sentence = _("This phrase is in the list already.")
        raise Invalid(fields={"phrase": [sentence]}, code="phrase_known")
    audit.record("feedback_phrase.added", phrase.lower())


def drop_phrase(*, phrase_id: UUID) -> None:
    """Take a phrase out of the hints."""
    row = db.session.scalar(select(FeedbackPhrase).where(FeedbackPhrase.id == phrase_id))
    if row is None:
        raise NotFound
    audit.record("feedback_phrase.dropped", row.phrase)
    db.session.delete(row)
    db.session.flush()


def _store(template: Template, by: UUID) -> None:
    row = insert(FeedbackTemplate).values(
        tenant_id=scope.require().tenant_id,
        id=uuid4(),
        key=template.key,
        version=template.version,
        definition=forms.definition_of(template),
        made_by=by,
        made_at=clock.now(),
    )
    if db.session.execute(row.on_conflict_do_nothing().returning(FeedbackTemplate.id)).first() is None:
        raise Conflict(code="template_changed")


def _refuse_flaws(corrective: bool, reach: Reach, sections: Sequence[Section]) -> None:
    if not sections:
        raise Invalid(_("A template needs at least one section with a title."), code="no_section")
    if len(sections) > forms.MOST_SECTIONS:
        raise Invalid(_("At most ten sections, so that a note stays short."), code="many_sections")
    if corrective and reach is not Reach.REPORTS:
        sentence = _("What asks for a change goes to direct reports only.")
        raise Invalid(sentence, fields={"reach": [sentence]}, code="corrective_reach")


def _whole(
    texts: Mapping[str, TemplateWords], sections: Sequence[Section], language: str
) -> Mapping[str, TemplateWords]:
    """The first language speaks every section, since others fall back on it."""
    first = next(name for name in forms.LANGUAGES if name in texts)
    missing = {one.id: texts[language].sections[one.id] for one in sections if one.id not in texts[first].sections}
    said = texts[first]
    return dict(texts) | {
        first: TemplateWords(said.name, said.when, said.happened, dict(said.sections) | missing),
    }


def _free_key(name: str) -> str:
    wanted = slugify(name, max_length=LONGEST_KEY) or "template"
    taken: set[Any] = {*forms.SHIPPED, *db.session.scalars(select(FeedbackTemplate.key).distinct())}
    count = db.session.scalar(select(func.count()).select_from(FeedbackTemplate)) or 0
    numbered = (f"{wanted}-{number}" for number in range(2, count + len(forms.SHIPPED) + 4))
    return next(key for key in (wanted, *numbered) if key not in taken and key not in RESERVED)
