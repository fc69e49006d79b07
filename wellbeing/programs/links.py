"""Where each step leads for one member: a title in their language, a few minutes, and an address."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from tenants.db import db
from tenants.errors import KeysUnavailable
from tenants.http import may
from tenants.members.models import Member
from tenants.members.my_way import MyWay
from tenants.permissions import Permission
from wellbeing.checkins import access as checkins
from wellbeing.checkins.models import Wave
from wellbeing.feedback import catalog as templates
from wellbeing.feedback.forms import Template
from wellbeing.journal import forms, prompts
from wellbeing.pairings import access as pairings
from wellbeing.pairings import guides
from wellbeing.practices import catalog as practices
from wellbeing.practices.practice import Practice, touched
from wellbeing.programs import content
from wellbeing.programs.content import Step
from wellbeing.programs.following import Lead
from wellbeing.programs.models import ProgramAct

PAGES: dict[str, tuple[str, object, int]] = {
    "sentences": ("intentions.edit_sentences", _l("Your three sentences"), 2),
    "letter": ("intentions.new_letter", _l("A letter to yourself"), 5),
    "small-steps": ("intentions.new_step", _l("A small step"), 3),
    "goals": ("intentions.new_goal", _l("A goal with a first step"), 4),
}
"""Forms that are pages of their own beside the journal: endpoint, title, minutes."""

PROMPT_MINUTES, FORM_MINUTES, CHECKIN_MINUTES, NUDGE_MINUTES, NOTE_MINUTES = 2, 4, 5, 10, 8
JOINABLE = frozenset({"planned", "told"})


class Leads:
    """Where steps lead for one member, or in a preview for nobody in particular; what is asked for is read once."""

    def __init__(self, member: Member | None, way: MyWay, language: str) -> None:
        self._member, self._way, self._language = member, way, language

    def of(self, program_id: UUID) -> Callable[[Step, str], Lead | None]:
        """Where the steps of a programme lead."""
        kinds: dict[str, Callable[[Step, str], Lead | None]] = {
            content.PRACTICE: lambda _step, ref: self._practice(ref),
            content.PROMPT: lambda _step, ref: self._prompt(ref),
            content.FORM: lambda _step, ref: self._form(ref),
            content.MESSAGE: lambda _step, _ref: Lead(""),
            content.CHECKIN: lambda step, _ref: self._checkin(program_id, step),
            content.PAIRING_ROUND: lambda step, ref: self._round(program_id, step, ref),
            content.FEEDBACK_NUDGE: lambda _step, ref: self._template(ref),
            content.LEARNING_NOTE: lambda _step, _ref: self._learning_note(),
        }
        return lambda step, ref: kinds[step.kind](step, ref) if step.kind in kinds else None

    def _practice(self, slug: str) -> Lead | None:
        found = self._practices.get(slug)
        if found is None or touched(found, self._way):
            return None
        spoken = found.language_near(self._language)
        url = url_for("practices.play", slug=slug)
        return Lead(found.words(spoken).title, found.minutes, url, self._other(spoken))

    def _prompt(self, prompt_id: str) -> Lead | None:
        found = prompts.find(prompt_id)
        if found is None or not self._way.welcomes(found.topics):
            return None
        return Lead(found.said(self._language), PROMPT_MINUTES, url_for("journal.new", prompt=found.id))

    def _form(self, key: str) -> Lead | None:
        if key in PAGES:
            endpoint, title, minutes = PAGES[key]
            return Lead(str(title), minutes, url_for(endpoint))
        form = forms.FORMS.get(key)
        return Lead(str(form.name), FORM_MINUTES, url_for("journal.new", form=key)) if form else None

    def _checkin(self, program_id: UUID, step: Step) -> Lead | None:
        title = _("A check-in without your name")
        if self._member is None:
            return Lead(title, CHECKIN_MINUTES)
        wave = self._waves.get(self._acts.get((program_id, step.id)))
        return Lead(title, CHECKIN_MINUTES, url_for("checkins.answer", wave_id=wave.id)) if wave else None

    def _round(self, program_id: UUID, step: Step, guide_id: str) -> Lead | None:
        guide = guides.find(guide_id)
        title = guide.words(self._language).title if guide else _("A conversation with a colleague")
        minutes = guide.words(self._language).minutes if guide else 0
        if self._member is None:
            return Lead(title, minutes)
        round_id = self._acts.get((program_id, step.id))
        if round_id in self._paired:
            return Lead(title, minutes, url_for("coaching.follow", round_id=round_id))
        return Lead(title, minutes, url_for("coaching.mine")) if round_id in self._joinable else None

    def _template(self, key: str) -> Lead | None:
        found = self._templates.get(key)
        if found is None:
            return None
        spoken = found.language_near(self._language)
        here = self._member is not None and may(Permission.FEEDBACK_WRITE)
        url = url_for("feedback.write", template=key) if here else ""
        return Lead(found.words(spoken).name, NUDGE_MINUTES, url, self._other(spoken))

    def _learning_note(self) -> Lead:
        there = self._member is not None and may(Permission.LEARNING_NOTE_WRITE)
        return Lead(_("A learning note, if you like"), NOTE_MINUTES, url_for("learning_notes.write") if there else "")

    def _other(self, spoken: str) -> str:
        return "" if spoken == self._language else spoken

    @cached_property
    def _practices(self) -> dict[str, Practice]:
        return {one.slug: one for one in practices.here()}

    @cached_property
    def _templates(self) -> dict[str, Template]:
        return {one.key: one for one in templates.offered()}

    @cached_property
    def _acts(self) -> dict[tuple[UUID, str], UUID | None]:
        """What steps have opened, by programme and step."""
        done = db.session.scalars(select(ProgramAct).where(ProgramAct.state == "done"))
        return {(act.program_id, act.step_id): act.about_id for act in done}

    @cached_property
    def _waves(self) -> dict[UUID | None, Wave]:
        """The check-ins that the member may still answer."""
        open_ones = checkins.open_invitations_of(self._member) if self._member is not None else []
        return {wave.id: wave for wave in open_ones}

    @cached_property
    def _paired(self) -> set[UUID | None]:
        """Rounds under way in which the member talks with somebody."""
        try:
            mine = pairings.pairings_of(self._member.id) if self._member is not None else []
        except KeysUnavailable:
            mine = []
        return {one.row.round_id for one in mine if one.row.state == "open"}

    @cached_property
    def _joinable(self) -> set[UUID | None]:
        """Rounds that have not begun."""
        return {one.id for one in pairings.rounds() if one.state in JOINABLE}
