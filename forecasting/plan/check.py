"""Reads the commitment check of a planned sprint: the verdict, and the reasons for it (SPR-2)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from core.templatetags.truepace import points_text
from forecasting.plan.queries import Outlook, outlook_of
from forecasting.plan.reasons import Absent, Change, Chosen, Reason, Situation, areas_in, reasons_of
from sprints import rules as sprint_rules
from sprints.models import Sprint
from sprints.planning.queries import Pick, Staffing, chosen_in, staffing_of, team_changes_before
from stories.links.queries import open_blockers
from stories.models import Story
from stories.rules import Category, Kind
from teams.models import Team

UNSIZED = "It is not estimated."


@dataclass(frozen=True, slots=True)
class Check:
    """What the team is told before it commits."""

    outlook: Outlook
    reasons: list[Reason]


def check_of(sprint: Sprint) -> Check:
    """The commitment check; the same for whoever looks, so no reason of an absence is in it."""
    staffing = staffing_of(sprint)
    chosen = _chosen(chosen_in(sprint))
    knowledge, finished = _knowledge(sprint.team, areas_in(chosen))
    changes = [
        Change(change.person, name, change.joined, change.after)
        for name, change in team_changes_before(sprint, staffing.people)
    ]
    situation = Situation(chosen, staffing.percent, _absent(sprint, staffing), changes, knowledge, finished)
    return Check(outlook_of(sprint), reasons_of(situation))


def _chosen(picks: list[Pick]) -> list[Chosen]:
    ids = [pick.story.pk for pick in picks]
    blockers, areas = open_blockers(ids), _areas(ids)
    return [
        Chosen(
            key=pick.story.key,
            carried=pick.carried,
            gaps=[gap for gap in pick.gaps if gap != UNSIZED],
            is_unestimated=pick.story.points is None and pick.story.kind != Kind.SPIKE,
            waits_for_another_team=any(not is_ours for _, is_ours in blockers.get(pick.story.pk, ())),
            areas=areas[pick.story.pk],
        )
        for pick in picks
    ]


def _areas(story_ids: list[int]) -> dict[int, list[str]]:
    """The names of each story's epic and labels, by its id."""
    found: dict[int, list[str]] = defaultdict(list)
    for key, epic, label in Story.objects.filter(pk__in=story_ids).values_list("pk", "epic__name", "labels__name"):
        found[key] += [name for name in (epic, label) if name and name not in found[key]]
    return found


def _knowledge(team: Team, areas: Collection[str]) -> tuple[dict[str, dict[int, str]], Counter[str]]:
    """Who of today's team has finished stories in these areas, and how many stories there were."""
    people: dict[str, dict[int, str]] = defaultdict(dict)
    stories: dict[str, set[int]] = defaultdict(set)
    members = dict(team.memberships.current().values_list("user", "user__name"))
    done = team.stories.filter(status__category=Category.DONE, assignees__in=members)
    done = done.filter(Q(epic__name__in=areas) | Q(labels__name__in=areas))
    for key, epic, label, person in done.values_list("pk", "epic__name", "labels__name", "assignees"):
        for area in {epic, label} & set(areas):
            stories[area].add(key)
            if person in members:
                people[area][person] = members[person]
    return people, Counter({area: len(keys) for area, keys in stories.items()})


def _absent(sprint: Sprint, staffing: Staffing) -> list[Absent]:
    """Who has fewer days than their usual share of the sprint."""
    found = []
    for person in staffing.people:
        share = person.calendar.membership.allocation
        full = sprint_rules.available_days(staffing.working_days, Decimal(0), share)
        if person.available < full:
            found.append(Absent(person.user.pk, str(person.user), points_text(person.available), points_text(full)))
    return found
