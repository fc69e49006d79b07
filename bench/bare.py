"""The peers of casting and of writing: bare Flask routes that insert what was sent with psycopg, and nothing else."""

from __future__ import annotations

import os
import threading
from uuid import uuid4

import psycopg
from flask import Flask, request

_here = threading.local()


def create_app() -> Flask:
    """Two routes on a connection of its own per thread, one commit a request."""
    app = Flask("bare")

    @app.post("/")
    def insert() -> tuple[str, int, dict[str, str]]:
        with _connection().transaction():
            _connection().execute("INSERT INTO bare_one VALUES (%s, %s)", (uuid4(), uuid4()))
            _connection().execute("INSERT INTO bare_two VALUES (%s, %s)", (uuid4(), request.get_data()))
        return "", 303, {"Location": "/"}

    @app.post("/one")
    def insert_one() -> tuple[str, int, dict[str, str]]:
        with _connection().transaction():
            _connection().execute("INSERT INTO bare_two VALUES (%s, %s)", (uuid4(), request.get_data()))
        return "", 303, {"Location": "/"}

    return app


def _connection() -> psycopg.Connection:
    if not hasattr(_here, "connection"):
        _here.connection = psycopg.connect(os.environ["BARE_DATABASE_URL"])
    connection: psycopg.Connection = _here.connection
    return connection
