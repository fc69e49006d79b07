"""Peer coaching as the tests of pairings have it: entries are shown there."""

from tests.wellbeing.pairings.conftest import house

__all__ = ["house"]
