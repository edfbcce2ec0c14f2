"""Polls inside the pages of rooms."""

import json

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from ceremonies.models import Meeting, Poll
from ceremonies.polls import rules
from ceremonies.polls.page import ShownPoll, shown_polls
from ceremonies.polls.queries import polls_in

register = template.Library()


@register.filter
def as_json(value: dict) -> str:
    """For an attribute of an element: htmx takes scripts out of what it fetches, those that hold data too."""
    return json.dumps(value)


@register.simple_tag(takes_context=True)
def room_polls(context, meeting: Meeting) -> SafeString:
    """Every poll of a room, newest first, with the box that asks another one."""
    polls = shown_polls(polls_in(meeting), timezone.now())
    inner = {
        "polls": polls, "meeting": meeting, "templates": rules.TEMPLATES, "example": rules.EXAMPLE,
        "csrf_token": context.get("csrf_token", ""),
    }  # fmt: skip
    return SafeString(render_to_string("ceremonies/polls/_room.html", inner))


@register.filter
def address(one: ShownPoll) -> str:
    """Where one answers: below the room, or below the team."""
    poll: Poll = one.poll
    if poll.meeting_id:
        return f"{reverse('ceremonies:meeting', kwargs={'room': poll.meeting_id})}polls/{poll.pk}/"
    return reverse("ceremonies:poll", kwargs={**poll.team.url_kwargs, "poll": poll.pk})
