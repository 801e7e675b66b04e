"""Templates keep to what the content security policy and every reader need."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))


class _Attributes(HTMLParser):
    """Collects what the browser would refuse to apply or to run."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        self.inline += [f"<{tag} {n}>" for n in names if n == "style" or re.match(r"on[a-z]", n)]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.inline.append(f"<{tag}>")


def inline_parts(template: str) -> list[str]:
    """Inline styles, handlers and scripts of a template's HTML."""
    reader = _Attributes()
    reader.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", template, flags=re.DOTALL))
    return reader.inline


def test_inline_parts_are_found():
    page = '<p style="color:red" onclick="go()"><script>go()</script><style></style>'
    assert inline_parts(page) == ["<p style>", "<p onclick>", "<script>", "<style>"]
    assert inline_parts('<script src="{% static "a.js" %}"></script><rect width="3"/>') == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_style_or_script_is_inline(path: Path):
    assert inline_parts(path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_comment_stays_on_its_line(path: Path):
    """Django would print a ``{# #}`` that is broken over lines into the page."""
    assert re.findall(r"{#[^\n]*\n[^{}]*#}", path.read_text()) == []
