"""On a phone: everything taken along and brought back, something corrected, an entry shown and taken back."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tenants import clock
from tests.browser.conftest import DESKTOP, PHONE, Opens, Takes, complaints, sign_in
from tests.scene import Scene, build
from wellbeing.home import packing

LINE = "The late bus came, and I let it go."
COPY = {
    "wave_id": "0" * 31 + "9",
    "wave": "Spring of long ago",
    "month_on": "2025-04-01",
    "instruments": {"cbi": {"version": 1, "answers": {"cbi_p1": "50"}, "scores": {"personal": 50.0}}},
}


@pytest.fixture(scope="module")
def scene(app: Flask, tally_app: Flask) -> Scene:
    """A company of this module's own: these people change things."""
    return build(app, tally_app)


def fits(page: Page, pictures: Takes, name: str) -> None:
    """What is seen now is kept as a picture, and axe finds nothing."""
    pictures(page, name)
    assert complaints(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url


@pytest.mark.slow
def test_everything_is_taken_along_and_comes_back(
    scene: Scene, opens: Opens, drain: Callable[[], int], pictures: Takes, tmp_path: Path
) -> None:
    phone = opens(PHONE)
    sign_in(phone, scene.alice)
    phone.goto("/my-data")
    fits(phone, pictures, "my-data-phone")
    phone.get_by_role("link", name="A copy of everything").click()
    fits(phone, pictures, "copy-none-phone")
    phone.get_by_role("button", name="Make my copy").click()
    expect(phone.get_by_role("heading", name="Your copy is being made")).to_be_visible()
    fits(phone, pictures, "copy-making-phone")
    drain()
    phone.get_by_role("link", name="Look again").click()
    fits(phone, pictures, "copy-ready-phone")
    with phone.expect_download() as coming:
        phone.get_by_role("button", name="Download my copy").click()
    assert re.fullmatch(r"my-data-\d{4}-\d\d-\d\d\.zip", coming.value.suggested_filename)
    taken = Path(coming.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(taken)) as folder:
        assert "Alice Okafor" in folder.read("profile/profile.md").decode()
        assert folder.read("README.md").decode().startswith("# Everything about you at Northwind")
        made_at = json.loads(folder.read("index.json"))["made_at"]
    phone.goto("/my-data/copy")
    expect(phone.get_by_role("button", name="Make my copy")).to_be_visible()

    parts = packing.unpack(taken)
    told = json.loads(parts["check-ins"]["check-ins.json"])
    parts["check-ins"]["check-ins.json"] = json.dumps({**told, "copies": [*told["copies"], COPY]})
    earlier, broken = tmp_path / "earlier.zip", tmp_path / "broken.zip"
    earlier.write_bytes(packing.pack(parts, readme=made_at, made_at=clock.now()))
    broken.write_bytes(taken[: len(taken) // 2])
    phone.goto("/my-data")
    phone.get_by_role("link", name="Bring a copy back").click()
    phone.get_by_label("Your copy").set_input_files(broken)
    phone.get_by_role("button", name="Look into it").click()
    expect(phone.locator("main")).to_contain_text("This is not a zip file, or it is damaged")
    fits(phone, pictures, "bring-broken-phone")
    phone.get_by_label("Your copy").set_input_files(earlier)
    phone.get_by_role("button", name="Look into it").click()
    expect(phone.locator("main")).to_contain_text("Your own copies of check-ins: 1 thing")
    fits(phone, pictures, "bring-preview-phone")
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("1 thing was added.")).to_be_visible()
    phone.goto("/check-ins/own")
    expect(phone.locator("main")).to_contain_text("Burnout")


@pytest.mark.slow
def test_something_wrong_is_corrected(scene: Scene, opens: Opens, pictures: Takes) -> None:
    phone, desktop = opens(PHONE), opens(DESKTOP)
    sign_in(phone, scene.alice)
    phone.goto("/my-data")
    phone.get_by_role("link", name="Something is wrong").click()
    phone.get_by_label("What is wrong").select_option(label="Hired on")
    phone.get_by_label("In your words").fill("It was the third of May.")
    phone.get_by_role("button", name="Send to HR").click()
    expect(phone.get_by_text("HR has it now.")).to_be_visible()
    fits(phone, pictures, "correction-asked-phone")
    sign_in(desktop, scene.hana)
    desktop.goto("/people")
    desktop.get_by_role("link", name="Asked to be corrected").click()
    fits(desktop, pictures, "corrections-desktop")
    about = desktop.locator("section.card", has_text="It was the third of May.")
    about.get_by_role("button", name="It stays as it is").click()
    expect(desktop.get_by_text("Say in a line why it stays as it is.").first).to_be_visible()
    about = desktop.locator("section.card", has_text="It was the third of May.")
    about.get_by_label("Your answer").fill("Corrected with payroll, thank you.")
    about.get_by_role("button", name="It is corrected").click()
    phone.goto("/my-data/correction")
    expect(phone.locator("main")).to_contain_text("Corrected with payroll, thank you.")
    fits(phone, pictures, "correction-answered-phone")


@pytest.mark.slow
def test_an_entry_is_shown_and_taken_back(scene: Scene, opens: Opens, pictures: Takes) -> None:
    phone, other = opens(PHONE), opens(PHONE)
    sign_in(phone, scene.alice)
    phone.goto("/journal/new")
    phone.get_by_label("Your words").fill(LINE)
    phone.get_by_role("button", name="Keep it").click()
    expect(phone.locator("main")).to_contain_text(LINE)
    fits(phone, pictures, "entry-phone")
    entry = phone.url
    phone.get_by_role("link", name="Show this entry to your peer coach").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Show this entry to Person2?")
    fits(phone, pictures, "share-phone")
    phone.get_by_role("button", name="Show the copy to Person2").click()
    expect(phone.locator("main")).to_contain_text("A copy of this entry is with Person2.")
    fits(phone, pictures, "entry-shared-phone")
    sign_in(other, scene.partner)
    other.goto("/coaching")
    other.locator("main a[href^='/coaching/pairs/']").first.click()
    fits(other, pictures, "pair-shown-phone")
    links = other.get_by_role("link", name="Alice Okafor shows you an entry").all()
    seen = ""
    for path in [link.get_attribute("href") for link in links]:
        other.goto(str(path))
        if LINE in other.locator("main").inner_text():
            seen = other.url
            fits(other, pictures, "shown-phone")
    assert seen
    phone.goto(entry)
    phone.get_by_role("link", name="Take it back").click()
    fits(phone, pictures, "take-back-phone")
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_text("The entry is yours alone again.")).to_be_visible()
    other.goto(seen)
    expect(other.locator("main")).to_contain_text("This is not here any more.")
