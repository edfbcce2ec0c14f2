"""Stories in words: the sentence with its three parts in bold, and diary entries."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from core.markdown import render
from stories.history.rules import phrase
from stories.rules import Sentence
from teams.models import Activity

register = template.Library()
register.filter("markdown", render)


@register.filter
def in_words(entry: Activity) -> SafeString:
    """A diary entry as the end of a sentence, its facts in bold."""
    said = phrase(entry.verb, entry.changes)
    return format_html(said.text.replace("{}", "<b>{}</b>"), *said.values) if said.values else escape(said)


@register.filter
def in_bold(sentence: Sentence) -> SafeString:
    """“As a **persona**, I want **goal** so that **value**.”, as far as it is written."""
    whom = format_html("As {} <b>{}</b>, ", sentence.article, sentence.persona.lower()) if sentence.persona else ""
    want = format_html("{}I want <b>{}</b>", whom, sentence.goal)
    return format_html("{} so that <b>{}</b>.", want, sentence.value) if sentence.value else format_html("{}.", want)
