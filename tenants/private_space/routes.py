"""The blueprint that all pages of the private space hang on."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("private_space", __name__, template_folder="templates")
