"""What people say on the stories of the demo, what they attach, and how stories belong together."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from stories.attachments.services import attach_file
from stories.comments.services import write_comment
from stories.links.services import link_stories
from stories.models import Story
from teams.models import Team, User

ALARM = "Sustained VT alarm reaches the bedside in three seconds"
STRIP = "Show the triggering strip next to the alarm"
PAIRING = "Pair a replacement recorder without losing the session"
EXPORT = "Mask identities in the trial export"
# Title, who says it, hours before, what.
SAID = [
    (ALARM, "helena", 30, "Three seconds from the **first beat**, or from when we are sure it is VT?"),
    (ALARM, "aisha", 28, "From when we are sure. @Helena Vogel that is beat four at the earliest, so about 1.6 s into the run."),
    (ALARM, "helena", 27, "Good. Then three seconds is what I need."),
    (STRIP, "priya", 22, "The strip shows 6 s before and 4 s after the trigger. On a phone it starts at the trigger and scrolls."),
    (PAIRING, "jonas", 20, "The firmware accepts the second recorder, but only after its certificate. Steps to see it are attached."),
    (PAIRING, "maren", 19, "@Ines Duarte I have asked Regulatory for a date. Until then this waits."),
    (EXPORT, "ines", 8, "Birthdays become the year only. Anybody who turns 90 in the trial becomes “90+”."),
]  # fmt: skip
STEPS = """Seen on recorder firmware 4.2

1. Start a session with recorder A.
2. Switch recorder B on within two metres.
3. Choose "replace" on the bedside tablet.

B answers "certificate unknown" and the session stays with A.
"""
# Title, how it reads there, the other's title.
LINKS = [(STRIP, "relates", ALARM), (PAIRING, "relates", "Assign a recorder to a patient at the bedside")]


def have_talks(team: Team, users: Mapping[str, User], now: datetime) -> None:
    """Comments, a file and links on stories of the running sprint."""
    titles = {title for title, *_ in SAID} | {other for *_, other in LINKS}
    stories = {story.title: story for story in Story.objects.filter(team=team, title__in=titles)}
    for title, mailbox, hours, text in SAID:
        write_comment(story=stories[title], text=text, author=users[mailbox], now=now - timedelta(hours=hours))
    steps = ContentFile(STEPS.encode(), name="steps.txt")
    attach_file(story=stories[PAIRING], upload=steps, name="steps.txt", actor=users["jonas"], now=now)
    for title, way, other in LINKS:
        link_stories(story=stories[title], way=way, other=stories[other], actor=users["maren"], now=now)
