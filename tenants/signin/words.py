"""What sign-in says in mails and refusals."""

from __future__ import annotations

from flask_babel import gettext as _

from tenants import mail
from tenants.organizations.access import organization
from tenants.signin.tokens import TenantToken


def weakness(code: str) -> str:
    """The sentence for a password that may not be chosen."""
    sentences: dict[str, str] = {
        "short": _("Please use at least 12 characters; a short sentence is easy to remember."),
        "long": _("Please use at most 200 characters."),
        "common": _("This is one of the first passwords that someone would try. Please choose another."),
        "personal": _("Please choose one that is not made of your own name or address."),
    }
    return sentences[code]


def invitation(token: TenantToken) -> tuple[str, str]:
    """The mail that invites someone to join the organization in scope."""
    place = organization().name
    body = _(
        "Hello,\n\n"
        "%(place)s invites you to a quiet place for reflection and well-being at work. "
        "Taking part is voluntary, and what you write there is yours alone.\n\n"
        "Join with this link. It works once, within 14 days:\n%(link)s\n\n"
        "If you did not expect this, you need not do anything.\n",
        place=place,
        link=mail.link("signin.invitation", token=str(token)),
    )
    return _("Your invitation from %(place)s", place=place), body


def reset(secret: str) -> tuple[str, str]:
    """The mail with a link to choose a new password."""
    body = _(
        "Hello,\n\n"
        "someone asked for a new password for this address. Choose one with this link. "
        "It works once, within an hour:\n%(link)s\n\n"
        "Your private space stays locked until you open it with your recovery code, "
        "your private address or a device where you are signed in.\n\n"
        "If you did not ask for this, you need not do anything; your password stays as it is.\n",
        link=mail.link("signin.reset", secret=secret),
    )
    return _("Choose a new password"), body


def reset_done() -> tuple[str, str]:
    """The mail that says a password was replaced."""
    body = _(
        "Hello,\n\n"
        "the password you sign in with was just replaced, by a link sent to your mailbox at work. "
        "Your private space is locked; what you wrote is safe.\n\n"
        "If it was not you, ask for a new password yourself and talk to someone you trust:\n%(link)s\n",
        link=mail.link("signin.ask_reset"),
    )
    return _("Your password was replaced"), body
