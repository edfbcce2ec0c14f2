"""Every address of the house."""

from django.urls import include, path

from scrum import health, metrics

handler404 = "scrum.lost.not_found"
handler500 = "scrum.lost.server_error"
urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/3rdparty/", include("allauth.socialaccount.urls")),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("api/v1/", include("scrum.api")),
    path("", include("scrum.pages")),
    path("", include("forecasting.urls")),  # early: shared reports are opened by many and cost next to nothing else
    path("", include("teams.urls")),
    path("", include("stories.urls")),
    path("", include("sprints.urls")),
    path("", include("ceremonies.urls")),
    path("", include("integrations.urls")),
    path("", include("telemetry_demo.urls")),
    path("", include("telemetry_demo.alerting.urls")),
]
