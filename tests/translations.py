"""What must be translated, and what is.

The strings are found as ``makemessages`` finds them (Django turns a template into pseudo-code of
which only the translatable calls remain), but in Python alone, so that no gettext is needed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
FRENCH = ROOT / "locale" / "fr" / "LC_MESSAGES"

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_SHOWN_ATTRIBUTES = {"title", "aria-label", "placeholder", "alt", "data-label", "data-confirm"}
# What is written the same in every language.
_SAME = re.compile(r"\b(Vimeet|Français|English|FR|EN|PDF|XML|CSV|IBAN|BIC)\b")
_SHOWING_CALLS = {"ValidationError", "success", "error", "warning", "info"}


def templates() -> list[Path]:
    """Every template, messages included; not the style guide, which only developers see."""
    files = (path for path in (ROOT / "templates").rglob("*") if path.is_file())
    return sorted(path for path in files if path.name != "styleguide.html")


def sources() -> list[Path]:
    """Every Python file of the platform."""
    return sorted((ROOT / "vimeet").rglob("*.py"))


def translatable() -> Iterator[tuple[Path, str | None, str]]:
    """Yield ``(file, context, message id)`` of everything marked for translation."""
    for path in (*templates(), *sources()):
        text = path.read_text()
        if path.suffix != ".py":
            # Only calls are left; without its indentation it is plain code to the tokenizer.
            text = "\n".join(
                line.strip() for line in templatize(text, origin=str(path)).splitlines()
            )
        for _line, messages, _comments, context in extract(
            "python", BytesIO(text.encode()), keywords=_KEYWORDS
        ):
            found = messages if isinstance(messages, str) else messages[0]
            if found:
                yield path.relative_to(ROOT), context, found


def french() -> Catalog:
    """The French catalogue as people edit it."""
    with (FRENCH / "django.po").open("rb") as file:
        return read_po(file, locale="fr")


def french_compiled() -> Catalog:
    """The French catalogue as Django reads it."""
    with (FRENCH / "django.mo").open("rb") as file:
        return read_mo(file)


def placeholders(text: str) -> set[str]:
    """What is filled into a text: ``%(name)s``, ``%d``, and ``%name%`` for scripts."""
    text = text.replace("%%", "%")
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]\b|%\w+%", text))


class _Shown(HTMLParser):
    """Collects the text a reader would see."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.found += [value for name, value in attrs if name in _SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def untranslatable_text(template: str) -> list[str]:
    """Words that a template shows in one language only.

    Names that are the same in every language are marked by ``translate="no"`` on a wrapper and
    written as a variable or in ``{# #}``; the product's own name and those of formats are allowed.
    """
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", template, flags=re.DOTALL)
    text = re.sub(
        r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", "", text, flags=re.DOTALL
    )
    # The block of the shell's name fills a class attribute.
    text = re.sub(r"{%\s*block shell\s*%}.*?{%\s*endblock", "{% endblock", text)
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    text = re.sub(r"&\w+;", "", text)
    reader = _Shown()
    reader.feed(text)
    words = (" ".join(found.split()) for found in reader.found)
    return [found for found in words if re.search(r"[A-Za-zÀ-ÿ]{2}", _SAME.sub("", found))]


def plain_texts_shown(source: str) -> list[tuple[int, str]]:
    """Literals that Python code shows to people without marking them for translation."""
    return [
        (node.lineno, node.args[position].value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", None)) in _SHOWING_CALLS
        and getattr(getattr(node.func, "value", None), "id", "messages") == "messages"
        for position in range(len(node.args))
        if isinstance(node.args[position], ast.Constant)
        and isinstance(node.args[position].value, str)
    ]
