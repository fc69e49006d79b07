"""HTML to tagged PDF (PDF/UA-1) by WeasyPrint on a leash: nothing is fetched, every warning is a failure."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext, ngettext
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from reports.documents.fonts import drawable, font_faces

TEMPLATES = Path(__file__).with_name("templates") / "documents"


class RenderingFailed(RuntimeError):
    """The document could not be made as it should be; the text is one sentence without content."""


def html_of(template: str, **values: Any) -> str:
    """A document template filled in, in a sandbox, with the styles inside."""
    styles = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return _environment().get_template(template).render(styles=styles, **values)


def pdf_of(html: str, *, identifier: bytes) -> bytes:
    """The PDF of a complete HTML text; equal text and identifier give equal bytes, whatever fonts the machine has.

    Raises RenderingFailed when anything could not be loaded or placed.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    with _no_warnings():
        try:
            loaded, faces = _fonts()
            document = HTML(string=drawable(html), base_url=None, url_fetcher=_fetcher())
            content: bytes = document.write_pdf(
                stylesheets=[faces], font_config=loaded, pdf_variant="pdf/ua-1", pdf_identifier=identifier
            )
        except FatalURLFetchingError as error:
            raise RenderingFailed("The document asked for something outside itself.") from error
    return content


@cache
def _fonts() -> tuple[Any, Any]:
    """The bundled fonts, read once in a process: they are most of what there is to parse."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_fonts.cache_clear)  # its end needs modules that are gone when the interpreter tidies up
    loaded = FontConfiguration()
    return loaded, CSS(string=font_faces(), base_url=None, url_fetcher=_fetcher(), font_config=loaded)


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - only that it came counts
        self.count += 1


@contextmanager
def _no_warnings() -> Iterator[None]:
    logger, heard = logging.getLogger("weasyprint"), _Warnings()
    logger.addHandler(heard)
    try:
        yield
    finally:
        logger.removeHandler(heard)
    if heard.count:
        raise RenderingFailed("The document could not be drawn completely.")


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment
