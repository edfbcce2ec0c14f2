"""Where one lands: on the team's Today, or at the first steps."""

import zoneinfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from core.errors import DomainError
from core.http import add_to_form
from teams.access import accessible_organisations, accessible_teams, signed_in_page
from teams.services.organisations import create_organisation, create_team

RHYTHMS = [(7, "One week"), (14, "Two weeks"), (21, "Three weeks"), (28, "Four weeks")]


class StartForm(forms.Form):
    """The first team and its organisation."""

    organisation = forms.CharField(max_length=120, label="Organisation", help_text="Your company or institution.")
    name = forms.CharField(max_length=80, label="Team name")
    purpose = forms.CharField(max_length=160, required=False, label="What the team works on")
    time_zone = forms.ChoiceField(label="Time zone", initial="UTC")
    sprint_days = forms.TypedChoiceField(choices=RHYTHMS, coerce=int, initial=14, label="Sprint length")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in ["UTC", *zones]]


@signed_in_page
def home(request: HttpRequest) -> HttpResponse:
    """Today of the team last visited, else of the first one; the people of an organisation, else the first steps."""
    teams = {access.team.pk: access.team for access in accessible_teams(request.user)}
    if not teams:
        return _without_a_team(request)
    team = teams.get(request.session.get("team")) or next(iter(teams.values()))
    return redirect("scrum:today", **team.url_kwargs)


def _without_a_team(request: HttpRequest) -> HttpResponse:
    organisation = accessible_organisations(request.user).order_by("pk").first()
    if organisation:
        return redirect("teams:organisation_people", organisation_slug=organisation.slug)
    return redirect("scrum:start")


@signed_in_page
def start(request: HttpRequest) -> HttpResponse:
    """Founds an organisation with its first team; what was typed stays when something is wrong."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("scrum:today", **_found(request.user, form.cleaned_data).url_kwargs)
        except DomainError as error:
            add_to_form(form, error)
    return render(request, "scrum/start.html", {"form": form}, status=422 if form.errors else 200)


def _found(user, fields: dict):
    now = timezone.now()
    organisation = create_organisation(name=fields.pop("organisation"), owner=user, now=now)
    return create_team(organisation=organisation, actor=user, now=now, **fields)
