"""The mails that go to a private address, in words that a stranger learns nothing from."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from tenants import clock, mail
from tenants.db import db
from tenants.members import private_space
from tenants.members.leaving import KEPT
from tenants.members.models import Member
from tenants.private_space import service
from tenants.signin import places
from tenants.signin import service as signin
from tenants.signin.access import identity_by_email

LEAVER_LINK = timedelta(hours=24)


def confirm_address(address: str, secret: str) -> None:
    """A link that proves a private address."""
    body = _(
        "Hello,\n\nopen this link on the device where you are signed in, to use this address as a way into your "
        "private space:\n%(link)s\n\nIf you did not expect this, you need not do anything.\n",
        link=mail.link("private_space.address_link", secret=secret),
    )
    mail.send("account.private_address", to=address, subject=_("Is this your address?"), body=body)


def link_to_open(member_id: UUID) -> None:
    """To each confirmed private address of the member in scope, a link that opens the spaces it belongs to."""
    for address, space_id in service.ways_by_mail(service.locked_spaces(member_id)).items():
        _mail_link(member_id, address, space_id)


def _mail_link(member_id: UUID, address: str, space_id: UUID) -> None:
    token = signin.mint(member_id, "private_space", service.LINK_LASTS, space_id=space_id)
    body = _(
        "Hello,\n\nopen this link on the device where you are signed in. It works once, within an hour:\n%(link)s\n\n"
        "If you did not ask for this, someone else is signed in with your password: do not open it, and choose a new "
        "password.\n",
        link=mail.link("private_space.link", token=str(token)),
    )
    mail.send("account.private_space", to=address, subject=_("Open your private space"), body=body)


def link_for_leaver(work_address: str) -> None:
    """A link for whoever has left and gave a private address before; for anyone else nothing happens."""
    identity = identity_by_email(work_address)
    for row in places.directory_of(identity.id) if identity else ():
        with places.within(row.tenant_id, row.member_id):
            member = db.session.scalar(select(Member).where(Member.id == row.member_id))
            if member is not None and member.left_at and clock.now() < member.left_at + KEPT:
                for address, space_id in service.ways_by_mail(private_space.spaces_of(member.id)).items():
                    _mail_leaver(member, address, space_id)


def _mail_leaver(member: Member, address: str, space_id: UUID) -> None:
    token = signin.mint(member.id, "leaver", LEAVER_LINK, space_id=space_id)
    with mail.in_language_of(member):
        subject = _("Your private space")
        body = _(
            "Hello,\n\nwith this link you can take along what you wrote. It works once, within a day:\n%(link)s\n\n"
            "Your private space is destroyed on %(day)s; nobody is told whether it held anything.\n",
            link=mail.link("private_space.left_link", token=str(token)),
            day=format_date(member.left_at + KEPT, "long") if member.left_at else "",
        )
    mail.send("account.leaver", to=address, subject=subject, body=body)
