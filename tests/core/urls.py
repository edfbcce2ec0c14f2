"""Addresses of a house with only a few rooms, and of a workshop in which the shell is tried."""

from django.http import HttpResponse
from django.urls import include, path

from teams.access import public_page
from tests.core import workshop

TEAM = "t/<slug:organisation_slug>/<slug:team_slug>/"


@public_page
def room(request, **kwargs):
    return HttpResponse("A room")


def app(name, *patterns):
    return path("", include((patterns, name)))


@public_page
def bell(request):
    return HttpResponse()


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("workshop/", workshop.page, name="workshop"),
    path("workshop/<str:kind>", workshop.answer, name="answer"),
    app("teams", path("bell/", bell, name="bell"), path("notifications/", room, name="notifications")),
    app("sprints", path(TEAM + "board", room, name="board")),
    app(
        "stories",
        path(TEAM + "backlog", room, name="backlog"),
        path(TEAM + "stories/<str:key>", room, name="story"),
        path("o/<slug:organisation_slug>/personas", room, name="personas"),
    ),
]
