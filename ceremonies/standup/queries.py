"""What standups read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from ceremonies.meeting.rules import Kind
from ceremonies.models import Meeting, StandupAgreement, StandupAnswer
from ceremonies.standup import rules
from sprints.board.cards import Card, Look, cards_of
from sprints.board.header import days_of
from sprints.board.queries import rows_of
from sprints.models import Sprint
from sprints.rules import SprintState
from stories.models import Story
from teams.availability.queries import calendar_of, holidays_of
from teams.models import Activity, Team, User

FOUND_AT_MOST = 100  # answers that one search shows


def agreement_of(team: Team) -> StandupAgreement:
    """The team's agreement; the usual one, unsaved, of a team that has not made any."""
    return StandupAgreement.objects.filter(team=team).first() or StandupAgreement(team=team)


def days_to_answer(team: Team, now: datetime) -> list[date]:
    """Today, if the team works today, and its next day at work."""
    today = team.today(now)
    holidays = holidays_of(team, today, today + timedelta(rules.LOOK_AHEAD))
    found = [today] if rules.is_standup_day(today, team.working_days, holidays) else []
    following = rules.standup_day(today, 1, team.working_days, holidays)
    return found + ([following] if following else [])


def expected_on(team: Team, day: date) -> list[User]:
    """Who is at work on that day, at least for half of it; days off and public holidays are skipped (STD-7)."""
    return [person.user for person in calendar_of(team, day, day) if person.days[0].halves]


def settled_at(team: Team, day: date) -> datetime | None:
    """From when on others have read a day's answers: the cut-off of a written day, else the end of its standup."""
    agreement = agreement_of(team)
    if rules.is_written(day, agreement.written_on):
        return rules.moment_of(day, agreement.cutoff, team.zone)
    room = standups_on(team, day).exclude(closed_at=None).order_by("closed_at").first()
    return room and room.closed_at


def standups_on(team: Team, day: date) -> QuerySet[Meeting]:
    """Rooms that were opened on a day of the team's own clock; such a day may have 23 or 25 hours."""
    begin, end = (rules.moment_of(one, time(), team.zone) for one in (day, day + timedelta(1)))
    return team.meetings.of_kind(Kind.STANDUP).filter(created_at__gte=begin, created_at__lt=end)


def answers_on(team: Team, day: date) -> list[StandupAnswer]:
    return list(team.standup_answers.filter(day=day).select_related("user", "impediment").order_by("written_at", "pk"))


def answer_of(team: Team, user: User, day: date) -> StandupAnswer | None:
    return team.standup_answers.filter(user=user, day=day).select_related("user", "impediment").first()


def moved_by(team: Team, user: User, day: date, now: datetime) -> str:
    """What the person moved on the board since the standup before `day`, in words (STD-6)."""
    holidays = holidays_of(team, day - timedelta(rules.LOOK_AHEAD), day)
    before = rules.standup_day(day, -1, team.working_days, holidays)
    since = rules.moment_of(before or day, time(), team.zone)
    rows = Activity.objects.filter(
        team=team, actor=user, verb="moved", subject_type="story", at__gte=since, at__lte=now
    ).order_by("at", "pk")
    moves = list(rows.values_list("subject_id", "changes"))
    keys = dict(Story.objects.filter(pk__in={pk for pk, _ in moves}).values_list("pk", "key"))
    return rules.moves_in_words((keys[pk], changes["status"][1]) for pk, changes in moves if pk in keys)


def search_answers(team: Team, *, text: str = "", user_id: int | None = None) -> list[StandupAnswer]:
    """Answers that hold every word of `text`, newest first."""
    found = team.standup_answers.select_related("user", "impediment")
    for word in text.split()[:8]:
        found = found.filter(
            Q(yesterday__icontains=word) | Q(today__icontains=word) | Q(in_the_way__icontains=word)
        )  # fmt: skip
    if user_id is not None:
        found = found.filter(user=user_id)
    return list(found[:FOUND_AT_MOST])


def plate_of(sprint: Sprint | None, user: User | None, now: datetime) -> Sequence[Card]:
    """Cards of what a person has in hand in a running sprint that is not done, as the board shows them."""
    if sprint is None or user is None or sprint.state != SprintState.ACTIVE:
        return []
    items = sprint.items.filter(story__assignees=user).exclude(story__status__category="done")
    team = sprint.team
    look = Look(team, days_of(sprint, team, now), dict(team.statuses.values_list("pk", "category")))
    return cards_of(rows_of(items), {}, look)
