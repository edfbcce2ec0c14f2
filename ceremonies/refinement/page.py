"""A refinement as everybody in it sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from ceremonies.models import Meeting, Refinement
from ceremonies.refinement.queries import Enough, enough_for_next, period_of, refinement_of, top_of_backlog
from stories.backlog.queries import Row, largest_size, rows
from stories.knowledge.queries import Area, areas_of
from stories.models import Criterion, Keep, Story, StoryLink
from stories.rules import Kind
from stories.splitting.rules import halves, one_goal, words_to_split
from stories.stale.queries import stale_stories
from stories.story.page import Checklist, ready_checklist
from stories.story.queries import facts_of
from stories.story.rules import Hint, hints
from teams.models import Activity

# Old stories that the room offers at a time.
OFFERED = 20


@dataclass(frozen=True)
class Step:
    """One story of the walk."""

    row: Row
    is_current: bool
    is_looked_at: bool

    @property
    def is_fine(self) -> bool:
        return not (self.row.gaps or self.row.is_big or self.row.waits_for)

    @property
    def says(self) -> str:
        """The first thing that stands between this story and a sprint."""
        if self.row.waits_for:
            return self.row.waits_for
        if self.row.is_big:
            return "Bigger than what you usually finish"
        return self.row.gaps[0] if self.row.gaps else "Ready"


@dataclass(frozen=True)
class Subject:
    """The story before the room."""

    story: Story
    hints: Sequence[Hint]
    ready: Checklist
    criteria: Sequence[Criterion]
    areas: Sequence[Area]

    @property
    def may_be_split(self) -> bool:
        return self.story.kind != "spike"

    @property
    def halves(self) -> tuple[str, str]:
        """What the two parts might say."""
        return halves(words_to_split(Kind(self.story.kind), self.story.goal, self.story.title))


@dataclass(frozen=True)
class Decision:
    """What was decided here about an old story; without `until` it was archived."""

    story: Story
    who: str
    reason: str
    until: date | None = None


@dataclass
class Content:
    """What the templates print as `content`; each part is read by the step that shows it."""

    meeting: Meeting
    room: Refinement
    now: datetime

    @cached_property
    def enough(self) -> Enough:
        return enough_for_next(self.meeting.team)

    @cached_property
    def steps(self) -> list[Step]:
        looked = set(self.room.looks.values_list("story_id", flat=True))
        largest = largest_size(self.meeting.team)
        top = rows(top_of_backlog(self.meeting.team), now=self.now, largest=largest)
        return [Step(row, row.story.pk == self.room.current_id, row.story.pk in looked) for row in top]

    @property
    def ready_count(self) -> int:
        return sum(step.is_fine for step in self.steps)

    @property
    def looked_count(self) -> int:
        return sum(step.is_looked_at for step in self.steps)

    @cached_property
    def subject(self) -> Subject | None:
        stories = Story.objects.select_related("persona", "status", "epic", "team")
        found = stories.filter(pk=self.room.current_id).first()
        return found and _subject(found, self.now)

    @cached_property
    def old(self) -> list[Row]:
        offered = stale_stories(self.meeting.team, self.now)[:OFFERED]
        return rows(offered, now=self.now, largest=largest_size(self.meeting.team))

    @cached_property
    def old_count(self) -> int:
        return stale_stories(self.meeting.team, self.now).count()

    @cached_property
    def decisions(self) -> list[Decision]:
        return decisions_in(self.meeting, self.now)

    @cached_property
    def looked(self) -> list[Story]:
        """Everything that was looked at, in that order, as it is now."""
        return [look.story for look in self.room.looks.select_related("story__status").order_by("at", "pk")]


def content(meeting: Meeting, now: datetime) -> Content:
    return Content(meeting, refinement_of(meeting), now)


def _subject(story: Story, now: datetime) -> Subject:
    facts = facts_of(story)
    obstacles = list(story.impediments.filter(resolved_at=None).values_list("title", flat=True))
    said = hints(facts, largest=largest_size(story.team), obstacles=obstacles, in_sprint=not story.in_backlog)
    if words := one_goal(story.goal):
        said.insert(0, Hint("One goal", False, words))
    return Subject(
        story=story,
        hints=sorted(said, key=lambda hint: hint.is_fine),
        ready=ready_checklist(story, facts),
        criteria=list(story.criteria.all()),
        areas=areas_of(story, now),
    )


def decisions_in(meeting: Meeting, now: datetime) -> list[Decision]:
    """Old stories that were kept or archived while the room was at work; what was split is told elsewhere."""
    period = period_of(meeting, now)
    kept = Keep.objects.filter(story__team=meeting.team_id, at__range=period).select_related("story", "by")
    split = StoryLink.objects.filter(kind=StoryLink.Kind.SPLIT_FROM, made_at__range=period)
    gone = Story.objects.filter(team=meeting.team_id, archived_at__range=period)
    gone = gone.exclude(pk__in=split.values("target")).exclude(pk__in=split.values("source"))
    told = Activity.objects.filter(
        subject_type="story", verb="archived", subject_id__in=[story.pk for story in gone], at__range=period
    ).select_related("actor")
    latest = {entry.subject_id: entry for entry in told.order_by("at", "pk")}
    found = [Decision(keep.story, keep.by.get_short_name(), keep.reason, keep.until) for keep in kept]
    return found + [_archived(story, latest.get(story.pk)) for story in gone]


def _archived(story: Story, entry: Activity | None) -> Decision:
    who = entry.actor.get_short_name() if entry and entry.actor else ""
    return Decision(story, who, str(entry.changes.get("reason", "")) if entry else "")
