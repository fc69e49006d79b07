"""A member's pages of programmes: one step at a time, nothing is late, and nobody learns what anybody did."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from tests.wellbeing.programs import steps


def test_a_member_follows_step_by_step(app: Flask, cast: SimpleNamespace) -> None:
    program = steps.runs(app, cast.company.tenant_id)
    alice = cast.alice.client
    assert "/practices/effort-and-kindness" in steps.home(alice)
    asked = alice.get(f"/programs/{program}/keep?act=done&step=w1s1&back=home").text
    assert "Yes, keep my private writing" in asked
    refused = alice.post(f"/programs/{program}/keep", data={"act": "done", "step": "w1s1", "back": "home"})
    assert (refused.status_code, "Tick this to keep" in refused.text) == (422, True)
    assert "recovery code" in steps.press(alice, program, "done", "w1s1", back="home").text
    home = steps.home(alice)
    assert "/journal/new?prompt=effort-today" in home
    assert "effort-and-kindness" not in home
