"""``{% boxes facet.shown %}``: the choices of a filter."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from vimeet.directory.selectors.facets import Option

register = template.Library()
# Filled in here and not in a template: each search shows a hundred of them.
_BOX = (
    '<label class="option{}"><input type="checkbox" name="{}" value="{}" form="search-form" '
    'id="f-{}-{}"{}><span>{}</span><span class="n">{}</span></label>\n'
)
_CHECKED = SafeString(" checked")
_DEPTHS = ("", " deep", " deeper")


@register.simple_tag
def boxes(facet: str, options: Iterable[Option]) -> SafeString:
    """A box for each choice, with its count; they belong to the form ``search-form``."""
    return format_html_join(
        "",
        _BOX,
        (
            (
                _DEPTHS[min(option.depth, 2)],
                facet,
                option.value,
                facet,
                option.value,
                _CHECKED if option.on else "",
                option.label,
                intcomma(option.count) if option.count > 999 else option.count,
            )
            for option in options
        ),
    )
