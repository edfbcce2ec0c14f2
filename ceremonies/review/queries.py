"""What reviews read."""

from dataclasses import dataclass
from decimal import Decimal

from ceremonies.models import Demo, Feedback, Meeting, Review
from ceremonies.review.rules import Numbers, Shown
from sprints.models import Sprint
from sprints.reports.queries import Report, report_of
from sprints.rules import SprintState
from stories.models import Story
from stories.rules import Category
from teams.models import Team


def sprint_to_show(team: Team) -> Sprint | None:
    """The running sprint, else the one that ended last; None for a team without."""
    running = team.sprints.active().first()
    return running or team.sprints.closed().order_by("-end_date", "-number").first()


def review_of(meeting: Meeting) -> Review:
    return Review.objects.select_related("meeting__team__organisation", "meeting__sprint").get(meeting=meeting)


def demos_of(review: Review) -> list[Demo]:
    """In the order of showing."""
    return list(review.demos.select_related("story__status", "story__persona", "presenter", "decided_by"))


def feedback_of(review: Review) -> list[Feedback]:
    """In the order of being said."""
    return list(review.feedback.select_related("author__user", "demo", "story"))


def report_on(sprint: Sprint | None) -> Report | None:
    """The ledger's report; None without a sprint, or with one that was never committed."""
    return report_of(sprint) if sprint is not None and hasattr(sprint, "commitment") else None


def numbers_of(report: Report | None) -> Numbers | None:
    if report is None:
        return None
    scope = report.scope
    return Numbers(scope.committed, scope.added, scope.removed, scope.done, scope.remaining)


def shown_in(demos: list[Demo]) -> list[Shown]:
    """The demos as the increment keeps them."""
    return [
        Shown(one.story_id, one.key, one.title, one.points, str(one.presenter or ""), one.verdict, one.reason)
        for one in demos
    ]


@dataclass(frozen=True, slots=True)
class DoneStory:
    """A story that the sprint has finished."""

    story: Story
    points: Decimal | None
    serves_goal: bool


def done_in(sprint: Sprint | None) -> list[DoneStory]:
    """The sprint's done stories, those that serve the goal first, then in the order of being done."""
    report = report_on(sprint)
    if report is None:
        return []
    goal = {story.story_id for story in report.goal_stories}
    done = {one.item.ref: one.item for one in report.done if isinstance(one.item.ref, int)}
    stories = sprint.team.stories.filter(archived_at=None).in_bulk(done)
    found = [DoneStory(stories[ref], item.points, ref in goal) for ref, item in done.items() if ref in stories]
    return sorted(found, key=lambda one: not one.serves_goal)


def has_news(meeting: Meeting) -> bool:
    """Whether there may be a done story that the review does not show yet: of a running sprint a quick question."""
    if meeting.sprint is not None and meeting.sprint.state != SprintState.ACTIVE:
        return True
    done = Story.objects.live().filter(sprint_item__sprint=meeting.sprint_id, status__category=Category.DONE)
    return done.exclude(demos__review__meeting=meeting.pk).exists()


def open_criteria(story: Story | None) -> int:
    """How many acceptance criteria nobody has seen work yet."""
    return 0 if story is None else story.criteria.filter(met_at=None).count()
