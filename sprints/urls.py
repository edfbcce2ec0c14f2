from django.urls import path

from sprints.away import views as away
from sprints.board import views as board
from sprints.closing import views as closing
from sprints.commitment import views as commitment
from sprints.history import views as history
from sprints.impediments import views as impediments
from sprints.personas import views as personas
from sprints.planning.views import people, plan, stories
from sprints.reports import views as reports
from sprints.scope import views as scope
from sprints.spikes import views as spikes
from teams.paths import ORGANISATION, TEAM

app_name = "sprints"
PLAN = f"{TEAM}planning/<int:number>/"
SPRINTS = f"{TEAM}sprints/"
SPRINT = f"{SPRINTS}<int:number>/"
urlpatterns = [
    path(f"{TEAM}board/", board.board, name="board"),
    path(f"{TEAM}board/away/", away.away, name="away"),
    path(f"{TEAM}board/wall/", board.wall, name="wall"),
    path(f"{TEAM}board/move/", board.move, name="move_card"),
    path(f"{TEAM}board/<slug:key>/people/", board.card_people, name="card_people"),
    path(f"{TEAM}board/<slug:key>/impediment/", board.card_impediment, name="card_impediment"),
    path(f"{TEAM}planning/", plan.planning, name="planning"),
    path(f"{TEAM}planning/new/", plan.create, name="create"),
    path(PLAN, plan.plan, name="plan"),
    path(f"{PLAN}save/", plan.save, name="save_plan"),
    path(f"{PLAN}people/<int:person>/", people.capacity, name="set_capacity"),
    path(f"{PLAN}stories/<slug:key>/", stories.choose, name="choose_story"),
    path(f"{PLAN}stories/<slug:key>/goal/", stories.mark_goal, name="mark_goal"),
    path(f"{PLAN}commit/", commitment.commit, name="commit"),
    path(SPRINT, scope.sprint, name="sprint"),
    path(f"{SPRINT}stories/", scope.add_story, name="add_story"),
    path(f"{SPRINT}stories/<slug:key>/remove/", scope.remove_story, name="remove_story"),
    path(f"{SPRINT}stories/<slug:key>/undo/", scope.undo_scope_change, name="undo_scope_change"),
    path(f"{SPRINT}close/", closing.close, name="close"),
    path(f"{SPRINT}done/<int:item>/", closing.tick, name="tick_sprint_item"),
    path(f"{SPRINT}cancel/", closing.cancel, name="cancel"),
    path(SPRINTS, reports.reports, name="reports"),
    path(f"{SPRINTS}sprints.csv", reports.reports_csv, name="reports_csv"),
    path(f"{SPRINTS}commitments.csv", reports.commitments_csv, name="commitments_csv"),
    path(f"{SPRINT}report/", reports.report, name="report"),
    path(f"{SPRINT}report.json", reports.numbers, name="report_numbers"),
    path(f"{SPRINT}commitment.csv", reports.commitment_csv, name="commitment_csv"),
    path(f"{SPRINT}ledger.csv", reports.ledger_csv, name="ledger_csv"),
    path(f"{SPRINT}series/<slug:chart>.csv", reports.series_csv, name="series_csv"),
    path(f"{TEAM}stories/<slug:key>/sprints/", history.story_sprints, name="story_sprints"),
    path(f"{TEAM}impediments/times/", impediments.impediment_times, name="impediment_times"),
    path(f"{TEAM}stories/<slug:key>/spike/", spikes.spike, name="spike"),
    path(f"{TEAM}stories/<slug:key>/spike/close/", spikes.close_spike, name="close_spike"),
    path(f"{ORGANISATION}personas/delivery/", personas.all_deliveries, name="personas_delivery"),
    path(f"{ORGANISATION}personas/<int:pk>/delivery/", personas.delivery, name="persona_delivery"),
]
