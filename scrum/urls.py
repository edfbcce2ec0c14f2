"""Every address of the house."""

from django.urls import include, path

from scrum import health, metrics

TEAM = "t/<slug:organisation_slug>/<slug:team_slug>/"
ORGANISATION = "o/<slug:organisation_slug>/"

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
]
