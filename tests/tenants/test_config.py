"""A missing or senseless setting stops the start with one sentence that names it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tenants.config import Settings, SettingsError

GOOD = {
    "DATABASE_URL": "postgres://u@h/d",
    "WELLBEING_TALLY_DATABASE_URL": "postgresql://t@h/d",
    "REDIS_URL": "redis://h",
    "WELLBEING_SECRET_KEY": "s" * 32,
    "WELLBEING_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
    "WELLBEING_PUBLIC_URL": "https://kind.example/",
    "WELLBEING_OPERATED_BY": "Example",
    "WELLBEING_OPERATOR_IS_EMPLOYER": "no",
    "WELLBEING_MAIL": "smtp://mail.example",
    "WELLBEING_MAIL_FROM": "kind@example.org",
}


def test_good_settings_are_read() -> None:
    settings = Settings.from_environment(GOOD)
    assert settings.database_url == "postgresql+psycopg://u@h/d"
    assert settings.public_url == "https://kind.example"
    assert settings.secure
    assert settings.mail_folder is None
    assert settings.session_idle.total_seconds() == 7200


@pytest.mark.parametrize("name", sorted(set(GOOD) - {"WELLBEING_TALLY_DATABASE_URL"}))
def test_each_setting_is_missed_by_name(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({key: value for key, value in GOOD.items() if key != name})


def test_only_the_tally_worker_needs_the_login_that_reads_ballots() -> None:
    without = Settings.from_environment(GOOD | {"WELLBEING_TALLY_DATABASE_URL": ""})
    assert without.database_for("web") == "postgresql+psycopg://u@h/d"
    with pytest.raises(SettingsError, match="WELLBEING_TALLY_DATABASE_URL"):
        without.database_for("tally")
    assert Settings.from_environment(GOOD).database_for("tally") == "postgresql+psycopg://t@h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "http://x"),
        ("WELLBEING_SECRET_KEY", "short"),
        ("WELLBEING_MASTER_KEY", "not base64!"),
        ("WELLBEING_MASTER_KEY", base64.b64encode(bytes(16)).decode()),
        ("WELLBEING_PUBLIC_URL", "kind.example"),
        ("WELLBEING_OPERATOR_IS_EMPLOYER", "maybe"),
        ("WELLBEING_MAIL", "pigeon:"),
        ("WELLBEING_SESSION_IDLE_MINUTES", "0"),
        ("WELLBEING_TRUSTED_PROXIES", "many"),
        ("WELLBEING_MASTER_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_nonsense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(GOOD | {name: value})


def test_the_master_key_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "master"
    file.write_text(base64.b64encode(b"k" * 32).decode() + "\n", encoding="ascii")
    settings = Settings.from_environment(GOOD | {"WELLBEING_MASTER_KEY_FILE": str(file)})
    assert [one.key for one in settings.keyring.local()] == [b"k" * 32]
