"""The tables behind a report, as rows for CSV and as one object for programs; points as numbers."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from sprints.models import CommittedStory, LedgerEvent
from sprints.reports.figures import FIGURES
from sprints.reports.queries import Report, Row
from teams.models import Team

SPRINTS = (
    "Sprint", "First day", "Last day", "State", "Committed", "Added", "Removed", "Re-estimated", "Carried over",
    "Completed", "Goal met",
)  # fmt: skip
COMMITMENT = ("Sprint", "Story", "Title", "Kind", "Points", "Persona", "Criteria", "Serves the goal")
LEDGER = ("Time", "Event", "Story", "Title", "Kind", "Points", "Status", "Category", "Carried to", "Reason", "Who")
_COMMITTED_STORY = (
    "commitment__sprint__number", "story_key", "title", "story_kind", "points", "persona", "criteria_count",
    "serves_goal",
)  # fmt: skip


def _local(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(sep=" ", timespec="seconds")


def _yes(value: bool | None) -> str:
    return {True: "yes", False: "no"}.get(value, "")


def sprint_row(row: Row) -> tuple[Any, ...]:
    """One line of the list of all sprints."""
    sprint, scope = row.sprint, row.scope
    return (
        sprint.number, sprint.start_date.isoformat(), sprint.end_date.isoformat(), sprint.state, scope.committed,
        scope.added, scope.removed, scope.reestimated, scope.carried, scope.done, _yes(sprint.goal_met),
    )  # fmt: skip


def commitment_rows(report: Report) -> Iterator[tuple[Any, ...]]:
    """The snapshot's stories."""
    stories = CommittedStory.objects.filter(commitment__sprint=report.sprint)
    return _commitments(stories.order_by("pk"))


def all_commitments(team: Team) -> Iterator[tuple[Any, ...]]:
    """The stories of every snapshot of the team, oldest sprint first."""
    stories = CommittedStory.objects.filter(commitment__sprint__team=team)
    return _commitments(stories.order_by("commitment__sprint__number", "pk"))


def _commitments(stories) -> Iterator[tuple[Any, ...]]:
    return ((*most, _yes(serves_goal)) for *most, serves_goal in stories.values_list(*_COMMITTED_STORY))


def ledger_rows(report: Report) -> Iterator[tuple[Any, ...]]:
    """Every event of the sprint in order, in the commitment's time zone, which is written beside each time."""
    names = dict(LedgerEvent.objects.filter(sprint=report.sprint).values_list("actor_id", "actor__name").distinct())
    for event in report.events:
        yield (
            _local(event.at, report.zone), event.kind, event.key, event.title, event.story_kind, event.points,
            event.status, event.category, event.destination, event.reason, names.get(event.actor_id) or "",
        )  # fmt: skip


def numbers_of(report: Report) -> dict[str, Any]:
    """Every number that the report shows; text only where it names what a number is about."""
    scope = report.scope
    return {
        "sprint": report.sprint.number,
        "capacity_days": report.commitment.capacity_days,
        "people": len(report.people),
        "totals": {
            name: getattr(scope, name)
            for name in ("committed", "added", "removed", "reestimated", "current", "done", "remaining", "carried")
        },
        "differences": [
            {"kind": d.kind, "at": _local(d.at, report.zone), "story": d.key, "before": d.before, "after": d.after,
             "change": d.change}
            for d in report.differences
        ],
        "stories": [
            {"story": o.item.key, "points": o.item.points, "status": o.item.status, "done_on_day": o.done_on_day,
             "carried_to": o.carried_to}
            for o in report.outcomes
        ],
        "commitment": [list(row) for row in commitment_rows(report)],
        "series": {} if report.sprint.is_imported else {key: make(report).rows for key, make in FIGURES.items()},
        "fingerprint": report.fingerprint,
    }  # fmt: skip
