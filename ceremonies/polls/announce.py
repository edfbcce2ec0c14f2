"""Tells open pages what is different about a poll. Frames hold what everybody may see, and no more."""

from datetime import datetime

from django.template.loader import render_to_string

from ceremonies.meeting.announce import is_history, parts_changed
from ceremonies.models import Poll
from ceremonies.polls.page import shown_poll
from live.publish import publish


def topic_of(poll: Poll) -> str:
    """Polls outside a room share their team's topic."""
    return poll.meeting.topic if poll.meeting_id else f"polls:{poll.team_id}"


def poll_asked(poll: Poll, now: datetime) -> None:
    """There is one more: pages fetch themselves, because each shows another set."""
    publish(topic_of(poll), "anew", {})


def poll_changed(poll: Poll, now: datetime) -> None:
    """One poll, in place of what pages show of it."""
    if is_history(now):
        publish(topic_of(poll), "anew", {})
        return
    parts = {f"poll-{poll.pk}": rendered(poll, now)}
    if poll.meeting_id:
        parts_changed(poll.meeting, parts)
    else:
        publish(topic_of(poll), "parts", {"parts": parts})


def rendered(poll: Poll, now: datetime) -> str:
    return render_to_string("ceremonies/polls/_poll.html", {"one": shown_poll(poll, now)})
