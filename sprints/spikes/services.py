"""Closing a spike: what was learned, and the story that follows from it, for the next sprint (STO-10)."""

from datetime import datetime

from django.db import transaction

from sprints.models import Sprint
from sprints.scope.services import add_to_sprint
from stories.links.rules import Way
from stories.links.services import link_stories
from stories.models import Story
from stories.permissions import Override
from stories.rules import Category
from stories.spikes.services import write_learning
from stories.story.services import change_status, create_story
from teams.models import Team, User


@transaction.atomic
def close_spike(
    *, spike: Story, learning: str, actor: User, now: datetime, follow_up: str = "", override: Override | None = None
) -> Story | None:
    """Writes down what was learned and moves the spike to Done; with a title in `follow_up` also the resulting story.

    That story is linked to the spike and in the next planned sprint, or on top of the backlog while none is planned.
    Returns it. Raises Invalid at `learning`, Conflict for what is no spike, GateClosed when Done is not met.
    """
    write_learning(spike=spike, text=learning, actor=actor, now=now)
    done = spike.team.statuses.filter(category=Category.DONE).first()
    change_status(story=spike, status=done, actor=actor, now=now, override=override)
    if not follow_up.strip():
        return None
    about = f"From the spike {spike.key}: {learning.strip()}"
    story = create_story(team=spike.team, actor=actor, now=now, title=follow_up, description=about, top=True)
    link_stories(story=story, way=Way.RELATES, other=spike, actor=actor, now=now)
    if sprint := sprint_to_come(spike.team):
        add_to_sprint(sprint=sprint, story=story, actor=actor, now=now)
    return story


def sprint_to_come(team: Team) -> Sprint | None:
    """The planned sprint that begins first."""
    return team.sprints.planned().order_by("start_date", "number").first()
