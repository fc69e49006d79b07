"""The blueprint that all pages of sign-in hang on."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("signin", __name__, template_folder="templates")
