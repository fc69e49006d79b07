"""Drafts and notes between what a form sends and what a page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tenants.languages import OWN_NAMES
from wellbeing.feedback import marking
from wellbeing.feedback.draft import Draft
from wellbeing.feedback.forms import Section, SectionWords, Template, TemplateWords
from wellbeing.feedback.hints import Phrase
from wellbeing.feedback.letter import Letter
from wellbeing.feedback.marking import Mark
from wellbeing.feedback.schemas import day_field, words_field


def draft_from(given: Mapping[str, Any], template: Template, kept_at: datetime) -> Draft:
    """A draft from loaded fields."""
    steps = [one.id for one in template.sections if one.step]
    return Draft(
        to_id=given["to"],
        template=template.key,
        version=template.version,
        language=template.language_near(given["language"]),
        kept_at=kept_at,
        words={one.id: given[words_field(one.id)] for one in template.sections if given[words_field(one.id)]},
        days={name: given[day_field(name)] for name in steps if given[day_field(name)]},
        remind=given["remind"],
        dismissed=put_away(given["dismissed"], given["dismiss"]),
    )


def put_away(dismissed: str, one_more: str) -> tuple[str, ...]:
    """The keys of hints that were put away, each once, in order; none when they are asked for again."""
    if one_more == "again":
        return ()
    return tuple(dict.fromkeys(key for key in (*dismissed.split("\n"), one_more) if key))


def typed_words(values: Mapping[str, Any], template: Template) -> dict[str, str]:
    """What stands in the fields of a form that comes back."""
    return {one.id: str(values.get(words_field(one.id), "")) for one in template.sections}


def section_rows(
    template: Template, language: str, words: Mapping[str, str], days: Mapping[str, date], marks: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The sections of a template as the page for writing shows them."""
    told = template.words(language).sections
    return [
        {
            "id": one.id,
            "required": one.required or (one.step and template.corrective),
            "step": one.step,
            "told": told[one.id],
            "words": words.get(one.id, ""),
            "day": days[one.id].isoformat() if days.get(one.id) else "",
            "marks": marks.get(one.id, []),
            "pieces": marking.pieces(words.get(one.id, ""), marks.get(one.id, [])),
            "field": words_field(one.id),
            "day_field": day_field(one.id),
        }
        for one in template.sections
    ]


def marks_of(
    words: Mapping[str, str], language: str, *, phrases: Sequence[Phrase], dismissed: Sequence[str]
) -> dict[str, list[Mark]]:
    """The hints by section; none for a language that the hints do not speak."""
    if language != marking.LANGUAGE:
        return {}
    return marking.marks_in(words, phrases=phrases, dismissed=dismissed)


def note_fields(letter: Letter) -> dict[str, Any]:
    """What the API says of a note."""
    return {
        "at": letter.at,
        "kind": letter.kind.value,
        "written_by": letter.of_name or letter.from_name,
        "template_name": letter.template_name,
        "parts": letter.parts,
    }


def template_fields(template: Template) -> dict[str, Any]:
    """What the API says of a template, in English or its first language."""
    words = template.words(None)
    return {
        "key": template.key,
        "version": template.version,
        "name": words.name,
        "when": words.when,
        "corrective": template.corrective,
        "languages": template.languages,
    }


def sections_from(given: Mapping[str, Any]) -> tuple[list[Section], dict[str, SectionWords]]:
    """The sections that HR typed, those without a title left out, in the order of their numbers."""
    names = ("section", "place", "title", "purpose", "help", "example", "needed", "step")
    rows = [dict(zip(names, values, strict=True)) for values in zip(*(given[name] for name in names), strict=True)]
    rows = [row for row in rows if row["title"]]
    rows.sort(key=lambda row: int(row["place"]) if row["place"].isdecimal() else len(names) * 100)
    sections, told = [], {}
    for number, row in enumerate(rows, 1):
        # an id is never used again, since another language may still hold words under it
        section_id = row["section"] or f"s{given['based_on'] + 1}-{number}"
        sections.append(Section(section_id, required=row["needed"] == "yes", step=row["step"] == "yes"))
        told[section_id] = SectionWords(row["title"], row["purpose"], row["help"], row["example"])
    return sections, told


def template_words(given: Mapping[str, Any], told: Mapping[str, SectionWords]) -> TemplateWords:
    """What HR typed about a template in one language."""
    return TemplateWords(given["name"], given["when"], given["happened"], told)


def typed_sections(values: Any, *, more: int = 0) -> list[dict[str, str]]:
    """The rows of a template's form as they were typed, and empty ones below them."""
    names = ("section", "title", "purpose", "help", "example", "needed", "step")
    lists = {name: values.getlist(name) for name in names}
    size = len(lists["title"])
    rows = [{name: found[at] if at < len(found) else "" for name, found in lists.items()} for at in range(size)]
    return rows + [empty_section() for _number in range(more)]


def stored_sections(template: Template, language: str) -> list[dict[str, str]]:
    """The rows of a template's form from what is stored."""
    told = template.words(language).sections
    return [
        {
            "section": one.id,
            "title": told[one.id].title,
            "purpose": told[one.id].purpose,
            "help": told[one.id].help,
            "example": told[one.id].example,
            "needed": "yes" if one.required else "no",
            "step": "yes" if one.step else "no",
        }
        for one in template.sections
    ]


def empty_section() -> dict[str, str]:
    """A row of a template's form without words."""
    blank = dict.fromkeys(("section", "title", "purpose", "help", "example"), "")
    return blank | {"needed": "no", "step": "no"}


def language_options(template: Template) -> list[tuple[str, str]]:
    """The languages of a template as choices."""
    return [(language, OWN_NAMES[language]) for language in template.languages]
