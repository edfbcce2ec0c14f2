"""Every change to a story goes through one of these functions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from core.errors import Conflict, GateClosed
from live.publish import publish
from stories import rules
from stories.checks.criteria import write_criteria
from stories.hooks import ChangeKind, StoryChange, story_changed
from stories.models import GateOverride, Status, Story
from stories.permissions import Override
from stories.rules import Category, Gate, Kind
from stories.search.services import index_stories
from stories.story import cleaning
from stories.story.queries import facts_of
from stories.story.telling import tell_given
from teams.models import Team, User
from teams.services import diary


def lock_story(story: Story) -> Story:
    """The story as it is now, locked until the transaction ends; raises Conflict when it is gone."""
    # Locked by itself: a query that locks and joins loses the row when a parallel move has changed what it joins.
    if connection.features.has_select_for_update:
        list(Story.objects.select_for_update().filter(pk=story.pk).values_list("pk"))
    fresh = Story.objects.select_related("team", "status", "persona").filter(pk=story.pk).first()
    if fresh is None:
        raise Conflict(f"{story.key} was deleted in the meantime.", fix="Your text is still in the form: copy it.")
    return fresh


def save_change(story: Story, change: StoryChange, *, actor: User | None, now: datetime, fields: Iterable[str] = ()):
    """Writes `fields`, counts up the version and tells everybody above: ledger, board, backlog."""
    story.version += 1
    story.updated_at = now
    story.save(update_fields=[*fields, "version", "updated_at"])
    story_changed(story=story, change=change, actor=actor, now=now)
    publish(f"backlog:{story.team_id}", "story", {"story": story.pk})


def _next_number(team: Team) -> int:
    Team.objects.filter(pk=team.pk).update(last_story_number=F("last_story_number") + 1)
    return Team.objects.values_list("last_story_number", flat=True).get(pk=team.pk)


def _rank_at(team: Team, *, top: bool) -> int:
    ranks = Story.objects.filter(team=team, in_backlog=True).order_by("rank" if top else "-rank")
    end = ranks.values_list("rank", flat=True).first()
    return rules.rank_between(None, end) if top else rules.rank_between(end, None)


@transaction.atomic
def create_story(
    *,
    team: Team,
    actor: User | None,
    now: datetime,
    title: str = "",
    kind: str = Kind.STORY,
    points: Any = None,
    criteria: Iterable[str | dict] = (),
    top: bool = False,
    external_key: str = "",
    **fields: Any,
) -> Story:
    """Writes a new story at the bottom (or top) of the team's backlog.

    `fields`: persona, goal, value, description, question, timebox_days, epic, labels, assignees.
    Raises Invalid naming the field.
    """
    cleaned, many = cleaning.clean(team, {"kind": kind, "title": title, **fields})
    cleaned["title"] = cleaned["title"] or cleaning.title_from(cleaned)
    number = _next_number(team)
    story = Story.objects.create(
        team=team,
        number=number,
        key=f"{team.key}-{number}",
        status=team.statuses.filter(category=Category.TODO).first(),
        points=None if kind == Kind.SPIKE else rules.parse_points(points),
        rank=_rank_at(team, top=top),
        external_key=external_key,
        created_at=now,
        created_by=actor,
        updated_at=now,
        **cleaned,
    )
    for name, values in many.items():
        getattr(story, name).set(values)
    if many.get("assignees"):
        tell_given(story, (), actor=actor, now=now)
    for position, text in enumerate(criteria):
        story.criteria.create(position=position, **cleaning.clean_criterion(text))
    index_stories([story.pk])
    diary.record(actor=actor, verb="created", subject=story, now=now, team=team, points=story.points)
    publish(f"backlog:{team.pk}", "story", {"story": story.pk})
    return story


@transaction.atomic
def edit_story(
    *,
    story: Story,
    actor: User,
    now: datetime,
    seen_version: int | None = None,
    criteria: Sequence[tuple[int | None, str]] | None = None,
    **fields: Any,
) -> Story:
    """Changes what is written: the fields of `create_story` and `points`; `criteria` is the whole list as (id, text).

    `seen_version` is the `edit_version` of the form. Raises Conflict with `current` (the fields where the saved text
    differs from the sent one) when somebody else has edited since, Invalid naming the field.
    """
    story = lock_story(story)
    if seen_version is not None and seen_version != story.edit_version:
        raise _stale(story, fields)
    points = rules.parse_points(fields.pop("points", story.points))
    cleaned, many = cleaning.clean(story.team, fields, story=story)
    changes = {n: (getattr(story, n), v) for n, v in cleaned.items() if getattr(story, n) != v}
    for name, (_, value) in changes.items():
        setattr(story, name, value)
    had = {person.pk for person in story.assignees.all()} if "assignees" in many else set()
    changes |= cleaning.set_many(story, many)
    if changes:
        diary.record(actor=actor, verb="edited", subject=story, now=now, team=story.team, **changes)
    rewritten = criteria is not None and write_criteria(story, criteria, actor=actor, now=now)
    if changes or rewritten:
        save_written(story, actor=actor, now=now, fields=[name for name in cleaned if name in changes])
    if "assignees" in changes:
        tell_given(story, had, actor=actor, now=now)
    return _estimate(story, points, actor=actor, now=now)


def save_written(story: Story, *, actor: User | None, now: datetime, fields: Iterable[str] = ()) -> None:
    """As `save_change`, for written words: forms that were opened before are stale, and searches find the new ones."""
    story.edit_version += 1
    save_change(story, StoryChange(ChangeKind.EDITED), actor=actor, now=now, fields=[*fields, "edit_version"])
    index_stories([story.pk])


def _stale(story: Story, sent: dict[str, Any]) -> Conflict:
    current = {name: getattr(story, name) for name in sent if name not in ("labels", "assignees", "points")}
    differing = {name: value for name, value in current.items() if _as_typed(value) != _as_typed(sent[name])}
    return Conflict(
        f"Somebody else has changed {story.key} since you opened it.",
        fix="Your text is kept below: compare it with what is saved now, then save again.",
        current=differing,
    )


def _as_typed(value: Any) -> str:
    """A value without what a browser changes about it on the way: line ends, outer blanks."""
    return "\n".join(str(value or "").strip().splitlines())


def _estimate(story: Story, points: Decimal | None, *, actor: User | None, now: datetime, reason: str = "") -> Story:
    if story.kind == Kind.SPIKE:
        points = None
    if points == story.points:
        return story
    before, story.points = story.points, points
    diary.record(actor=actor, verb="estimated", subject=story, now=now, team=story.team, points=(before, points))
    change = StoryChange(ChangeKind.ESTIMATED, before=before, after=points, reason=reason)
    save_change(story, change, actor=actor, now=now, fields=["points"])
    return story


@transaction.atomic
def estimate_story(*, story: Story, points: Any, actor: User | None, now: datetime, reason: str = "") -> Story:
    """Sets the points (None: not estimated). In a running sprint the ledger notes it. Spikes stay without points."""
    return _estimate(lock_story(story), rules.parse_points(points), actor=actor, now=now, reason=reason)


def pass_gate(story: Story, gate: Gate, gaps: list[str], override: Override | None, *, now: datetime) -> None:
    """Lets a story through a gate, or raises GateClosed with what is missing; an override is kept with its reason."""
    if not gaps:
        return
    if override is None:
        word = "Ready" if gate == Gate.READY else "Done"
        raise GateClosed(
            f"{story.key} is not {word} yet.",
            open_items=gaps,
            field="status" if gate == Gate.DONE else "stories",
            fix="Close what is open, or let the product owner override with a reason.",
        )
    GateOverride.objects.create(story=story, gate=gate, reason=override.reason, open_items=gaps, by=override.by, at=now)
    diary.record(
        actor=override.by, verb="overrode gate", subject=story, now=now, team=story.team,
        gate=str(gate), reason=override.reason,
    )  # fmt: skip


@transaction.atomic
def change_status(
    *, story: Story, status: Status, actor: User | None, now: datetime, override: Override | None = None
) -> Story:
    """Moves a story along the workflow; entering Done asks the Definition of Done (STO-2, STO-3).

    Raises Conflict when the status belongs to another team, GateClosed when Done is not met.
    """
    story = lock_story(story)
    if status.team_id != story.team_id:
        raise Conflict("That column belongs to another team.", field="status", fix="Reload the page.")
    if status.pk == story.status_id:
        return story
    if status.category == Category.DONE and not story.is_done:
        pass_gate(story, Gate.DONE, rules.done_gaps(facts_of(story)), override, now=now)
    before, story.status = story.status, status
    diary.record(actor=actor, verb="moved", subject=story, now=now, team=story.team, status=(before.name, status.name))
    change = StoryChange(ChangeKind.MOVED, before=before, after=status)
    save_change(story, change, actor=actor, now=now, fields=["status"])
    return story


@transaction.atomic
def archive_story(*, story: Story, actor: User, now: datetime, reason: str = "") -> Story:
    """Takes a story out of backlog and sprint; its history stays and it can be restored. Again: no change."""
    story = lock_story(story)
    if story.archived_at is not None:
        return story
    story.archived_at, was_in_backlog = now, story.in_backlog
    diary.record(
        actor=actor, verb="archived", subject=story, now=now, team=story.team, reason=reason, backlog=was_in_backlog
    )
    save_change(story, StoryChange(ChangeKind.ARCHIVED, reason=reason), actor=actor, now=now, fields=["archived_at"])
    return story


@transaction.atomic
def restore_story(*, story: Story, actor: User, now: datetime) -> Story:
    """Brings an archived story back to the backlog, at its old place. Again: no change."""
    story = lock_story(story)
    if story.archived_at is None:
        return story
    story.archived_at = None
    story.in_backlog = not story.is_done
    diary.record(actor=actor, verb="restored", subject=story, now=now, team=story.team)
    save_change(story, StoryChange(ChangeKind.EDITED), actor=actor, now=now, fields=["archived_at", "in_backlog"])
    return story


@transaction.atomic
def delete_story(*, story: Story, actor: User, now: datetime, reason: str = "") -> None:
    """Removes a story for good; the ledgers of the sprints it was in keep their rows. Prefer `archive_story`."""
    story = lock_story(story)
    diary.record(actor=actor, verb="deleted", subject=story, now=now, team=story.team, reason=reason)
    story_changed(story=story, change=StoryChange(ChangeKind.DELETED, reason=reason), actor=actor, now=now)
    publish(f"backlog:{story.team_id}", "story", {"story": story.pk})
    story.delete()
