from django.urls import path

from forecasting.plan import views as plan
from forecasting.record import views as record
from forecasting.velocity import views as velocity
from teams.paths import TEAM

app_name = "forecasting"
urlpatterns = [
    path(f"{TEAM}planning/<int:number>/range/", plan.commit_range, name="commit_range"),
    path(f"{TEAM}velocity/", velocity.page, name="velocity"),
    path(f"{TEAM}forecasts.csv", record.forecasts, name="forecasts_csv"),
    path(f"{TEAM}reliability.csv", record.reliability, name="reliability_csv"),
    path(f"{TEAM}velocity.csv", velocity.series, name="velocity_csv"),
    path(f"{TEAM}velocity.json", velocity.figure, name="velocity_figure"),
]
