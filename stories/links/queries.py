"""Links as each side shows them: a story of a team that the person does not see is never named."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from stories.links.rules import WAY_NAMES, Way, way_of
from stories.models import Story, StoryLink
from stories.rules import Category
from teams.access import Access, accessible_teams
from teams.models import User

_ORDER = list(Way)
FOUND = 8


@dataclass(frozen=True)
class Line:
    """One link on a story's page; without `story` the other side is hidden from this person."""

    link: StoryLink
    way: Way
    story: Story | None

    @property
    def name(self) -> str:
        return WAY_NAMES[self.way]

    @property
    def is_in_the_way(self) -> bool:
        return self.way == Way.BLOCKED_BY and (self.story is None or _is_open(self.story))


def _is_open(story: Story) -> bool:
    return story.archived_at is None and not story.is_done


def seen_teams(user: User) -> set[int]:
    """Ids of all teams whose work the person may see."""
    return {access.team.pk for access in accessible_teams(user)}


def links_of(story: Story, teams: Collection[int]) -> list[Line]:
    """The story's links to what these teams have and to what is hidden, blockers first."""
    sides = ("source__team__organisation", "source__status", "target__team__organisation", "target__status")
    found = StoryLink.objects.filter(Q(source=story) | Q(target=story)).select_related(*sides).order_by("pk")
    lines = []
    for link in found:
        from_source = link.source_id == story.pk
        other = link.target if from_source else link.source
        shown = other if other.team_id in teams else None
        lines.append(Line(link, way_of(link.kind, from_source=from_source), shown))
    return sorted(lines, key=lambda line: _ORDER.index(line.way))


def open_blockers(story_ids: Iterable[int]) -> dict[int, list[tuple[str, bool]]]:
    """Of each story with an open blocker: (key, whether it is of the same team) of every one, oldest link first."""
    links = StoryLink.objects.filter(kind="blocks", target__in=list(story_ids), source__archived_at=None)
    links = links.exclude(source__status__category=Category.DONE).order_by("pk")
    found = defaultdict(list)
    for target, key, source_team, team in links.values_list(
        "target_id", "source__key", "source__team_id", "target__team_id"
    ):
        found[target].append((key, source_team == team))
    return found


def waits_for(blockers: list[tuple[str, bool]]) -> str:
    """What stands on a card that everybody of the team may see: other teams' stories are not named."""
    own = [key for key, is_own in blockers if is_own]
    others = "another team" if len(own) < len(blockers) else ""
    return "Waits for " + " and ".join(filter(None, [", ".join(own), others])) + "."


def find_stories(access: Access, text: str, *, leave_out: Story, teams: Collection[int]) -> QuerySet[Story]:
    """Stories of these teams in the organisation by key or title, those of the own team first."""
    text = " ".join(text.replace("\x00", "").split())[:100]
    found = Story.objects.filter(team__in=teams, team__organisation=access.organisation).exclude(pk=leave_out.pk)
    for word in text.split():
        found = found.filter(Q(key__icontains=word) | Q(title__icontains=word))
    return found.select_related("team", "status").order_by("archived_at", "-updated_at", "pk")[:FOUND]
