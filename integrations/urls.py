from django.urls import path

from integrations.exports import views as exports
from integrations.imports import views as imports
from integrations.lists import views as lists
from integrations.mappings import views as mappings
from teams.paths import ORGANISATION, TEAM

app_name = "integrations"
urlpatterns = [
    path(f"{TEAM}backlog/stories.csv", lists.stories, name="stories_csv"),
    path(f"{TEAM}people.csv", lists.people, name="people_csv"),
    path(f"{TEAM}calendar.csv", lists.calendar, name="calendar_csv"),
    path(f"{TEAM}poker/estimates.csv", lists.estimates, name="estimates_csv"),
    path(f"{TEAM}impediments.csv", lists.impediments, name="impediments_csv"),
    path(f"{TEAM}retro/actions.csv", lists.actions, name="actions_csv"),
    path(f"{TEAM}polls/results.csv", lists.polls, name="polls_csv"),
    path(f"{TEAM}export/panel/", exports.panel, name="export_panel"),
    path(f"{ORGANISATION}export/", exports.archive, name="archive"),
    path(f"{ORGANISATION}export/<int:pk>/", exports.download, name="archive_download"),
    path(f"{ORGANISATION}export/<int:pk>/discard/", exports.discard, name="archive_discard"),
    path(f"{TEAM}imports/", imports.overview, name="imports"),
    path(f"{TEAM}imports/panel/", imports.panel, name="import_panel"),
    path(f"{TEAM}imports/upload/", imports.upload, name="import_upload"),
    path(f"{TEAM}imports/mappings/<int:pk>/", mappings.edit, name="mapping"),
    path(f"{TEAM}imports/mappings/<int:pk>/remove/", mappings.remove, name="mapping_remove"),
    path(f"{TEAM}imports/mappings/<int:pk>/restore/", mappings.restore, name="mapping_restore"),
    path(f"{TEAM}imports/<int:pk>/mapping/", mappings.keep, name="mapping_keep"),
    path(f"{TEAM}imports/<int:pk>/mapping/use/", mappings.use, name="mapping_use"),
    path(f"{TEAM}imports/<int:pk>/columns/", imports.map_columns, name="import_map"),
    path(f"{TEAM}imports/<int:pk>/check/", imports.check, name="import_check"),
    path(f"{TEAM}imports/<int:pk>/check.csv", imports.problems, name="import_problems"),
    path(f"{TEAM}imports/<int:pk>/run/", imports.run, name="import_run"),
    path(f"{TEAM}imports/<int:pk>/", imports.review, name="import_review"),
    path(f"{TEAM}imports/<int:pk>/running/", imports.running, name="import_running"),
    path(f"{TEAM}imports/<int:pk>/stop/", imports.stop, name="import_stop"),
    path(f"{TEAM}imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path(f"{TEAM}imports/<int:pk>/discard/", imports.discard, name="import_discard"),
]
