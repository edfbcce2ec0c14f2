"""Markdown that people write, as HTML that is safe to show.

CommonMark with GitHub's tables and task lists by pyromark (linear in its input), then an allow-list by nh3:
what a text may become is named here, everything else is dropped or shown as plain words.
"""

import re
from collections.abc import Sequence

import nh3
import pyromark
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_SMART_PUNCTUATION
)
_SHIFTED = {f"h{level}": f"h{min(level + 2, 6)}" for level in range(1, 7)}
_TAGS = {
    "p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td", *_SHIFTED,
}  # fmt: skip
_ALLOWED = {
    "clean_content_tags": {"script", "style"},
    "attributes": {"a": {"href", "title"}, "ol": {"start"}},
    "url_schemes": {"http", "https", "mailto"},
    "url_relative": "deny",
    "link_rel": "noopener noreferrer nofollow",
}
_CLEANER = nh3.Cleaner(tags=_TAGS, **_ALLOWED)
_WITH_PEOPLE = nh3.Cleaner(tags={*_TAGS, "span"}, allowed_classes={"span": {"mention"}}, **_ALLOWED)
# Characters for private use stand for people while the text becomes HTML; nobody's own text holds any.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}([0-9]{{1,4}}){_CLOSE}")


def without_places(text: str) -> str:
    """`text` without the characters that `place_of` uses."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def place_of(number: int) -> str:
    """What stands in a text for the `number`-th of the people given to `render`."""
    return f"{_OPEN}{number}{_CLOSE}"


def _with_people(html: str, people: Sequence[str]) -> str:
    """Cleaned again, because a place may stand where no tag belongs, such as in a link's title."""

    def person(match: re.Match) -> str:
        number = int(match[1])
        return format_html('<span class="mention">@{}</span>', people[number]) if number < len(people) else ""

    return _WITH_PEOPLE.clean(_PLACE.sub(person, html))


def render(text: str, people: Sequence[str] = ()) -> SafeString:
    """`text` as sanitised HTML; headings start at the third level, below those of the page.

    `people` are names to show as mentions where the text holds their `place_of`.
    """
    html = _CLEANER.clean(pyromark.html(text, options=_OPTIONS))
    html = _with_people(html, people) if people else html
    for tag, lower in reversed(_SHIFTED.items()):
        html = html.replace(f"<{tag}>", f"<{lower}>").replace(f"</{tag}>", f"</{lower}>")
    return mark_safe(html)  # noqa: S308  what the cleaner lets through is safe by its list
