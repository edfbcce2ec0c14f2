from django.urls import path

from teams.availability.views import absences, allocations, calendar, holidays
from teams.paths import TEAM

CALENDAR = f"{TEAM}people/calendar/"
urlpatterns = [
    path(CALENDAR, calendar.calendar, name="calendar"),
    path(f"{CALENDAR}days-off/add/", absences.add, name="add_absence"),
    path(f"{CALENDAR}days-off/<int:pk>/", absences.edit, name="edit_absence"),
    path(f"{CALENDAR}days-off/<int:pk>/remove/", absences.remove, name="remove_absence"),
    path(f"{CALENDAR}days-off/<int:pk>/restore/", absences.restore, name="restore_absence"),
    path(f"{CALENDAR}shares/add/", allocations.add, name="add_allocation"),
    path(f"{CALENDAR}shares/<int:pk>/", allocations.edit, name="edit_allocation"),
    path(f"{CALENDAR}shares/<int:pk>/remove/", allocations.remove, name="remove_allocation"),
    path(f"{CALENDAR}shares/<int:pk>/restore/", allocations.restore, name="restore_allocation"),
    path(f"{CALENDAR}holidays/", holidays.holidays, name="holidays"),
    path(f"{CALENDAR}holidays/own/", holidays.add_own, name="add_team_day"),
    path(f"{CALENDAR}holidays/strike/", holidays.strike, name="strike_holiday"),
    path(f"{CALENDAR}holidays/<int:pk>/remove/", holidays.remove, name="remove_team_day"),
    path(f"{CALENDAR}holidays/<int:pk>/restore/", holidays.restore, name="restore_team_day"),
]
