"""Addresses of a house with only a few rooms."""

from django.http import HttpResponse
from django.urls import include, path

TEAM = "t/<slug:organisation_slug>/<slug:team_slug>/"


def room(request, **kwargs):
    return HttpResponse("A room")


def broken(request):
    raise RuntimeError("Nobody may read this sentence on the page")


def app(name, *patterns):
    return path("", include((patterns, name)))


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("broken", broken),
    app("sprints", path(TEAM + "board", room, name="board")),
    app(
        "stories",
        path(TEAM + "backlog", room, name="backlog"),
        path(TEAM + "stories/<str:key>", room, name="story"),
        path("o/<slug:organisation_slug>/personas", room, name="personas"),
    ),
]
