"""Nonsense that no form sends is refused in a sentence, never as a failure of ours."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

DEEP, LONG = b"[" * 50_000, b'{"number": ' + b"9" * 5_000 + b"}"


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"words"', DEEP, LONG], ids=lambda body: body[:12].decode())
@pytest.mark.parametrize(
    "path",
    [
        "/units",
        "/people/new",
        "/journal",
        "/reports",
        "/api/v1/units",
        "/api/v1/people",
        "/api/v1/journal/entries",
    ],
)
def test_json_that_is_no_object_is_refused(cast: SimpleNamespace, path: str, body: bytes) -> None:
    answer = cast.hana.client.post(path, data=body, content_type="application/json")
    assert 400 <= answer.status_code < 500


def test_a_sign_that_no_table_holds_is_refused(cast: SimpleNamespace) -> None:
    form = {"name": "a\x00b", "instruments": "cbi", "closes_on": "2030-01-01"}
    assert cast.hana.client.post("/check-ins/run/preview", data=form).status_code == 422
