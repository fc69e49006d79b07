"""Which passwords are too easy, and constant work for unknown people."""

from __future__ import annotations

import pytest

from tenants.signin import passwords


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "short"),
        ("x" * 201, "long"),
        ("aaaaaaaaaaaaaa", "common"),
        ("abcabcabcabcabc", "common"),
        ("123456789012", "common"),
        ("qwertyuiopas", "common"),
        ("Password2024!", "common"),
        ("P@ssw0rdP@ssw0rd", "common"),
        ("2024welcome2024", "common"),
        ("alice.walker2024", "personal"),
        ("WalkerAlice!!!!", "personal"),
        ("a calm and long sentence", None),
        ("alice likes the river in autumn", None),
        ("grün ist der Baum", None),
    ],
)
def test_a_password_is_judged(password: str, code: str | None) -> None:
    assert passwords.weakness(password, personal=("Alice Walker", "alice.walker@example.org")) == code


def test_the_same_keys_give_the_same_password_however_the_machine_encodes_them() -> None:
    stored = passwords.hashed("gru\u0308n ist der Baum")
    assert passwords.matches("gr\u00fcn ist der Baum", stored)


def test_nobody_and_nonsense_never_match() -> None:
    assert not passwords.matches("a password that nobody has", None)
    assert not passwords.matches("anything", "not a hash")
