from django.urls import path

from forecasting.deciding import views as deciding
from forecasting.plan import views as plan
from forecasting.record import views as record
from forecasting.releases import views as releases
from forecasting.releases.decisions import views as decisions
from forecasting.releases.what_if import views as what_if
from forecasting.report import views as report
from forecasting.sharing import views as sharing
from forecasting.velocity import views as velocity
from teams.paths import TEAM

app_name = "forecasting"
SHARED = "r/<str:token>/"
urlpatterns = [
    path(SHARED, report.report, name="shared"),
    path(f"{SHARED}password/", sharing.unlock_shared, name="unlock_shared"),
    path(f"{SHARED}decide/<int:decision>/", deciding.ask_letter, name="ask_letter"),
    path("decide/<str:token>/", deciding.ballot, name="ballot"),
    path(f"{SHARED}report.pdf", report.paper, name="shared_paper"),
    path(f"{SHARED}<slug:chart>.csv", report.series, name="shared_series"),
    path(f"{SHARED}<slug:chart>.png", report.picture, name="shared_picture"),
    path(f"{TEAM}planning/<int:number>/range/", plan.commit_range, name="commit_range"),
    path(f"{TEAM}releases/", releases.releases, name="releases"),
    path(f"{TEAM}releases/new/", releases.create, name="release_new"),
    path(f"{TEAM}releases/<int:pk>/", releases.release, name="release"),
    path(f"{TEAM}releases/<int:pk>/edit/", releases.edit, name="release_edit"),
    path(f"{TEAM}releases/<int:pk>/archive/", releases.archive, name="release_archive"),
    path(f"{TEAM}releases/<int:pk>/restore/", releases.restore, name="release_restore"),
    path(f"{TEAM}releases/<int:pk>/series.csv", releases.series, name="release_csv"),
    path(f"{TEAM}releases/<int:pk>/what-if/", what_if.what_if, name="what_if"),
    path(f"{TEAM}releases/<int:pk>/decisions/", decisions.decisions, name="decisions"),
    path(f"{TEAM}releases/<int:pk>/decisions/new/", decisions.ask, name="decision_ask"),
    path(f"{TEAM}releases/<int:pk>/decisions/<int:decision>/verdict/", decisions.verdict, name="verdict"),
    path(f"{TEAM}releases/<int:pk>/decisions/<int:decision>/close/", decisions.close, name="decision_close"),
    path(f"{TEAM}velocity/", velocity.page, name="velocity"),
    path(f"{TEAM}forecasts.csv", record.forecasts, name="forecasts_csv"),
    path(f"{TEAM}reliability.csv", record.reliability, name="reliability_csv"),
    path(f"{TEAM}velocity.csv", velocity.series, name="velocity_csv"),
    path(f"{TEAM}velocity.json", velocity.figure, name="velocity_figure"),
    path(f"{TEAM}shared/", sharing.links, name="links"),
    path(f"{TEAM}shared/<int:pk>/withdraw/", sharing.withdraw, name="withdraw_link"),
]
