"""How figures of telemetry are written."""

from datetime import datetime

from django import template

from telemetry_demo.times import moment

register = template.Library()


@register.filter
def figure(value: float | None) -> str:
    """A figure as static/js/telemetry.js writes it: one decimal below ten, none above, thousands apart."""
    if value is None:
        return "–"
    text = f"{value:,.1f}" if abs(value) < 10 else f"{value:,.0f}"
    return text.removesuffix(".0")


@register.filter
def at(micros: int) -> datetime:
    """Microseconds since 1970 as a time that other filters know."""
    return moment(micros)
