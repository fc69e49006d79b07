"""Templates hold nothing that the content security policy would refuse, and every page extends the one frame."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for floor in ("tenants", "wellbeing", "reports") for path in (ROOT / floor).rglob("*.html"))
# What WeasyPrint prints is no page of the browser.
_CODE = (
    r"{#.*?#}|<!--.*?-->",
    r"{% block body_class %}.*?{% endblock %}",
    r"{%-?\s*trans.*?endtrans\s*-?%}",
    r"{%.*?%}|{{.*?}}|<svg.*?</svg>",
)
PRINTED = ("reports/documents/templates",)


def _on_the_web() -> list[Path]:
    return [path for path in TEMPLATES if not str(path.relative_to(ROOT)).startswith(PRINTED)]


@pytest.mark.parametrize("path", _on_the_web(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_carries_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


@pytest.mark.parametrize("path", _on_the_web(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_of_a_template_goes_through_gettext(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for code in _CODE:
        text = re.sub(code, " ", text, flags=re.DOTALL)
    left = re.sub(r"<[^>]*>|&\w+;|[\w-]+=\"[^\"]*\"", " ", text)
    assert not re.search(r"[A-Za-z]{3,}", left), left.split()


STATIC = sorted(path for path in (ROOT / "tenants/static").rglob("*.*") if path.suffix != ".png")


@pytest.mark.parametrize("path", STATIC, ids=lambda path: path.name)
def test_no_static_file_loads_anything_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?:url\(|import|from|src=|href=)\s*[\"'(]*(?:https?:)?//", text)
