"""What holds for every template of the house, read as text."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
SPRITE = set(re.findall(r'<symbol id="([\w-]+)"', (Path(settings.BASE_DIR) / "static/icons.svg").read_text()))


@pytest.fixture(params=TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def template(request):
    return request.param


def test_it_can_be_loaded(template):
    assert get_template(str(template.relative_to(ROOT)))


def test_it_has_no_inline_style_or_script(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"hx-on|javascript:", text)
    assert "<style" not in text
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text) == []


def test_its_icons_are_in_the_sprite(template):
    named = set(re.findall(r'{% icon "([\w-]+)"', template.read_text()))
    assert named <= SPRITE


def test_nothing_in_it_is_marked_safe(template):
    assert not re.search(r"\|\s*safe\b|autoescape off", template.read_text())
