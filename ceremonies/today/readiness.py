"""What is ready for the next ceremony of a kind, and what is missing."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from ceremonies.actions.queries import open_actions
from ceremonies.meeting.rules import Kind
from ceremonies.planning.queries import brought_to
from ceremonies.refinement.queries import enough_for_next, next_sprint_of, top_of_backlog
from ceremonies.review.queries import report_on, sprint_to_show
from ceremonies.standup.queries import answers_on
from ceremonies.today.rules import Readiness, counted
from core.templatetags.truepace import points_text
from sprints.planning.queries import chosen_in
from stories.models import Story
from stories.rules import Kind as StoryKind
from teams.models import Team

Check = Callable[[Team, datetime], Readiness]


def readiness_of(kind: Kind, team: Team, now: datetime) -> Readiness:
    return CHECKS[kind](team, now)


def _standup(team: Team, now: datetime) -> Readiness:
    wrote = len(answers_on(team, team.today(now)))
    blocked = team.impediments.filter(resolved_at=None).count()
    said = counted(wrote, "person has", "people have")
    ready = (f"{said} written already, so it may end early.",) if wrote else ()
    missing = () if team.sprints.active().exists() else ("No sprint is running.",)
    open_ones = counted(blocked, "impediment is", "impediments are")
    return Readiness(ready, missing + ((f"{open_ones} open.",) if blocked else ()))


def _refinement(team: Team, now: datetime) -> Readiness:
    enough = enough_for_next(team)
    top = list(top_of_backlog(team).values_list("pk", flat=True))
    unsized = Story.objects.filter(pk__in=top, points=None).exclude(kind=StoryKind.SPIKE).count()
    ready = f"{points_text(enough.points)} points are Ready for {enough.sprint or 'the next sprint'}."
    missing = [enough.says] if enough.says else []
    if unsized:
        missing.append(f"{counted(unsized, 'story', 'stories')} near the top of the backlog without an estimate.")
    return Readiness((ready,), tuple(missing))


def _poker(team: Team, now: datetime) -> Readiness:
    waiting = Story.objects.filter(team=team, points=None).in_backlog().exclude(kind=StoryKind.SPIKE).count()
    if not waiting:
        return Readiness(missing=("Every story of the backlog has an estimate.",))
    return Readiness((f"{counted(waiting, 'story waits', 'stories wait')} for an estimate.",))


def _planning(team: Team, now: datetime) -> Readiness:
    sprint = next_sprint_of(team)
    if sprint is None:
        return Readiness(missing=("No sprint is planned yet.",))
    chosen, brought = chosen_in(sprint), brought_to(sprint)
    unready = sum(bool(pick.gaps) for pick in chosen)
    ready = [f"{counted(len(chosen), 'story is', 'stories are')} chosen for {sprint}."] if chosen else []
    along = len(brought.actions) + len(brought.feedback)
    ready += [f"{counted(along, 'action or feedback comes', 'actions and feedback come')} along."] if along else []
    missing = [] if sprint.goal else [f"{sprint} has no goal."]
    missing += [f"{counted(unready, 'chosen story is', 'chosen stories are')} not Ready."] if unready else []
    return Readiness(tuple(ready), tuple(missing))


def _review(team: Team, now: datetime) -> Readiness:
    report = report_on(sprint_to_show(team))
    if report is None:
        return Readiness(missing=("No sprint can be shown yet.",))
    done = len(report.done)
    open_goals = len(report.goal_stories) - report.goal_stories_done
    ready = (f"{counted(done, 'story is', 'stories are')} done and can be shown.",) if done else ()
    missing = () if done else ("No story is done yet.",)
    if open_goals:
        missing += (f"{counted(open_goals, 'goal story is', 'goal stories are')} not done.",)
    return Readiness(ready, missing)


def _retro(team: Team, now: datetime) -> Readiness:
    actions, today = open_actions(team), team.today(now)
    late = sum(action.due_on < today for action in actions)
    ready = (f"{counted(len(actions), 'action', 'actions')} to decide on.",) if actions else ()
    missing = (f"{counted(late, 'action is', 'actions are')} overdue.",) if late else ()
    return Readiness(ready, missing)


CHECKS: Final[dict[Kind, Check]] = {
    Kind.STANDUP: _standup, Kind.REFINEMENT: _refinement, Kind.POKER: _poker, Kind.PLANNING: _planning,
    Kind.REVIEW: _review, Kind.RETRO: _retro,
}  # fmt: skip
