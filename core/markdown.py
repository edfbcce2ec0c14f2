"""Markdown that people write, as HTML that is safe to show.

CommonMark with GitHub's tables and task lists by pyromark (linear in its input), then an allow-list by nh3:
what a text may become is named here, everything else is dropped or shown as plain words.
"""

import nh3
import pyromark
from django.utils.safestring import SafeString, mark_safe

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_SMART_PUNCTUATION
)
_SHIFTED = {f"h{level}": f"h{min(level + 2, 6)}" for level in range(1, 7)}
_CLEANER = nh3.Cleaner(
    tags={
        "p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
        "table", "thead", "tbody", "tr", "th", "td", *_SHIFTED,
    },
    clean_content_tags={"script", "style"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)  # fmt: skip


def render(text: str) -> SafeString:
    """`text` as sanitised HTML; headings start at the third level, below those of the page."""
    html = _CLEANER.clean(pyromark.html(text, options=_OPTIONS))
    for tag, lower in reversed(_SHIFTED.items()):
        html = html.replace(f"<{tag}>", f"<{lower}>").replace(f"</{tag}>", f"</{lower}>")
    return mark_safe(html)  # noqa: S308  what the cleaner lets through is safe by its list
