"""Erasures die where keys do."""

from __future__ import annotations

from tests.tenants.keys.conftest import killed_at

__all__ = ["killed_at"]
