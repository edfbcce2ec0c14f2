"""Forecasts in templates: `{% load forecasts %}`."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from forecasting.releases.rules.words import Said, percent
from forecasting.velocity.rules import in_words

register = template.Library()
register.filter("said", in_words)
register.filter("chance", percent)


@register.filter
def cell(value) -> str:
    """A number in a table: whole where it is, at most two places where not; text and days as they are."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


@register.filter
def in_bold(said: Said) -> SafeString:
    """Words with their values in bold."""
    return format_html(escape(said.text).replace("{}", "<b>{}</b>"), *said.values)


@register.filter
def percent_width(chance: float) -> float:
    """A probability as the width of a bar, 0 to 100."""
    return 100 * chance
