"""The People page: members, invitations, hints. Pages that refuse a form show it again from here."""

from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from teams.availability.queries import promised_twice
from teams.invitations.forms import InviteForm
from teams.invitations.queries import pending_invitations
from teams.models import Team, TeamMembership
from teams.people import rules
from teams.people.forms import NewMemberForm
from teams.rules import Verb


def members_of(team: Team) -> list[TeamMembership]:
    """Who is on the team, who came first first."""
    return list(team.memberships.current().select_related("user").order_by("joined_at", "pk"))


def health_of(members: Collection[TeamMembership]) -> list[rules.Hint]:
    """What the roles of these people say about their team (PPL-4)."""
    managers = [member.roles for member in members if member.is_line_manager]
    return rules.hints([member.roles for member in members], managers)


def people_page(
    request: HttpRequest,
    *,
    form: NewMemberForm | None = None,
    invite_form: InviteForm | None = None,
    outcome: object = None,
    status: int = 200,
) -> HttpResponse:
    """`outcome` says what came of invitations: `links`, `sent` and `problems`."""
    access, now = request.access, timezone.now()
    members = members_of(access.team)
    context = {
        "section": "teams:people",
        "access": access,
        "members": members,
        "hints": health_of(members),
    }
    if access.may(Verb.MANAGE_MEMBERS):
        context |= {
            "form": form or NewMemberForm(access=access),
            "invite_form": invite_form or InviteForm(access=access),
            "invitations": [(one, one.is_open(now)) for one in pending_invitations(access.team)],
            "outcome": outcome,
            "letters_arrive": settings.LETTERS_ARRIVE,
        }
    if access.may(Verb.MANAGE_AVAILABILITY):
        context["promised"] = promised_twice(access, access.team.today(now))
    response = render(request, "teams/people.html", context, status=status)
    if outcome:
        response["Cache-Control"] = "no-store"  # links are shown once
    return response


def back_to_people(request: HttpRequest) -> HttpResponse:
    return redirect("teams:people", **request.access.team.url_kwargs)
