"""What the room of a review shows, the same for everybody."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from ceremonies.models import Demo, Feedback, Meeting, Review
from ceremonies.review import rules
from ceremonies.review.queries import demos_of, feedback_of, numbers_of, report_on, review_of
from ceremonies.review.rules import Numbers, Verdict
from core.templatetags.truepace import points_text
from sprints.models import Sprint
from sprints.reports.queries import Report
from stories.models import Criterion
from teams.models import User


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the increment with what it counts, and a few words beside it."""

    name: str
    value: str
    note: str = ""


@dataclass
class ReviewRoom:
    """What the templates of a review print as `content`."""

    review: Review
    demos: list[Demo]
    feedback: list[Feedback]
    report: Report | None
    team_people: list[User]

    lobby_template = "ceremonies/review/_lobby.html"

    @property
    def sprint(self) -> Sprint | None:
        return self.review.meeting.sprint

    @property
    def points(self) -> Decimal:
        return sum((demo.points or Decimal(0) for demo in self.demos), Decimal(0))

    @cached_property
    def current(self) -> Demo | None:
        return next((demo for demo in self.demos if demo.is_current), None)

    @property
    def following(self) -> Demo | None:
        return rules.next_to_show(self.demos)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """Of the story that is being shown."""
        story = self.current and self.current.story
        return list(story.criteria.select_related("met_by")) if story else []

    @property
    def criteria_met(self) -> int:
        return sum(criterion.met_at is not None for criterion in self.criteria)

    @property
    def criteria_open(self) -> int:
        return len(self.criteria) - self.criteria_met

    @property
    def returned(self) -> list[Demo]:
        return [demo for demo in self.demos if demo.verdict == Verdict.RETURNED]

    @property
    def undecided(self) -> int:
        return sum(not demo.verdict for demo in self.demos)

    @property
    def goal_stories(self) -> list[Demo]:
        return [demo for demo in self.demos if demo.serves_goal]

    @property
    def goal_stories_committed(self) -> int:
        return len(self.report.goal_stories) if self.report else 0

    @property
    def became_stories(self) -> int:
        return sum(bool(said.story_key) for said in self.feedback)

    @property
    def numbers(self) -> Numbers | None:
        return numbers_of(self.report)

    @property
    def figures(self) -> list[Figure]:
        """From the sprint's ledger as it is now, with the verdicts of this room."""
        found = []
        if numbers := self.numbers:
            found += [
                Figure("Committed", points_text(numbers.committed), _stories(len(self.report.stories))),
                Figure("Added", points_text(numbers.added), _stories(len(self.report.added))),
                Figure("Done", points_text(numbers.done), _stories(len(self.report.done))),
            ]
        for verdict in Verdict:
            these = [demo for demo in self.demos if demo.verdict == verdict]
            figure = Figure(verdict.title(), points_text(rules.points_of(these, verdict)), _stories(len(these)))
            found += [figure] if these or verdict == Verdict.ACCEPTED else []
        if numbers and numbers.open:
            found.append(Figure("Not done", points_text(numbers.open), _stories(len(self.report.scope.unfinished))))
        return found

    @property
    def recorded(self) -> list[Figure]:
        """The numbers that were recorded when the room closed."""
        points = (self.review.increment or {}).get("points", {})
        names = {"committed": "Committed", "added": "Added", "done": "Done", "accepted": "Accepted",
                 "returned": "Returned", "open": "Not done"}  # fmt: skip
        return [Figure(name, points_text(points[key])) for key, name in names.items() if key in points]

    @property
    def shipped(self) -> list[dict[str, Any]]:
        """The recorded stories that were not returned."""
        stories = (self.review.increment or {}).get("stories", [])
        return [one for one in stories if one["verdict"] != Verdict.RETURNED]


def _stories(count: int) -> str:
    return f"{count} {'story' if count == 1 else 'stories'}"


def content(meeting: Meeting, now: datetime) -> ReviewRoom:
    """Reads a review's room."""
    review = review_of(meeting)
    members = meeting.team.memberships.current().select_related("user").order_by("user__name", "pk")
    return ReviewRoom(
        review=review,
        demos=demos_of(review),
        feedback=feedback_of(review),
        report=report_on(review.meeting.sprint),
        team_people=[member.user for member in members],
    )
