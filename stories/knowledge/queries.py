"""Who has worked lately on what a story belongs to: its epic and its labels (STO-12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from stories.backlog.rules import months_before
from stories.knowledge.rules import LATELY_MONTHS, advice
from stories.models import Label, Story
from stories.rules import Category
from teams.models import User

MOST_AREAS = 6


@dataclass(frozen=True)
class Knower:
    """A person of the team, and on how many stories of the area they worked."""

    user: User
    stories: int


@dataclass(frozen=True)
class Area:
    """An epic or label with the people who worked on it lately, most first, and who is willing to teach it (PPL-9).

    Mentors who have the story in hand already, or left the team, are not offered.
    """

    kind: str
    name: str
    people: list[Knower]
    advice: str
    mentors: list[User]


def areas_of(story: Story, now: datetime) -> list[Area]:
    """The story's epic and labels. Worked on: had a story of it in hand that was begun or done in six months.

    Whoever left the team does not count: they are not there to be asked.
    """
    members = story.team.memberships.current().values("user")
    lately = Story.objects.filter(team=story.team_id, updated_at__gte=months_before(now, LATELY_MONTHS))
    begun = lately.exclude(status__category=Category.TODO).exclude(pk=story.pk)
    on_it = [user.get_short_name() for user in story.assignees.all()]
    holders = [user.pk for user in story.assignees.all()]
    found = []
    for kind, name, condition, label in list(_named(story))[:MOST_AREAS]:
        people = _people(begun.filter(condition).values("pk"), members)
        mentors = list(label.mentors.filter(pk__in=members).exclude(pk__in=holders)) if label else []
        words = advice([one.user.get_short_name() for one in people], on_it)
        found.append(Area(kind, name, people, words, mentors))
    return found


def _named(story: Story) -> Iterator[tuple[str, str, Q, Label | None]]:
    if story.epic:
        yield "Epic", story.epic.name, Q(epic=story.epic_id), None
    for label in story.labels.all():
        yield "Label", label.name, Q(labels=label.pk), label


def _people(stories, members) -> list[Knower]:
    held = Count("assigned_stories", filter=Q(assigned_stories__in=stories), distinct=True)
    users = User.objects.filter(pk__in=members).annotate(held=held).filter(held__gt=0).order_by("-held", "name", "pk")
    return [Knower(user, user.held) for user in users]
