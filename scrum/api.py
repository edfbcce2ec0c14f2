"""The API's addresses: `/api/v1/…`, its schema and its readable documentation."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from ceremonies.meeting.api import MeetingViewSet
from ceremonies.planning.api import PlanChallengeViewSet, PlanningViewSet
from ceremonies.poker.api import PokerRoomViewSet, PokerRoundViewSet
from ceremonies.polls.api import PollViewSet
from ceremonies.refinement.api import RefinementViewSet
from ceremonies.retro.api import ActionViewSet, RetroViewSet
from ceremonies.review.api import ReviewViewSet
from ceremonies.schedule.api import CeremonySlotViewSet, UpcomingViewSet
from ceremonies.standup.api import StandupAnswerViewSet, StandupViewSet
from forecasting.record.api import ForecastRecordViewSet
from forecasting.releases.api import DecisionViewSet, ReleaseViewSet
from forecasting.sharing.api import ShareLinkViewSet
from forecasting.velocity.api import VelocityViewSet
from integrations.imports.api import ImportViewSet
from integrations.mappings.api import MappingViewSet
from scrum.reference.views import reference
from sprints.api import SprintViewSet
from sprints.spikes.api import SpikeViewSet
from stories.attachments.api import AttachmentViewSet
from stories.comments.api import CommentViewSet
from stories.impediments.api import ImpedimentViewSet
from stories.labels.api import EpicViewSet, LabelMergeViewSet, LabelViewSet
from stories.links.api import StoryLinkViewSet
from stories.personas.api import PersonaViewSet
from stories.story.api import CriterionViewSet, StoryViewSet, TaskViewSet
from stories.workflow.api import ChecklistItemViewSet, StatusViewSet
from teams.api import MemberViewSet, MeViewSet, OrganisationViewSet, TeamViewSet
from teams.availability.api import AbsenceViewSet, AllocationViewSet, CalendarViewSet, TeamDayViewSet
from teams.colleagues.api import FormerPersonViewSet, PersonViewSet
from teams.invitations.api import InvitationViewSet
from teams.notifications.api import NotificationChoicesViewSet, NotificationViewSet
from teams.tokens.api import TokenViewSet
from telemetry_demo.alerting.api import AlertRuleViewSet, AlertViewSet

router = SimpleRouter()
router.register("me", MeViewSet, basename="me")
router.register("organisations", OrganisationViewSet)
router.register("teams", TeamViewSet)
router.register("tokens", TokenViewSet, basename="token")
router.register("notifications", NotificationViewSet, basename="notification")
router.register("notification-choices", NotificationChoicesViewSet, basename="notification-choice")
router.register("members", MemberViewSet, basename="member")
router.register("people", PersonViewSet, basename="person")
router.register("former-people", FormerPersonViewSet, basename="former-person")
router.register("invitations", InvitationViewSet, basename="invitation")
router.register("calendars", CalendarViewSet, basename="calendar")
router.register("absences", AbsenceViewSet, basename="absence")
router.register("allocations", AllocationViewSet, basename="allocation")
router.register("team-days", TeamDayViewSet, basename="team-day")
router.register("personas", PersonaViewSet)
router.register("statuses", StatusViewSet)
router.register("checklist-items", ChecklistItemViewSet, basename="checklist-item")
router.register("epics", EpicViewSet)
router.register("labels", LabelViewSet)
router.register("label-merges", LabelMergeViewSet, basename="label-merge-entry")
router.register("stories", StoryViewSet)
router.register("criteria", CriterionViewSet)
router.register("tasks", TaskViewSet)
router.register("comments", CommentViewSet)
router.register("attachments", AttachmentViewSet)
router.register("story-links", StoryLinkViewSet, basename="story-link")
router.register("impediments", ImpedimentViewSet)
router.register("sprints", SprintViewSet)
router.register("spikes", SpikeViewSet, basename="spike")
router.register("poker-rooms", PokerRoomViewSet, basename="poker-room")
router.register("poker-rounds", PokerRoundViewSet, basename="poker-round")
router.register("polls", PollViewSet, basename="poll")
router.register("retros", RetroViewSet, basename="retro")
router.register("actions", ActionViewSet, basename="action")
router.register("reviews", ReviewViewSet, basename="review")
router.register("meetings", MeetingViewSet, basename="meeting")
router.register("plannings", PlanningViewSet, basename="planning")
router.register("plan-challenges", PlanChallengeViewSet, basename="plan-challenge")
router.register("refinements", RefinementViewSet, basename="refinement")
router.register("standups", StandupViewSet, basename="standup")
router.register("ceremony-slots", CeremonySlotViewSet, basename="ceremony-slot")
router.register("upcoming-ceremonies", UpcomingViewSet, basename="upcoming")
router.register("standup-answers", StandupAnswerViewSet, basename="standup-answer")
router.register("imports", ImportViewSet, basename="import")
router.register("import-mappings", MappingViewSet, basename="import-mapping")
router.register("velocity", VelocityViewSet, basename="velocity")
router.register("releases", ReleaseViewSet)
router.register("decisions", DecisionViewSet)
router.register("forecast-records", ForecastRecordViewSet, basename="forecast-record")
router.register("share-links", ShareLinkViewSet, basename="share-link")
router.register("alert-rules", AlertRuleViewSet)
router.register("alerts", AlertViewSet, basename="alert")

app_name = "api"
urlpatterns = [
    path("", reference, name="reference"),
    path("", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
