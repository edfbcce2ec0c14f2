"""Hours in words, and a bar with the promise marked on it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ceremonies.budget import rules

register = template.Library()
register.filter("hours", rules.hours)


@register.simple_tag
def hands_on_bar(share: rules.Share) -> SafeString:
    """How much is left for hands-on work; a line stands where the promise is."""
    percent = share.percent or 0
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%"/>'
        '<rect class="{}" width="{}%" height="100%" rx="3"/>'
        '<line class="target" x1="{}%" x2="{}%" y1="-3" y2="13"/></svg>',
        "fill" if share.keeps_promise else "fill-warn",
        min(100, percent),
        rules.PROMISE,
        rules.PROMISE,
    )
