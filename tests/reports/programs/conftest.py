"""The company that is ready to be asked, lent from the tests of check-ins."""

from __future__ import annotations

from tests.wellbeing.checkins.conftest import team

__all__ = ["team"]
