"""Tells open boards what is different: the card and the header, rendered once and built for nobody.

A frame carries all that a browser needs to show the change. Which column and which place a card has stands on its
list item (`data-status`, `data-rank`), so every browser finds the same place, whichever lanes it shows.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from live.publish import publish
from sprints.board.cards import Look, cards_of
from sprints.board.header import Facts, days_of, header_html
from sprints.board.queries import content_of, row_of, standing
from sprints.models import Sprint, SprintBacklogItem
from sprints.rules import SprintState
from stories.models import Story

# A change dated further back is history that an import or the demo writes: nobody watches it happen.
HISTORY = timedelta(hours=1)


def topic_of(sprint_id: int) -> str:
    """The board's topic on the wire."""
    return f"board:{sprint_id}"


def announce_card(item: SprintBacklogItem, story: Story, now: datetime) -> None:
    """A card is new or different. `story` carries its status and version as they are now."""
    if _nobody_watches(item.sprint, now):
        announce_anew(item.sprint)
        return
    facts = Facts(item.sprint, days_of(item.sprint, item.sprint.team, now))
    look = Look(item.sprint.team, facts.days, {story.status_id: story.status.category})
    [card] = cards_of([row_of(item, story)], facts.added, look, lambda _: {story.pk: content_of(story)})
    _say(facts, "card", {"key": card.key, "html": card.html})


def announce_removal(sprint: Sprint, story: Story, now: datetime) -> None:
    """A card has left the board."""
    if _nobody_watches(sprint, now):
        announce_anew(sprint)
        return
    _say(Facts(sprint, days_of(sprint, sprint.team, now)), "gone", {"key": story.key})


def announce_anew(sprint: Sprint) -> None:
    """Something is different that no single card says: boards fetch themselves again."""
    publish(topic_of(sprint.pk), "anew", {})


def _nobody_watches(sprint: Sprint, now: datetime) -> bool:
    return sprint.state != SprintState.ACTIVE or timezone.now() - now > HISTORY


def _say(facts: Facts, kind: str, payload: dict[str, str]) -> None:
    header = header_html(facts, standing(facts.sprint.pk))
    publish(topic_of(facts.sprint.pk), kind, payload | {"header": header})
