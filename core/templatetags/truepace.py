"""The small parts of every page as fast functions: icons, people, points, bars, the rail.

A builtin library: templates use these tags without loading it.
"""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import navigation
from core.panels import panels_in

register = template.Library()

TONES = 8
HALF = Decimal("0.5")
NOTHING = SafeString("")
UNSIZED = SafeString(
    '<span class="points unsized" title="Not estimated yet">?<span class="visually-hidden"> not estimated</span></span>'
)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "", css_class: str = "icon") -> SafeString:
    """One icon of the sprite. Without a label it is decoration and hidden from screen readers."""
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', css_class, _spoken(label), _sprite(), name)


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("icons.svg")


def _spoken(label: str) -> SafeString:
    """Attributes that give a drawing a name for screen readers, or hide it from them."""
    if label:
        return format_html('role="img" aria-label="{}"', label)
    return SafeString('aria-hidden="true"')


def initials(name: str) -> str:
    """Up to two letters for an avatar: those of the first and the last word."""
    words = name.split() or ["?"]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


@register.simple_tag
def avatar(person, size: str = "", here: bool = False) -> SafeString:
    """A person's initials on their colour; takes anything with `id` and `name`.

    `size` is small-avatar, big-avatar or huge-avatar; `here` marks someone as online. The colour
    follows the id and so stays the same for good.
    """
    return _avatar(person.id, str(person.name or person), size, bool(here))


@lru_cache(maxsize=4096)
def _avatar(person_id: int, name: str, size: str, here: bool) -> SafeString:
    marks = ("avatar", f"tone-{person_id % TONES + 1}", size, "here" if here else "")
    return format_html(
        '<span class="{}" role="img" aria-label="{}" title="{}">{}</span>',
        " ".join(filter(None, marks)),
        f"{name}, online" if here else name,
        name,
        initials(name),
    )


@register.filter(name="points")
def points_text(value) -> str:
    """Points as people write them: 3, ½, 1.5; `?` where nothing is estimated."""
    if value is None:
        return "?"
    number = Decimal(str(value))
    return "½" if number == HALF else f"{number.normalize():f}"


@register.simple_tag
def date_span(first, last, year: bool = False) -> str:
    """Two days as one phrase: "Mon 18 to Fri 29 January", with the year where asked."""
    ending = f"{last:%a} {last.day} {last:%B}" + (f" {last.year}" if year else "")
    month = "" if (first.month, first.year) == (last.month, last.year) else f" {first:%B}"
    return f"{first:%a} {first.day}{month} to {ending}"


@register.simple_tag
def points(value) -> SafeString:
    """The points chip of a story; None is an unsized story."""
    return UNSIZED if value is None else _points(points_text(value))


@lru_cache(maxsize=512)
def _points(text: str) -> SafeString:
    return format_html(
        '<span class="points" title="{0} {1}">{0}<span class="visually-hidden"> {1}</span></span>',
        text,
        "point" if text in ("1", "½") else "points",
    )


@register.simple_tag
def persona(persona) -> SafeString:
    """A persona's icon and name, nothing for None; takes anything with `name` and `icon`."""
    return _persona(persona.name, persona.icon) if persona else NOTHING


@lru_cache(maxsize=512)
def _persona(name: str, icon_name: str) -> SafeString:
    return format_html('<span class="persona">{}{}</span>', icon(icon_name or "user-round"), name)


@register.simple_tag
def bar(percent, kind: str = "fill", label: str = "") -> SafeString:
    """A horizontal bar filled to `percent` (0 to 100).

    `kind` is fill, fill-good, fill-warn, fill-bad or fill-soft.
    """
    width = max(0, min(100, round(float(percent), 2)))
    return format_html(
        '<svg class="bar" {}><rect class="track" width="100%" height="100%"/>'
        '<rect class="{}" width="{}%" height="100%" rx="3"/></svg>',
        _spoken(label),
        kind,
        f"{width:g}",
    )


register.simple_tag(navigation.team_url, takes_context=True)
register.simple_tag(navigation.team_url_if, takes_context=True)
register.simple_tag(navigation.team_of_rail, takes_context=True)


@register.simple_tag(takes_context=True)
def rail_link(context, url_name, icon_name, label, note="", tab=False) -> SafeString:
    """A link of the rail, marked on its own page; nothing while no page of that name exists.

    A page below marks the link as its home by the context variable `section`: the link's URL name.
    """
    href = navigation.team_url_if(context, url_name)
    if not href:
        return NOTHING
    match = getattr(context.get("request"), "resolver_match", None)
    current = url_name in (context.get("section"), match and match.view_name)
    return _rail_link(href, icon_name, label, str(note), bool(tab), current)


@lru_cache(maxsize=2048)
def _rail_link(href, icon_name, label, note, tab, current) -> SafeString:
    return format_html(
        '<a class="rail-link{}" href="{}"{}>{}{}{}</a>',
        " tab" if tab else "",
        href,
        SafeString(' aria-current="page"') if current else "",
        icon(icon_name),
        label,
        format_html("<small>{}</small>", note) if note else "",
    )


@register.simple_tag(takes_context=True)
def panels(context, slot: str, trigger: str = "load", **kwargs) -> SafeString:
    """What higher apps registered for `slot`, fetched by htmx after the page; see `core.panels`.

    `trigger` adds htmx triggers after which they are fetched again: "load, planchange from:body".
    """
    found = [(panel.element_id, navigation.team_url_if(context, panel.url_name, **kwargs)) for panel in panels_in(slot)]
    return format_html_join(
        "",
        '<div class="panel-slot" id="{}" hx-get="{}" hx-trigger="{}"'
        ' hx-target="this" hx-swap="innerHTML" aria-busy="true"><div class="skeleton"></div></div>',
        ((element_id, address, trigger) for element_id, address in found if address),
    )


@register.tag
def remember(parser, token):
    """`{% remember name %}…{% endremember %}` prints its content and keeps it as variable `name`."""
    _, name = token.split_contents()
    nodes = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodes, name)


class RememberNode(template.Node):
    """Prints what it contains and keeps it for the rest of the page."""

    def __init__(self, nodelist, name):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        text = SafeString(self.nodelist.render(context).strip())
        context.dicts[0][self.name] = text
        return text
