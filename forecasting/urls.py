from django.urls import path

from forecasting.velocity import views as velocity
from teams.paths import TEAM

app_name = "forecasting"
urlpatterns = [
    path(f"{TEAM}velocity/", velocity.page, name="velocity"),
    path(f"{TEAM}velocity.csv", velocity.series, name="velocity_csv"),
    path(f"{TEAM}velocity.json", velocity.figure, name="velocity_figure"),
]
