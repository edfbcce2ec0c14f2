"""Forecasts in templates: `{% load forecasts %}`."""

from django import template

from forecasting.velocity.rules import in_words

register = template.Library()
register.filter("said", in_words)


@register.filter
def cell(value) -> str:
    """A number in a table: whole where it is, at most two places where not; text and days as they are."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
