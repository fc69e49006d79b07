"""Draws the icons of the installed product from the one mark, as PNG: python scripts/icons.py (needs a Chromium)."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "tenants/static/icons"
SHAPES = '<circle cx="16" cy="10" r="4.5" fill="#c9744f"/><path d="M5 16h22a11 11 0 0 1-22 0z" fill="#2f6b5b"/>'
ICONS = {
    # name: (pixels, how large the mark stands on its ground, how round the ground's corners are of 32)
    "192": (192, 1.0, 8),
    "512": (512, 1.0, 8),
    "maskable-512": (512, 0.72, 0),  # a phone may cut any shape out of it: the mark stays within the safe circle
    "apple-180": (180, 0.86, 0),
}


def drawing(pixels: int, scale: float, corner: int) -> str:
    """One icon as SVG."""
    away = 16 * (1 - scale)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{pixels}" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="{corner}" fill="#faf6f0"/>'
        f'<g transform="translate({away} {away}) scale({scale})">{SHAPES}</g></svg>'
    )


def main() -> None:
    """Write every icon."""
    FOLDER.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (pixels, scale, corner) in ICONS.items():
            page = browser.new_page(viewport={"width": pixels, "height": pixels})
            page.set_content(f'<body style="margin:0">{drawing(pixels, scale, corner)}</body>')
            page.screenshot(path=FOLDER / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
