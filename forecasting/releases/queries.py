"""Reads a release and its forecast. Who is looking plays no part, and no person does."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.core.cache import caches
from django.db.models import F, Q, QuerySet

from forecasting.models import Release
from forecasting.releases.coming import coming_sprints
from forecasting.releases.rules.burn_up import Boundary, Piece
from forecasting.releases.rules.forecast import ReleaseForecast, Situation, forecast_of
from forecasting.releases.rules.plan import Plan
from forecasting.velocity.finished import ClosedSprint, closed_sprints, finished_sprints, usual_points
from forecasting.velocity.prior import prior_for
from sprints.ledger.rules import DONE, EventKind
from sprints.models import LedgerEvent
from stories.models import Label, Story
from stories.rules import Category, Kind
from teams.models import Activity, Team

SHOWN_SPRINTS = 12  # growth looks at the latest of them


def release_forecast(release: Release, now: datetime) -> ReleaseForecast:
    """Everything that a page, a report or a program says about a release, made once for each state of the team."""
    key = f"release-forecast:{forecast_key(release, now)}"
    return caches["fragments"].get_or_set(key, lambda: forecast_of(situation_of(release, now)))


def situation_of(release: Release, now: datetime) -> Situation:
    """What the forecast, and every what-if, is made from; remembered like the forecast."""
    key = f"release-situation:{forecast_key(release, now)}"
    return caches["fragments"].get_or_set(key, lambda: _situation(release, now).worked_out())


def forecast_key(release: Release, now: datetime) -> str:
    """Changes whenever a forecast could: with the day, and with whatever anybody in the organisation does.

    Every change leaves a row in the diary, in the same transaction; one quick query finds the latest.
    """
    diary = Activity.objects.filter(organisation=release.team.organisation_id)
    latest = diary.order_by("-pk").values_list("pk", flat=True).first()
    return f"{release.pk}:{release.version}:{latest}:{release.team.today(now).isoformat()}"


def stories_of(release: Release) -> QuerySet[Story]:
    """The scope: live stories of its epics and labels, and its single ones, but for those left out."""
    labelled = Label.stories.through.objects.filter(label__in=release.labels.values("pk")).values("story")
    chosen = Q(epic__in=release.epics.values("pk")) | Q(pk__in=labelled) | Q(pk__in=release.stories.values("pk"))
    scope = Story.objects.filter(chosen, team=release.team_id).live()
    return scope.exclude(pk__in=release.left_out.values("pk"))


def releases_of(team: Team) -> QuerySet[Release]:
    """Current releases, the next target first, those without a date last."""
    current = team.releases.current().select_related("team__organisation")
    return current.order_by(F("target_date").asc(nulls_last=True), "name")


def _situation(release: Release, now: datetime) -> Situation:
    team, today = release.team, release.team.today(now)
    closed = closed_sprints(team)
    coming = coming_sprints(team, closed, today)
    pace = coming.stretch * release.pace_percent / 100
    frame = Plan(
        history=usual_points(closed, finished_sprints(closed)),
        prior=prior_for(team),
        stops=coming.stops,
        backlog=0.0,
        first=coming.first / coming.stretch,
        pace=pace,
        target=release.target_date,
    )
    return Situation(
        release=release.pk,
        name=release.name,
        goal=release.goal,
        pace_percent=release.pace_percent,
        created_at=release.created_at,
        today=today,
        pieces=tuple(_pieces(release)),
        boundaries=tuple(_boundary(sprint) for sprint in closed[-SHOWN_SPRINTS:]),
        since=coming.since,
        frame=frame,
    )


def _boundary(sprint: ClosedSprint) -> Boundary:
    return Boundary(sprint.number, sprint.end_date, sprint.closed_at)


_COLUMNS = ("pk", "key", "title", "kind", "epic", "rank", "points", "status__category", "created_at", "updated_at")


def _pieces(release: Release) -> Iterable[Piece]:
    rows = list(stories_of(release).order_by("rank", "pk").values_list(*_COLUMNS))
    ids = [row[0] for row in rows]
    done, estimates, zone = _done_times(ids), _estimates(release.team, ids), release.team.zone
    for pk, key, title, kind, epic, rank, points, category, created_at, updated_at in rows:
        # Done outside of any sprint, it has no ledger: its last change is the best that is known.
        done_at = done.get(pk, updated_at).astimezone(zone) if category == Category.DONE else None
        now = None if points is None else float(points)
        yield Piece(pk, key, title, kind != Kind.SPIKE, epic, rank, _timed(created_at, estimates[pk], now), done_at)


def _done_times(story_ids: list[int]) -> dict[int, datetime]:
    """When each story was last moved to Done in a sprint."""
    moves = LedgerEvent.objects.filter(story_id__in=story_ids, kind=EventKind.MOVED, category=DONE)
    return dict(moves.order_by("at", "pk").values_list("story_id", "at"))


def _estimates(team: Team, story_ids: list[int]) -> dict[int, list[tuple[datetime, list]]]:
    """Every change of an estimate, from the diary: when, and from what to what."""
    entries = Activity.objects.filter(
        team=team, subject_type="story", verb="estimated", subject_id__in=story_ids
    ).order_by("at", "pk")
    found = defaultdict(list)
    for story, at, changes in entries.values_list("subject_id", "at", "changes"):
        found[story].append((at, changes["points"]))
    return found


def _timed(created_at: datetime, changes: list, now: float | None) -> tuple[tuple[datetime, float | None], ...]:
    """All estimates of a story in their order: the one it was written with, each change, and what holds now."""
    first = changes[0][1][0] if changes else now
    steps = [(created_at, _number(first)), *((at, _number(after)) for at, (_, after) in changes)]
    last = steps.pop()
    return (*steps, (last[0], now))


def _number(value: object) -> float | None:
    return None if value is None else float(value)
