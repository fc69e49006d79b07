"""Where reference data lies that is not part of the repository: beside it, or where WELLBEING_TEST_DATA says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


def shared_data() -> Path:
    """The folder of reference data; skips the test when there is none on this machine."""
    named = os.environ.get("WELLBEING_TEST_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the reference data is not on this machine; set WELLBEING_TEST_DATA to its folder")
    return folder
