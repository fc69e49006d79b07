"""The languages that the product speaks: those it has translations for."""

from __future__ import annotations

from babel import Locale
from flask_babel import get_babel, get_locale


def offered() -> list[tuple[str, str]]:
    """Every language as (code, name in the language in force), English first."""
    codes = {"en", *(str(locale) for locale in get_babel().instance.list_translations())}
    here = get_locale() or Locale("en")
    named = [(code, Locale.parse(code).get_display_name(here) or code) for code in codes]
    return sorted(named, key=lambda pair: (pair[0] != "en", pair[1]))
