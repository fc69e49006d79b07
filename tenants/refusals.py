"""Every error becomes one calm page or one problem+json, and never shows what was typed or stored."""

from __future__ import annotations

import traceback

import structlog
from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from tenants import http
from tenants.db import db
from tenants.errors import Conflict, DomainError, Invalid, NotFound, SignInNeeded, Unavailable

log = structlog.get_logger()

_SENTENCES = {
    400: _l("That could not be read. Please go back and try again."),
    404: NotFound.default_message,
    405: _l("This page cannot be used that way."),
    413: _l("That is too large. Please send something smaller."),
    415: _l("That kind of content is not understood here."),
    500: _l("Something went wrong on our side. If you sent something, it was not saved. Please try again."),
}


def init_app(app: Flask) -> None:
    """Register one handler for each kind of failure."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(ValidationError, lambda error: _domain(Invalid(fields=http.sentences(error.messages))))
    app.register_error_handler(OperationalError, lambda _error: _domain(Unavailable()))
    app.register_error_handler(PoolTimeout, lambda _error: _domain(Unavailable()))
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(HTTPException, _http)


def _domain(error: DomainError) -> ResponseReturnValue:
    _forget()
    if http.wants_json():
        return http.refused(error)
    if isinstance(error, SignInNeeded) and request.method in http.SAFE_METHODS:
        return http.see_other("signin.sign_in", next=request.full_path.rstrip("?"))
    if isinstance(error, Unavailable):
        g.actor = None  # the frame would ask the database for the name of the place
    return render_template("error.html", error=error), error.status


def _database(error: DBAPIError) -> ResponseReturnValue:
    state = getattr(error.orig, "sqlstate", None) or ""
    log.warning("database_refused", sqlstate=state)
    if isinstance(error, DataError):
        return _domain(Invalid(_SENTENCES[400]))  # what the database cannot hold, such as the sign NUL
    if error.connection_invalidated or state.startswith(("08", "57")):
        return _domain(Unavailable())
    if state in {"23505", "40001", "40P01", "23503"}:
        return _domain(Conflict())
    return _http(InternalServerError(original_exception=error))


def _http(error: HTTPException) -> ResponseReturnValue:
    original = getattr(error, "original_exception", None)
    if isinstance(original, OperationalError | PoolTimeout):
        return _domain(Unavailable())
    status = error.code or 500
    if status < 400:
        return error
    if original is not None:
        # the stack without the message, which could quote what someone wrote
        where = traceback.format_tb(original.__traceback__)[-8:]
        log.error("failed", error=type(original).__name__, endpoint=request.endpoint, where="".join(where))
    sentence = _SENTENCES.get(status, _SENTENCES[400])
    refusal = DomainError(sentence, code=error.name.lower().replace(" ", "_"), status=status)
    if status == 422:
        messages = getattr(error, "data", {}).get("messages", {})
        flat = {key: value for part in messages.values() for key, value in part.items()} if messages else {}
        refusal = Invalid(fields=http.sentences(flat))
    return _domain(refusal)


def _forget() -> None:
    try:
        db.session.rollback()
    except DBAPIError:
        db.session.remove()
