"""Who is on the team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError
from core.http import add_to_form, domain_error_response, toast
from teams.access import team_page
from teams.models import TeamMembership
from teams.people.forms import MembershipForm, NewMemberForm
from teams.people.page import back_to_people, health_of, members_of, people_page
from teams.permissions import require_grantable
from teams.rules import Verb
from teams.services.members import add_member, edit_member, remove_member


@require_safe
@team_page(Verb.SEE)
def people(request: HttpRequest) -> HttpResponse:
    """Members with roles and shares, who is invited, and what that says about the team."""
    return people_page(request)


@require_safe
@team_page(Verb.SEE)
def health(request: HttpRequest) -> HttpResponse:
    """A part of Today for those who can change the team: what deserves a look (PPL-4). For others nothing."""
    access = request.access
    members = members_of(access.team) if access.may(Verb.MANAGE_MEMBERS) else []
    hints = [hint for hint in health_of(members) if not hint.good] if members else []
    return render(request, "teams/_health.html", {"hints": hints})


@require_POST
@team_page(Verb.MANAGE_MEMBERS)
def add(request: HttpRequest) -> HttpResponse:
    """Adds a person of the organisation to the team."""
    form = NewMemberForm(request.POST, access=request.access)
    if form.is_valid():
        try:
            require_grantable(request.access, (), form.cleaned_data["roles"])
            added = add_member(team=request.access.team, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, back_to_people(request), f"{added.user} is on the team.")
    return people_page(request, form=form, status=422)


@require_http_methods(["GET", "POST"])
@team_page(Verb.MANAGE_MEMBERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Roles, share, kind and focus of one person."""
    membership = _find(request, pk)
    form = MembershipForm(request.POST or None, access=request.access, membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            require_grantable(request.access, membership.roles, form.cleaned_data["roles"])
            edit_member(membership=membership, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, back_to_people(request), f"Saved for {membership.user}.")
    context = {"section": "teams:people", "access": request.access, "member": membership, "form": form}
    return render(request, "teams/member.html", context, status=422 if form.errors else 200)


@require_POST
@team_page(Verb.MANAGE_MEMBERS)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a person out of the team; past sprints keep them, and they can be added again."""
    membership = _find(request, pk)
    try:
        require_grantable(request.access, membership.roles, ())
        remove_member(membership=membership, actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    text = f"{membership.user} has left the team. Past sprints keep their name."
    return toast(request, back_to_people(request), text)


def _find(request: HttpRequest, pk: int) -> TeamMembership:
    rows = TeamMembership.objects.current().select_related("user")
    return get_object_or_404(rows, team=request.access.team, pk=pk)
