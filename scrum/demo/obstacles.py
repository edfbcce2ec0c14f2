"""What was in team Pulse's way before, and what somebody told Maren alone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from stories.impediments.confidences import tell_in_confidence
from stories.impediments.services import raise_impediment, resolve_impediment
from stories.models import Impediment
from teams.models import Team, User

# Days ago, days until it was solved (None: still open), who raised it, what, how it ended or what is next.
OBSTACLES = [
    (62, 6, "jonas", "Two recorders short for the bench", "Firmware lent theirs until the delivery"),
    (58, 8, "tomasz", "No access to the gateways of ward 2", "Ines brought the form back in person"),
    (47, 5, "priya", "Charts render at a crawl on ward computers", "The wards got the newer browser"),
    (44, 4, "leo", "No recorded nights with lead-off", "Sofia found three in the archive"),
    (33, 4, "daniel", "The staging data is a year old", "A nightly copy, masked"),
    (30, 3, "aisha", "Nobody answers for the alarm wording", "Helena does, from now on"),
    (19, 3, "tomasz", "The build queue is full before noon", "A second runner since Thursday"),
    (16, 2, "sofia", "Ward visits need a badge", "Three badges lie at the porter's"),
    (6, 1, "jonas", "No loan recorders for the ward visit", "Ward 3 lent two"),
    (5, 3, "leo", "Staging drops events at night", "A cron job that nobody owned; it is gone"),
    (2, None, "daniel", "Staging ward 4 is half a second slow", "Compare last night's log with ward 2"),
]
TOLD = "I cannot finish a thought. There are four calls before lunch on most days."


def lay_out(
    team: Team, users: dict[str, User], today: date, at: Callable[[date, str, Callable[[datetime], object]], None]
) -> None:  # fmt: skip
    """Puts each of them on the time line, with its end."""
    for ago, took, name, title, words in OBSTACLES:
        begun = today - timedelta(ago)
        at(begun, "11:10", _raising(team, users[name], title, "" if took else words))
        if took:
            at(begun + timedelta(took), "11:40", _solving(team, users["maren"], title, words))
    at(today, "08:50", lambda now: tell_in_confidence(
        team=team, text=TOLD, told_by=users["priya"], is_named=False, now=now
    ))  # fmt: skip


def _raising(team: Team, user: User, title: str, next_step: str) -> Callable[[datetime], object]:
    return lambda now: raise_impediment(team=team, title=title, next_step=next_step, actor=user, now=now)


def _solving(team: Team, user: User, title: str, words: str) -> Callable[[datetime], object]:
    return lambda now: resolve_impediment(
        impediment=Impediment.objects.get(team=team, title=title), resolution=words, actor=user, now=now
    )
