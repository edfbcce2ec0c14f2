"""Addresses of rules, alerts and devices."""

from django.urls import path

from teams.paths import TEAM
from telemetry_demo.alerting import alerts, views
from telemetry_demo.devices import api as device_api
from telemetry_demo.devices import views as devices

RULE = "telemetry/rules/<int:pk>/"
ALERT = "telemetry/alerts/<int:pk>/"

app_name = "telemetry_alerting"
urlpatterns = [
    path(f"{TEAM}telemetry/rules/", views.rules, name="rules"),
    path(f"{TEAM}telemetry/rules/new/", views.new_rule, name="new_rule"),
    path(f"{TEAM}{RULE}", views.rule, name="rule"),
    path(f"{TEAM}{RULE}check/", views.check_rule, name="check_rule"),
    path(f"{TEAM}{RULE}save/", views.save_rule, name="save_rule"),
    path(f"{TEAM}{RULE}try/", views.try_rule, name="try_rule"),
    path(f"{TEAM}{RULE}live/", views.make_rule_live, name="make_rule_live"),
    path(f"{TEAM}{RULE}roll-back/", views.roll_rule_back, name="roll_rule_back"),
    path(f"{TEAM}{RULE}retire/", views.retire_rule, name="retire_rule"),
    path(f"{TEAM}{RULE}restore/", views.restore_rule, name="restore_rule"),
    path(f"{TEAM}{RULE}tried/", views.rule_try, name="rule_try"),
    path(f"{TEAM}{RULE}tried/<int:tried>/figure/", views.try_figure, name="try_figure"),
    path(f"{TEAM}{RULE}tried/<int:tried>/<int:number>/", views.found_alert, name="found_alert"),
    path(f"{TEAM}telemetry/devices/", devices.devices, name="devices"),
    path(f"{TEAM}telemetry/devices/<int:pk>/rotate/", devices.rotate, name="rotate_key"),
    path(f"{TEAM}telemetry/devices/<int:pk>/revoke/", devices.revoke, name="revoke_key"),
    path("api/v1/telemetry/events", device_api.events, name="take_events"),
    path("api/v1/telemetry/edge", device_api.edge, name="hear_edge"),
    path(f"{TEAM}telemetry/alerts/", alerts.alerts, name="alerts"),
    path(f"{TEAM}{ALERT}see/", alerts.see_alert, name="see_alert"),
    path(f"{TEAM}{ALERT}unsee/", alerts.unsee_alert, name="unsee_alert"),
]
