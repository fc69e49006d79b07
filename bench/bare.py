"""The peer of casting: a bare Flask route that reads a form and inserts two rows with psycopg, and nothing else."""

from __future__ import annotations

import os
import threading
from uuid import uuid4

import psycopg
from flask import Flask, request

_here = threading.local()


def create_app() -> Flask:
    """One route on a connection of its own per thread, one commit a request."""
    app = Flask("bare")

    @app.post("/")
    def insert() -> tuple[str, int, dict[str, str]]:
        if not hasattr(_here, "connection"):
            _here.connection = psycopg.connect(os.environ["BARE_DATABASE_URL"])
        with _here.connection.transaction():
            _here.connection.execute("INSERT INTO bare_one VALUES (%s, %s)", (uuid4(), uuid4()))
            _here.connection.execute("INSERT INTO bare_two VALUES (%s, %s)", (uuid4(), request.get_data()))
        return "", 303, {"Location": "/"}

    return app
