"""Forecasts in templates: `{% load forecasts %}`."""

from django import template

from forecasting.velocity.rules import in_words

register = template.Library()
register.filter("said", in_words)
