"""`python -m tests.browser.landmarks` prints, as JSON, which sprint, story, persona … of the demo team to look at.

Runs beside the house under test, on that house's DATA_DIR.
"""

import json
import sys

import tests.browser.sessions  # noqa: F401  # isort: skip  (sets Django up)

from stories.models import Story  # isort: skip
from teams.models import Team  # isort: skip


def landmarks_of(team: Team) -> dict[str, str | int]:
    """Numbers of sprints by what they are, keys of stories, ids of a persona and a member."""
    stories = Story.objects.filter(team=team)
    return {
        "planned": team.sprints.planned().first().number,
        "running": team.sprints.get(state="active").number,
        "finished": team.sprints.filter(state="closed").latest("number").number,
        "blocked": stories.filter(impediments__resolved_at=None).exclude(impediments=None).first().key,
        "waiting": stories.filter(in_backlog=True).order_by("rank").first().key,
        "persona": team.organisation.personas.order_by("pk").first().pk,
        "release": team.releases.exclude(target_date=None).earliest("target_date").pk,
        "member": team.memberships.current().order_by("pk").last().pk,
    }


if __name__ == "__main__":
    json.dump(landmarks_of(Team.objects.select_related("organisation").order_by("pk")[0]), sys.stdout)
