"""Today: which ceremony is next, where the sprint stands and what waits for whom (FAC-4)."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ceremonies.meeting.rules import Kind
from ceremonies.schedule.queries import name_of, page_of, upcoming
from ceremonies.schedule.rules import Occurrence, moment_of
from ceremonies.today.queries import coming_up, next_up
from sprints.away.queries import outlook_of
from sprints.board.header import Facts, days_of, header
from sprints.board.queries import running_sprint, standing
from sprints.models import Sprint
from stories.models import Impediment, Story
from stories.rules import Category
from teams.access import Access, team_page
from teams.models import User
from teams.rules import Verb


@team_page(Verb.SEE)
def today(request: HttpRequest) -> HttpResponse:
    """The team's start page; a team without a sprint sees its first steps."""
    access, now = request.access, timezone.now()
    request.session["team"] = access.team.pk
    sprint = running_sprint(access.team)
    context = {"section": "scrum:today", "access": access, "now": now.astimezone(access.team.zone)}
    if sprint is None and not access.team.sprints.exists():
        return render(request, "scrum/first_steps.html", context | _first_steps(access))
    context |= {"waiting": _waiting_for(access), "impediments": _impediments(access, now)}
    coming = coming_up(access.team, now)
    context |= {"next_up": next_up(access.team, coming, now), "coming": _agenda(access, coming[:4])}
    context["outlook"] = outlook_of(access.team, sprint, access.team.today(now))
    context |= _sprint(access, sprint, now) if sprint else {"next_sprint": access.team.sprints.planned().first()}
    return render(request, "scrum/today.html", context)


def _sprint(access: Access, sprint: Sprint, now: datetime) -> dict:
    days = days_of(sprint, access.team, now)
    context = header(Facts(sprint, days), standing(sprint.pk))
    events = _events(access, sprint)
    strip = [
        {"date": day, "past": day < days.today, "today": day == days.today, "events": events.get(day)}
        for day in days.working
    ]
    return {"sprint": sprint, "facts": context, "strip": strip}


def _events(access: Access, sprint: Sprint) -> dict[date, str]:
    """What the schedule has on the sprint's days besides the daily standup, in words."""
    team = access.team
    begin, end = (moment_of(day, time(), team.zone) for day in (sprint.start_date, sprint.end_date + timedelta(days=1)))
    found = defaultdict(list)
    for one in upcoming(team, begin, end):
        if one.kind != Kind.STANDUP:
            found[one.day].append(name_of(one.kind))
    return {day: " and ".join(names) for day, names in found.items()}


def _agenda(access: Access, coming: list[Occurrence]) -> list[dict]:
    """Name, begin by the team's clock, minutes and page of each."""
    return [
        {
            "name": name_of(one.kind),
            "begins": one.starts_at.astimezone(access.team.zone),
            "minutes": one.minutes,
            "page": page_of(one.kind, access.team),
        }
        for one in coming
    ]


def _impediments(access: Access, now: datetime) -> list[tuple[Impediment, int]]:
    """Open impediments, oldest first, with their age in whole days."""
    rows = access.team.impediments.filter(resolved_at=None).select_related("story", "owner").order_by("opened_at")
    return [(row, (now - row.opened_at).days) for row in rows]


def _waiting_for(access: Access) -> list[Story]:
    """What the person has in hand in the running sprint: in review first."""
    mine = Story.objects.live().filter(team=access.team, assignees=access.user, sprint_item__isnull=False)
    begun = mine.filter(status__category__in=[Category.REVIEW, Category.DOING, Category.TODO])
    return list(begun.select_related("status", "persona").order_by("-status__position", "rank")[:8])


def _first_steps(access: Access) -> dict:
    team = access.team
    people = User.objects.filter(team_memberships__team=team, team_memberships__left_at=None)
    counts = {"story_count": team.stories.count(), "persona_count": team.organisation.personas.count()}
    return {"people": list(people), **counts}
