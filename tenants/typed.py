"""What forms of several features share: texts as typed, one tidy line, a choice that may stay empty."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, pre_load, validate

from tenants.signs import whole

_FORMULA_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"


class Line(fields.String):
    """One line of text: spaces tidied, at most so long, nothing that a spreadsheet would run."""

    def __init__(self, longest: int, *, formula: bool = True, **rest: Any) -> None:
        super().__init__(**rest)
        self._longest, self._formula = longest, formula

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        tidy = " ".join((super()._deserialize(value, attr, data, **kwargs) or "").split())
        if len(tidy) > self._longest:
            raise ValidationError(str(_l("This is longer than %(count)s letters.", count=self._longest)))
        if not tidy.isprintable():
            raise ValidationError(str(_l("There is an invisible sign in this text. Type it anew.")))
        if self._formula and tidy[:1] in _FORMULA_SIGNS and tidy:
            raise ValidationError(str(_l("This begins like a formula. Take away the first sign.")))
        if self.required and not tidy:
            raise ValidationError(str(_l("Please fill this in.")))
        return tidy


class FormSchema(Schema):
    """A form in which the choices named in `may_be_empty` mean None when nothing was chosen."""

    may_be_empty: tuple[str, ...] = ()

    @pre_load
    def _empty_is_none(self, given: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        if not isinstance(given, Mapping):
            raise ValidationError(str(_l("Please send an object with named fields.")))
        return {key: None if key in self.may_be_empty and value == "" else value for key, value in given.items()}


def at_most(length: int) -> validate.Length:
    """Refuse a text that is longer, in characters."""
    return validate.Length(max=length, error=_l("This is longer than %(length)s characters.", length=f"{length:,}"))


def as_typed(value: Any) -> Any:
    """A text, or each in a list or by a name, as somebody typed it.

    Browsers send line ends as CR LF, and a program can send halves of signs.
    """
    if isinstance(value, dict):
        return {name: _one_as_typed(each) for name, each in value.items()}
    return [_one_as_typed(each) for each in value] if isinstance(value, list) else _one_as_typed(value)


def _one_as_typed(value: Any) -> Any:
    return whole(value).replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


@cache
def time_zones() -> tuple[str, ...]:
    """Every time zone that a place can lie in, in order."""
    skipped = ("Etc/", "SystemV/", "posix/", "right/")
    return ("UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(skipped)))


def a_time_zone(value: str | None) -> None:
    """Refuse what is no time zone."""
    if value is not None and value not in time_zones():
        raise ValidationError(str(_l("Choose a time zone from the list, such as Europe/Lisbon.")))
