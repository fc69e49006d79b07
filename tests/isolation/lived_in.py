"""Fills a company through its pages, so that there is something to be refused."""

from __future__ import annotations

import io
from types import SimpleNamespace

PEOPLE = "email,name,unit\nnew.one.{mark}@example.org,New One,Operations / Night shift\n"


def live(cast: SimpleNamespace) -> None:
    """Alice writes an entry; Hana uploads a file and enables an instrument."""
    alice, hana = cast.alice.client, cast.hana.client
    answer = alice.post("/journal", data={"body": "A quiet canary sentence.", "consent": "yes"})
    assert answer.status_code in {200, 303}, answer.text
    mark = cast.company.slug[-6:]
    file = (io.BytesIO(PEOPLE.format(mark=mark).encode()), "people.csv")
    answer = hana.post("/people/upload", data={"file": file}, content_type="multipart/form-data")
    assert answer.status_code in {200, 303}, answer.text
