"""What HR does with an organization: sign it up, set it up, launch it; and what happens when it is never launched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from uuid import UUID, uuid4

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, exists, select, table, text, update

from tenants import audit, clock, jobs, scope, vault
from tenants.db import become, db
from tenants.errors import Conflict, Invalid
from tenants.languages import LANGUAGES, in_force
from tenants.members import address, leaving
from tenants.members.models import Member, RoleGrant
from tenants.members.people_csv import unit_path
from tenants.organizations import colours, units
from tenants.organizations import help as help_room
from tenants.organizations.access import organization
from tenants.organizations.logo import NotALogo, cleaned
from tenants.organizations.models import Organization, Unit
from tenants.outbox.models import MailOutbox
from tenants.permissions import Role
from tenants.provisioning import slugs
from tenants.provisioning.models import Slug
from tenants.signin import service as signin

NEVER_LAUNCHED = timedelta(days=90)
LOWEST_THRESHOLD = 5


def sign_up(*, name: str, hr_email: str, hr_name: str = "", time_zone: str = "UTC") -> tuple[UUID, str]:
    """Begin an organization with its first person of HR, and mail that person a link.

    The new organization comes into scope; if another was in scope before, that one is back afterwards.
    """
    email = address.normalize(hr_email)
    if email is None:
        raise Invalid(fields={"email": [_("Please write a whole e-mail address, like name@example.org.")]})
    tidy = _name(name)
    before = scope.current()
    tenant_id, member_id, now = uuid4(), uuid4(), clock.now()
    slug = slugs.claim(tidy, tenant_id)
    become(scope.Scope(tenant_id))
    place = Organization(tenant_id=tenant_id, slug=slug, name=tidy, time_zone=time_zone, created_at=now)
    place.departures_from = now.date()
    place.languages, place.language = list(LANGUAGES), in_force()
    db.session.add(place)
    db.session.flush()
    vault.begin_tenant(tenant_id)
    person = Member(id=member_id, email=email, name=" ".join(hr_name.split()), created_at=now, unit_since=now)
    db.session.add(person)
    db.session.flush()
    db.session.add(RoleGrant(member_id=member_id, role=Role.HR, granted_at=now))
    audit.record("organization.signed_up", tenant_id)
    signin.invite([member_id])
    db.session.flush()
    if before is not None:
        become(before)
    return tenant_id, slug


def place_name() -> str:
    """How this place is called in the frame of every page: the organization and its programme."""
    found = organization()
    return " · ".join(part for part in (found.name, found.program_name) if part)


def change_settings(  # noqa: PLR0913 - the page saves them together
    *,
    name: str,
    program_name: str,
    languages: Sequence[str],
    language: str,
    time_zone: str,
    working_days: Sequence[int],
    quiet_from: time,
    quiet_until: time,
    threshold: int,
    strict: bool = False,
    colour: str = "",
    quarterly: bool = False,
) -> None:
    """Change the organization's settings; neither threshold nor limits loosen once answers were collected under them.

    ``strict`` are the stricter limits of disclosure control, for check-ins that open from now on. ``colour`` stands in
    reports if it can be read on their paper; ``quarterly`` has reports made once a quarter.
    """
    found = organization()
    if language not in languages:
        raise Invalid(fields={"language": [_("Choose one of the languages ticked above.")]}, code="bad_language")
    if not working_days:
        raise Invalid(fields={"working_days": [_("Choose at least one working day.")]}, code="no_working_days")
    _check_welcome(found.welcome, language, "language")
    _check_threshold(found, threshold)
    if found.strict and not strict and collects():
        sentence = _("Answers were collected under stricter limits. They stay.")
        raise Invalid(fields={"strict": [sentence]}, code="strict_stays")
    values = {
        "name": _name(name),
        "program_name": " ".join(program_name.split()),
        "languages": sorted(languages),
        "language": language,
        "time_zone": time_zone,
        "working_days": sorted(set(working_days)),
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "threshold": threshold,
        "strict": strict,
        "colour": _colour(colour),
        "quarterly": quarterly,
    }
    changed = [key for key, value in values.items() if getattr(found, key) != value]
    for key in changed:
        setattr(found, key, values[key])
    if changed:
        audit.record("organization.changed", found.tenant_id, **{key: str(values[key]) for key in changed})


def change_welcome(words: Mapping[str, str]) -> None:
    """Change the word of welcome, by language; once there is one, it is there in the organization's own language."""
    found = organization()
    welcome = {language: text for language, text in sorted(words.items()) if text}
    _check_welcome(welcome, found.language, f"welcome_{found.language}")
    if welcome != found.welcome:
        found.welcome = welcome
        audit.record("organization.welcome_changed", found.tenant_id, languages=", ".join(welcome))


def welcome_word(language: str) -> str:
    """The company's own word of welcome in a language, else in the organization's; empty when there is none."""
    found = organization()
    return found.welcome.get(language) or found.welcome.get(found.language, "")


def _check_welcome(welcome: Mapping[str, str], language: str, field: str) -> None:
    if welcome and not welcome.get(language):
        sentence = _("Write your word of welcome in this language first: whoever has not chosen one reads it.")
        raise Invalid(fields={field: [sentence]}, code="welcome_missing")


