"""Releases and decisions in the API."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from core.errors import Invalid
from forecasting.models import Decision, Release
from forecasting.releases import serializers, services
from forecasting.releases.decisions import services as decisions
from forecasting.releases.queries import release_forecast, situation_of
from forecasting.releases.rules.forecast import Situation
from forecasting.releases.rules.plan import Changes
from forecasting.releases.rules.what_if import choose_cut
from forecasting.releases.what_if.trial import Trial
from teams.models import Team
from teams.rest import ReadViewSet, pick
from teams.rules import Verb

RELEASES = Release.objects.select_related("team__organisation")


class ReleaseViewSet(ReadViewSet):
    """What your teams ship together, and how likely it is done by when."""

    queryset = RELEASES.prefetch_related("epics", "labels", "stories", "left_out").order_by("pk")
    serializer_class = serializers.ReleaseSerializer
    filterset_fields = {"team": ["exact"], "name": ["exact"], "archived_at": ["isnull"]}
    verbs = dict.fromkeys(("list", "retrieve", "forecast", "what_if"), Verb.SEE) | dict.fromkeys(
        ("create", "partial_update", "destroy", "restore"), Verb.ORDER_BACKLOG
    )

    @extend_schema(request=serializers.NewReleaseSerializer, responses={201: serializers.ReleaseSerializer})
    def create(self, request):
        """Makes a release."""
        body = self.read(serializers.NewReleaseSerializer)
        team = self.enter_team(body.pop("team")).team
        return self._told(services.create_release(team=team, **_scope(team, body), **self._who()), status=201)

    @extend_schema(request=serializers.ReleaseChangeSerializer)
    def partial_update(self, request, pk=None):
        """Changes words, date or scope."""
        release = self.get_object()
        fields = _scope(release.team, self.read(serializers.ReleaseChangeSerializer))
        return self._told(services.edit_release(release=release, **fields, **self._who()))

    def destroy(self, request, pk=None):
        """Archives the release; `restore` brings it back."""
        services.archive_release(release=self.get_object(), **self._who())
        return Response(status=204)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Back on the list."""
        return self._told(services.restore_release(release=self.get_object(), **self._who()))

    @extend_schema(responses=serializers.ReleaseForecastSerializer)
    @action(detail=True, methods=["get"])
    def forecast(self, request, pk=None):
        """Probabilities, dates at 50, 85 and 95 %, the burn-up with its fan, or what is missing for it."""
        forecast = release_forecast(self.get_object(), timezone.now())
        return Response(serializers.ReleaseForecastSerializer(forecast).data)

    @extend_schema(parameters=[serializers.WhatIfQuerySerializer], responses=serializers.WhatIfSerializer)
    @action(detail=True, methods=["get"], url_path="what-if")
    def what_if(self, request, pk=None):
        """The chances with less scope, other capacity or another date, beside those as planned. Changes nothing."""
        release, now = self.get_object(), timezone.now()
        query = serializers.WhatIfQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        forecast = release_forecast(release, now)
        if forecast.missing or forecast.is_done:
            raise Invalid(str(forecast.sentence), fix="Read its forecast for what is missing.")
        trial = _trial(situation_of(release, now), query.validated_data)
        answer = {
            "sentence": "".join(trial.sentence),
            "day": trial.day,
            "before": trial.before,
            "after": trial.after,
            "left_out": [piece.key for piece in trial.cut.pieces],
            "points": trial.cut.points,
            "planned": trial.planned.chances,
            "changed": trial.changed.chances,
        }
        return Response(serializers.WhatIfSerializer(answer).data)

    def _who(self) -> dict[str, Any]:
        return {"actor": self.request.user, "now": timezone.now()}

    def _told(self, release: Release, status: int = 200) -> Response:
        return self.show(self.queryset.get(pk=release.pk), status=status)


class DecisionViewSet(ReadViewSet):
    """Questions to the stakeholders of releases, and what they decided, newest first."""

    queryset = (
        Decision.objects.select_related("release__team__organisation")
        .prefetch_related("verdicts__forecast", "verdicts__stakeholder")
        .order_by("-asked_at", "-pk")
    )
    serializer_class = serializers.DecisionSerializer
    filterset_fields = {"release": ["exact"], "closed_at": ["isnull"]}
    team_path = "release__team"
    verbs = dict.fromkeys(("list", "retrieve"), Verb.SEE) | {
        "create": Verb.ORDER_BACKLOG,
        "close": Verb.ORDER_BACKLOG,
        "decide": Verb.DECIDE_RELEASE,
    }

    @extend_schema(request=serializers.NewDecisionSerializer, responses={201: serializers.DecisionSerializer})
    def create(self, request):
        """Asks the stakeholders."""
        body = self.read(serializers.NewDecisionSerializer)
        release = get_object_or_404(RELEASES, pk=body.pop("release"))
        self.enter_team(release.team_id)
        body["left_out"] = [pick(release.team.stories, key, "left_out") for key in body.get("left_out", [])]
        asked = decisions.ask_decision(release=release, actor=request.user, now=timezone.now(), **body)
        return self._told(asked, status=201)

    @extend_schema(request=serializers.NewVerdictSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        """What you decide; it is kept for good with the forecast as it is now."""
        decision = self.get_object()
        body = self.read(serializers.NewVerdictSerializer)
        decisions.decide(decision=decision, by=request.user, now=timezone.now(), **body)
        return self._told(decision)

    @extend_schema(request=serializers.OutcomeSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Ends the question, and changes the release as proposed if asked to."""
        decision = self.get_object()
        body = self.read(serializers.OutcomeSerializer)
        decisions.close_decision(decision=decision, actor=request.user, now=timezone.now(), **body)
        return self._told(decision)

    def _told(self, decision: Decision, status: int = 200) -> Response:
        return self.show(self.queryset.get(pk=decision.pk), status=status)


def _scope(team: Team, body: dict[str, Any]) -> dict[str, Any]:
    """The body with the team's own epics, labels and stories in place of their ids."""
    own = {"epics": team.epics, "labels": team.labels, "stories": team.stories, "left_out": team.stories}
    return body | {name: [pick(own[name], key, name) for key in body[name]] for name in own if name in body}


def _trial(situation: Situation, query: dict[str, Any]) -> Trial:
    pieces = situation.open_pieces
    cut = choose_cut(pieces, query.get("points", 0.0), situation.usual, query.get("without", ()))
    target = query.get("target") or situation.frame.target
    changes = Changes(cut.points, query.get("capacity", 100) / 100, query.get("frozen", False), target)
    return Trial(situation, situation.plan, changes, cut)
