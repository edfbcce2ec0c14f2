"""Forecasts in templates: `{% load forecasts %}`."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.charts import Chart
from forecasting.releases.rules.words import Said, percent
from forecasting.velocity.rules import in_words

register = template.Library()
register.filter("said", in_words)
register.filter("chance", percent)


@register.simple_tag
def rows_of(chart: Chart) -> SafeString:
    """The rows that a chart plots as those of a table. Tables are long, so not through a template."""
    rows = ([_as_text(cell) for cell in row] for row in chart.rows)
    lines = (
        f'<tr><th scope="row">{first}</th>' + "".join(f'<td class="number">{cell}</td>' for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    return mark_safe("".join(lines))  # noqa: S308 - every cell is escaped


def _as_text(cell) -> str:
    """A number whole where it is, at most two places where not; text and days as they are; nothing for None."""
    if cell is None:
        return ""
    return f"{cell:.2f}".rstrip("0").rstrip(".") if isinstance(cell, float) else escape(cell)


@register.filter
def in_bold(said: Said) -> SafeString:
    """Words with their values in bold."""
    bold = [format_html("<b>{}</b>", value) for value in said.values]
    return format_html(escape(said.text), *bold) if bold else escape(said)


@register.filter
def percent_width(chance: float) -> float:
    """A probability as the width of a bar, 0 to 100."""
    return 100 * chance
