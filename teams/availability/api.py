"""The availability calendar in the API."""

from django.db.models import F
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from core.errors import Invalid
from teams.access import accessible_teams
from teams.availability import serializers
from teams.availability.periods import MOST_DAYS
from teams.availability.permissions import access_to_absence, may_see_reason, require_enter_for
from teams.availability.queries import calendar_of, holidays_of, people_of
from teams.availability.rules.days import check_period
from teams.availability.services import absences, allocations, holidays
from teams.models import Absence, Allocation, Team, TeamDay, User
from teams.rest import ReadViewSet, ScopedViewSet, pick
from teams.rules import Verb

PERIOD = [OpenApiParameter(name, OpenApiTypes.DATE, required=True) for name in ("first_day", "last_day")]


class CalendarViewSet(ScopedViewSet):
    """Who of a team is here in a period, and how many days that makes (SPR-1, PPL-7). The id is the team's."""

    queryset = Team.objects.select_related("organisation").order_by("pk")
    serializer_class = serializers.CalendarSerializer
    team_path = "pk"
    verbs = {"retrieve": Verb.SEE, "public_holidays": Verb.MANAGE_AVAILABILITY}

    @extend_schema(parameters=PERIOD)
    def retrieve(self, request, pk=None):
        """The calendar from `first_day` to `last_day`, at most 62 days."""
        team = self.enter_team(pk).team
        asked = serializers.PeriodSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        period = asked.validated_data
        first, last = period["first_day"], period["last_day"]
        check_period(first, last)
        if (last - first).days >= MOST_DAYS:
            raise Invalid(f"A period has at most {MOST_DAYS} days.", field="last_day", fix="Ask in parts.")
        names = {day.isoformat(): name for day, name in holidays_of(team, first, last).items()}
        return self.show({**period, "holidays": names, "people": calendar_of(team, first, last)})

    @extend_schema(request=serializers.PlaceSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="public-holidays")
    def public_holidays(self, request, pk=None):
        """Says whose public holidays the team keeps."""
        team = self.enter_team(pk).team
        body = self.read(serializers.PlaceSerializer)
        holidays.keep_holidays_of(team=team, actor=request.user, now=timezone.now(), **body)
        return Response(status=204)


