"""How team Pulse holds its standup, and what its people wrote for the last ones."""

from collections.abc import Callable
from datetime import date, datetime, time

from ceremonies.standup.rules import Words
from ceremonies.standup.services.agreeing import agree_on_standups
from ceremonies.standup.services.answers import write_answer
from scrum.demo import held, obstacles
from teams.models import Team, User

AGREEMENT = {
    "call_link": "https://meet.example.org/pulse",
    "camera": "Cameras on while you speak, off whenever you like.",
    "written_on": [4],
    "cutoff": time(10),
}
# By working days before today: who wrote what since, until, and in the way.
WRITTEN = {
    2: {
        "aisha": ("Alarm and strip arrive together on ward 2.", "Measure the same on ward 4.", ""),
        "tomasz": ("The new queue runs on one ward gateway.", "The second gateway, then the failover test.", ""),
        "priya": ("The strip shows next to the alarm.", "Wording of the three alarm levels with Sofia.", ""),
    },
    1: {
        "aisha": ("Ward 4 is half a second slower than ward 2.", "Find out where the half second goes.", ""),
        "tomasz": (
            "Both ward gateways run the new queue.",
            "Failover test with Leo.",
            "The second gateway needs a firmware certificate. I asked Regulatory on Friday.",
        ),
        "leo": ("Calibration of lead II is done on site.", "Failover test with Tomasz.", ""),
    },
    0: {
        "aisha": ("The half second goes into a retry on ward 4.", "Take the retry out, then measure again.", ""),
        "sofia": ("The levels of alarms have names that nurses understood.", "Read them to two more nurses.", ""),
        "tomasz": (
            "The alarm path is down to 2.4 seconds end to end.",
            "Failover test with Leo, then the alarm goes to review.",
            "The second gateway still waits for its firmware certificate.",
        ),
    },
}


def lay_out(
    team: Team, users: dict[str, User], days: list[date],
    at: Callable[[date, str, Callable[[datetime], object]], None],
) -> None:  # fmt: skip
    """Puts the agreement and the answers on the time line; `days` are the sprint's working days up to today."""
    obstacles.lay_out(team, users, days[-1], at)
    held.lay_out(team, users, days, AGREEMENT["written_on"], at)
    at(days[0], "09:20", lambda now: agree_on_standups(team=team, actor=users["maren"], now=now, **AGREEMENT))
    for back, answers in WRITTEN.items():
        for minute, (name, words) in enumerate(answers.items()):
            day = days[-1 - back]
            at(day, f"08:{40 + minute}", _writing(team, users[name], day, Words(*words)))


def _writing(team: Team, user: User, day: date, words: Words) -> Callable[[datetime], object]:
    return lambda now: write_answer(team=team, user=user, day=day, words=words, now=now)
