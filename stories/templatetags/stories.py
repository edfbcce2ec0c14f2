"""Stories in words: the sentence with its three parts in bold, and diary entries."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from core.markdown import place_of, render, without_places
from stories.comments.queries import names_today
from stories.comments.rules import replace_mentions
from stories.history.rules import phrase
from stories.models import Comment
from stories.rules import Sentence
from teams.models import Activity

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Somebody's Markdown as HTML that is safe to show."""
    return render(text)


@register.filter
def said(comment: Comment) -> SafeString:
    """A comment as HTML, people by the names they have today."""
    names = names_today(comment.mentions.all())
    places = {name: place_of(number) for number, name in enumerate(names)}
    return render(replace_mentions(without_places(comment.text), places, places.get), list(names.values()))


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
