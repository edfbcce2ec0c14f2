"""What the views of a plan have in common."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from sprints.models import Sprint
from sprints.permissions import may_choose_stories
from sprints.planning.queries import staffing_of, team_changes_before, totals_of
from teams.access import Access

ROOM = "sprints/planning/"


def sprint_or_404(access: Access, number: int) -> Sprint:
    """The team's sprint of this number."""
    return get_object_or_404(Sprint.objects.select_related("team__organisation"), team=access.team, number=number)


def to_plan(access: Access, number: int) -> HttpResponse:
    return redirect("sprints:plan", **access.team.url_kwargs, number=number)


def staffing(access: Access, sprint: Sprint) -> dict:
    """Context of the table of people, and who came or went since the sprints before."""
    found = staffing_of(sprint, access)
    return {"staffing": found, "changes": team_changes_before(sprint, found.people)}


def totals(access: Access, sprint: Sprint) -> dict:
    """Context of every fragment that says how much is chosen."""
    return {
        "access": access,
        "sprint": sprint,
        "may_choose": may_choose_stories(access),
        "totals": totals_of(sprint),
    }