class AbsenceViewSet(ReadViewSet):
    """Days off of people on your teams."""

    queryset = Absence.objects.present().select_related("organisation", "user").order_by("first_day", "pk")
    serializer_class = serializers.AbsenceSerializer
    filterset_fields = {"user": ["exact"], "first_day": ["exact", "lte"], "last_day": ["exact", "gte"]}
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        # Whose they are decides what else it takes: see `require_enter_for`.
        "create": Verb.SEE,
        "partial_update": Verb.SEE,
        "destroy": Verb.SEE,
        "restore": Verb.SEE,
    }

    def get_queryset(self):
        rows = Absence.objects.all() if self.action == "restore" else Absence.objects.present()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        seen = [access.team.pk for access in accessible_teams(self.request.user)]
        rows = rows.filter(
            user__team_memberships__team__in=seen,
            user__team_memberships__left_at=None,
            user__team_memberships__team__organisation=F("organisation"),
        )
        return rows.select_related("organisation", "user").order_by("first_day", "pk").distinct()

    def enter(self, found) -> None:
        self.access = access_to_absence(self.request.user, found)
        if self.action != "retrieve":
            require_enter_for(self.access, found.user_id)

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "told": self._told}

    def _told(self, absence: Absence) -> bool:
        return may_see_reason(access_to_absence(self.request.user, absence), absence.user_id)

    @extend_schema(request=serializers.NewAbsenceSerializer, responses={201: serializers.AbsenceSerializer})
    def create(self, request):
        """Enters days off of a person who develops on the team; they count in all teams of the organisation."""
        body = self.read(serializers.NewAbsenceSerializer)
        team = self.enter_team(body.pop("team")).team
        people = User.objects.filter(pk__in=[one.user_id for one in people_of(team)])
        user = pick(people, body.pop("user"), "user")
        require_enter_for(self.access, user.pk)
        who = {"organisation": team.organisation, "user": user, "actor": request.user, "now": timezone.now()}
        return self.show(absences.enter_absence(**who, **body), status=201)

    @extend_schema(request=serializers.AbsenceFieldsSerializer(partial=True))
    def partial_update(self, request, pk=None):
        """Changes days, kind or note."""
        absence = self.get_object()
        body = self.read(serializers.AbsenceFieldsSerializer, partial=True)
        return self.show(absences.edit_absence(absence=absence, actor=request.user, now=timezone.now(), **body))

    def destroy(self, request, pk=None):
        """Removes days off; they can be restored for a day."""
        absences.remove_absence(absence=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Takes a removal back."""
        absence = self.get_object()
        absences.restore_absence(absence=absence, actor=request.user, now=timezone.now())
        return self.show(absence)


class RestorableViewSet(ReadViewSet):
    """What is removed can be restored for a day, and is seen by nobody until then."""

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.action == "restore" else rows.filter(removed_at=None)


class AllocationViewSet(RestorableViewSet):
    """Shares of time that differ from the usual ones, by date range."""

    queryset = (
        Allocation.objects.filter(membership__left_at=None)
        .select_related("membership__team", "membership__user")
        .order_by("first_day", "pk")
    )
    serializer_class = serializers.AllocationSerializer
    filterset_fields = {"membership": ["exact"], "membership__team": ["exact"], "membership__user": ["exact"]}
    team_path = "membership__team"
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.MANAGE_AVAILABILITY,
        "partial_update": Verb.MANAGE_AVAILABILITY,
        "destroy": Verb.MANAGE_AVAILABILITY,
        "restore": Verb.MANAGE_AVAILABILITY,
    }

    @extend_schema(request=serializers.NewAllocationSerializer, responses={201: serializers.AllocationSerializer})
    def create(self, request):
        """Gives a person another share from a day on."""
        body = self.read(serializers.NewAllocationSerializer)
        team = self.enter_team(body.pop("team")).team
        member = pick(team.memberships.current(), body.pop("membership"), "membership")
        made = allocations.allocate(membership=member, actor=request.user, now=timezone.now(), **body)
        return self.show(made, status=201)

    @extend_schema(request=serializers.AllocationFieldsSerializer(partial=True))
    def partial_update(self, request, pk=None):
        """Changes share, kind or days."""
        found = self.get_object()
        body = self.read(serializers.AllocationFieldsSerializer, partial=True)
        who = {"actor": request.user, "now": timezone.now()}
        return self.show(allocations.edit_allocation(allocation=found, **who, **body))

    def destroy(self, request, pk=None):
        """The usual share holds again; the other one can be restored for a day."""
        found = self.get_object()
        allocations.remove_allocation(allocation=found, actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Takes a removal back."""
        found = self.get_object()
        allocations.restore_allocation(allocation=found, actor=request.user, now=timezone.now())
        return self.show(found)


class TeamDayViewSet(RestorableViewSet):
    """Days on which a team departs from its country's calendar."""

    queryset = TeamDay.objects.select_related("team").order_by("day", "pk")
    serializer_class = serializers.TeamDaySerializer
    filterset_fields = {"team": ["exact"], "day": ["exact", "gte", "lte"]}
    verbs = {
        "list": Verb.SEE,
        "retrieve": Verb.SEE,
        "create": Verb.MANAGE_AVAILABILITY,
        "destroy": Verb.MANAGE_AVAILABILITY,
        "restore": Verb.MANAGE_AVAILABILITY,
    }

    @extend_schema(request=serializers.NewTeamDaySerializer, responses={201: serializers.TeamDaySerializer})
    def create(self, request):
        """Adds a day off of the team, or strikes out a public holiday."""
        body = self.read(serializers.NewTeamDaySerializer)
        who = {"team": self.enter_team(body["team"]).team, "actor": request.user, "now": timezone.now()}
        if body["works"]:
            made = holidays.work_on_holiday(day=body["day"], **who)
        else:
            made = holidays.add_day_off(day=body["day"], name=body["name"], **who)
        return self.show(made, status=201)

    def destroy(self, request, pk=None):
        """The country's calendar holds again on that day; the departure can be restored for a day."""
        holidays.remove_team_day(team_day=self.get_object(), actor=request.user, now=timezone.now())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Takes a removal back."""
        found = self.get_object()
        holidays.restore_team_day(team_day=found, actor=request.user, now=timezone.now())
        return self.show(found)
