"""`python -m tests.browser.loop_team` makes a small team with a backlog; prints its address and its people's sessions.

Runs beside the house under test, on that house's DATA_DIR.
"""

import json
import sys

from tests.browser.sessions import session_of  # isort: skip  (sets Django up)

from django.utils import timezone  # isort: skip
from stories.checks.services import tick_criterion  # isort: skip
from stories.rules import Gate  # isort: skip
from teams.rules import TeamRole  # isort: skip
from tests.factories import make_member, make_persona, make_story, make_team, make_user, tick_all  # isort: skip


def main() -> None:
    now = timezone.now()
    sam = make_user("Sam Steer")
    team = make_team("Loop", owner=sam, now=now)
    people = {"sam": sam, "pia": make_member(team, TeamRole.PRODUCT_OWNER, name="Pia Plan", now=now)}
    people["tom"] = make_member(team, TeamRole.MEMBER, name="Tom Touch", now=now)
    persona = make_persona(team, now=now)
    for title, fields in STORIES.items():
        story = make_story(team, title, actor=sam, now=now, persona=persona, value="nothing is missed", **fields)
        # What is asked before Done is ticked already: how it is ticked is shown elsewhere.
        tick_all(story, Gate.DONE, actor=sam, now=now)
        for criterion in story.criteria.all():
            tick_criterion(criterion=criterion, met=True, actor=sam, now=now)
    sessions = {name: session_of(person) for name, person in people.items()}
    json.dump({"team": f"/t/{team.organisation.slug}/{team.slug}/", "sessions": sessions}, sys.stdout)


# The first two are to be refined and estimated; the third is Ready and comes in while the sprint runs.
STORIES = {
    "Hear every alarm": {"goal": "to hear every alarm", "points": None, "ready": False},
    "Silence one lead": {"goal": "to silence one lead", "points": None, "ready": False},
    "Print the night": {"goal": "to print the night", "points": 2},
}

if __name__ == "__main__":
    main()