def _colour(typed: str) -> str:
    found = colours.normal(typed)
    if found is None:
        raise Invalid(fields={"colour": [_("Write a colour as #2f6b5b, or leave this empty.")]}, code="no_colour")
    if found and not colours.can_be_read(found):
        sentence = _("This colour is too light to be read on paper. Please choose a darker one.")
        raise Invalid(fields={"colour": [sentence]}, code="colour_too_light")
    return found


def _check_threshold(found: Organization, threshold: int) -> None:
    if threshold < LOWEST_THRESHOLD:
        raise Invalid(fields={"threshold": [_("At least five answers protect the people who gave them.")]})
    if threshold < found.threshold and collects():
        sentence = _("Answers were collected under %(count)s. It can go up, never down.", count=found.threshold)
        raise Invalid(fields={"threshold": [sentence]}, code="threshold_only_rises")


def collects() -> bool:
    """Whether a check-in was ever opened here, so that a promise about the threshold was made."""
    wave = table("wave")
    opened = select(exists().select_from(wave).where(text("wave.tenant_id = :tenant")))
    return bool(db.session.scalar(opened, {"tenant": scope.require().tenant_id}))


def change_logo(content: bytes) -> None:
    """Take a new logo; only the pixels of a PNG or JPEG are kept."""
    sentences = {
        "too_large": _("That picture is larger than 200 KB. Please choose a smaller one."),
        "too_many_pixels": _("That picture is wider or higher than 2000 pixels. Please choose a smaller one."),
        "not_a_picture": _("That is not a PNG or JPEG picture."),
    }
    try:
        pixels, media_type = cleaned(content)
    except NotALogo as refusal:
        raise Invalid(fields={"logo": [sentences[refusal.code]]}, code=refusal.code) from refusal
    found = organization()
    found.logo, found.logo_type = pixels, media_type
    audit.record("organization.logo_changed", found.tenant_id)


def remove_logo() -> None:
    """Go back to no logo."""
    found = organization()
    found.logo = found.logo_type = None
    audit.record("organization.logo_removed", found.tenant_id)


def ensure_unit(path: str) -> Unit:
    """The unit at a written path such as `Operations / Night shift`, made with all above it when missing."""
    names = unit_path(path)
    unit: Unit | None = None
    for depth in range(1, len(names) + 1):
        unit = units.unit_at(names[:depth]) or units.create_unit(name=names[depth - 1], parent=unit)
    assert unit is not None  # noqa: S101 - a path has at least one name
    return unit


def missing_for_launch() -> list[tuple[str, str]]:
    """What is still to do before the launch, each with a code and a sentence; an empty list means ready."""
    missing = []
    others = select(Member.id).where(Member.left_at.is_(None)).limit(2)
    if len(db.session.scalars(others).all()) < 2:
        missing.append(("people", _("Add the people who work here.")))
    countries = help_room.help_confirmed()
    if countries:
        sentence = ngettext(
            "Confirm where people can turn to for help in one country.",
            "Confirm where people can turn to for help in %(num)s countries.",
            len(countries),
        )
        missing.append(("help", sentence))
    return missing


def launch() -> None:
    """Open the doors: everybody is invited. A second launch changes nothing."""
    found = organization()
    if found.launched_at is not None:
        return
    missing = missing_for_launch()
    if missing:
        raise Conflict(missing[0][1], code=f"launch_needs_{missing[0][0]}")
    found.launched_at = clock.now()
    db.session.flush()
    audit.record("organization.launched", found.tenant_id)
    jobs.owe("wave.erase_trials", found.tenant_id)
    invite_uninvited()


def invite_uninvited() -> None:
    """Send the first invitation to everyone who never had one, as a job of its own."""
    jobs.owe("member.invite_waiting", clock.now().isoformat(timespec="seconds"))


def is_never_launched() -> bool:
    """Whether 90 days have passed without a launch."""
    found = organization()
    return found.launched_at is None and clock.now() >= found.created_at + NEVER_LAUNCHED


def destroy_keys() -> None:
    """Close the organization in scope and destroy its keys: from the commit on nothing of it opens."""
    tenant_id = scope.require().tenant_id
    db.session.execute(update(Slug).where(Slug.tenant_id == tenant_id).values(state="suspended"))
    db.session.execute(delete(vault.TenantKey).where(vault.TenantKey.tenant_id == tenant_id))


def erase() -> None:
    """Take away the organization in scope with all that it owns, its keys first."""
    tenant_id = scope.require().tenant_id
    destroy_keys()
    leaving.forget_sign_ins(list(db.session.scalars(select(Member.id))))
    db.session.execute(delete(Slug).where(Slug.tenant_id == tenant_id))
    db.session.execute(delete(MailOutbox).where(MailOutbox.tenant_id == tenant_id))
    db.session.execute(delete(jobs.Job).where(jobs.Job.tenant_id == tenant_id, jobs.Job.state != "running"))
    db.session.execute(delete(Organization).where(Organization.tenant_id == tenant_id))
    db.session.expire_all()


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= 120:
        raise Invalid(fields={"name": [_("Give the organization a name of at most 120 letters.")]}, code="bad_name")
    return tidy
