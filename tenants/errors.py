"""What can go wrong in the product's own words: a code, a status and one sentence a person can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _l


class DomainError(Exception):
    """A refusal that the person should read; never carries private text."""

    status: int = 400
    default_code: ClassVar[str] = "bad_request"
    default_message: ClassVar[object] = _l("That did not work. Please check what you sent and try again.")

    def __init__(
        self,
        message: object | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[object]] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code or self.default_code)
        self._message = message if message is not None else self.default_message
        self.code = code or self.default_code
        self.status = status or type(self).status
        self.fields = {name: [str(text) for text in texts] for name, texts in (fields or {}).items()}

    @property
    def message(self) -> str:
        """The sentence, in the language in force when it is read."""
        return str(self._message)


class NotFound(DomainError):
    status = 404
    default_code = "not_found"
    default_message = _l("There is nothing here for you. It may have moved, or it belongs to someone else.")


class Forbidden(DomainError):
    status = 403
    default_code = "forbidden"
    default_message = _l("This page is not part of your role.")


class SignInNeeded(DomainError):
    status = 401
    default_code = "sign_in_needed"
    default_message = _l("Please sign in first.")


class Invalid(DomainError):
    status = 422
    default_code = "invalid"
    default_message = _l("Some of this needs another look.")


class Conflict(DomainError):
    status = 409
    default_code = "conflict"
    default_message = _l("This changed in the meantime. Please look again and repeat.")


class TooMany(DomainError):
    status = 429
    default_code = "too_many"
    default_message = _l("That was tried many times. Please wait a few minutes and try again.")


class PrivateSpaceLocked(DomainError):
    status = 423
    default_code = "private_space_locked"
    default_message = _l("Your private space is locked. Open it with your recovery code first.")


class Unavailable(DomainError):
    status = 503
    default_code = "unavailable"
    default_message = _l("The service is resting for a moment. Please try again shortly.")


class KeysUnavailable(Unavailable):
    default_code = "keys_unavailable"
    default_message = _l(
        "Private texts cannot be opened or kept just now, because their keys are out of reach. Nothing is lost. "
        "Please try again in a few minutes."
    )


class NoTenant(RuntimeError):
    """A programming error: a tenant's rows were asked for outside any tenant."""
