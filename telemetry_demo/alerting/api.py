"""Rules and alerts in the API: all that the pages can do."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from core.errors import Conflict
from teams.rest import ReadViewSet
from teams.rules import Verb
from telemetry_demo.alerting import serializers, services
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.problems import Unreadable
from telemetry_demo.alerting.models import Alert, AlertRule
from telemetry_demo.alerting.tasks import begin_try


class AlertRuleViewSet(ReadViewSet):
    """The rules of your teams, each with its versions."""

    queryset = AlertRule.objects.select_related("team__organisation").order_by("name", "pk")
    serializer_class = serializers.RuleSerializer
    filterset_fields = {"team": ["exact"], "retired_at": ["isnull"]}
    verbs = {
        **dict.fromkeys(("list", "retrieve", "check", "latest_try"), Verb.SEE),
        **dict.fromkeys(("create", "partial_update", "ask_try"), Verb.WRITE_STORIES),
        **dict.fromkeys(("live", "roll_back", "retire", "restore"), Verb.ACCEPT),
    }

    @extend_schema(request=serializers.NewRuleSerializer, responses={201: serializers.RuleSerializer})
    def create(self, request):
        """Writes a rule: its first text is a draft."""
        body = self.read(serializers.NewRuleSerializer)
        team = self.enter_team(body.pop("team")).team
        return self.show(services.write_rule(team=team, actor=request.user, now=timezone.now(), **body), status=201)

    @extend_schema(request=serializers.DraftSerializer, responses=serializers.VersionSerializer)
    def partial_update(self, request, pk=None):
        """Keeps a text as the rule's draft, whether it is a rule yet or not."""
        rule, body = self.get_object(), self.read(serializers.DraftSerializer)
        saved = services.save_draft(rule=rule, actor=request.user, now=timezone.now(), **body)
        return Response(serializers.VersionSerializer(saved).data)

    @extend_schema(request=serializers.CheckSerializer, responses=serializers.CheckedSerializer)
    @action(detail=True, methods=["post"])
    def check(self, request, pk=None):
        """Reads a text and tells what is wrong in it; changes nothing."""
        self.get_object()
        return Response(
            serializers.CheckedSerializer(
                {"problems": problems_in(self.read(serializers.CheckSerializer)["text"])}
            ).data
        )

    @extend_schema(request=serializers.AskTrySerializer, responses={202: serializers.TrySerializer})
    @action(detail=True, methods=["post"], url_path="try", url_name="try")
    def ask_try(self, request, pk=None):
        """Tries the newest text on past readings, in the background."""
        rule, body = self.get_object(), self.read(serializers.AskTrySerializer)
        asked = begin_try(version=rule.versions.first(), actor=request.user, now=timezone.now(), **body)
        return Response(serializers.TrySerializer(asked).data, status=202)

    @extend_schema(responses=serializers.TrySerializer)
    @action(detail=True, methods=["get"], url_path="latest-try", url_name="latest-try")
    def latest_try(self, request, pk=None):
        """The newest try of the rule, done or not."""
        found = self.get_object().versions.first().tries.first()
        if found is None:
            raise Conflict("This text was not tried yet.", fix="Ask for a try.")
        return Response(serializers.TrySerializer(found).data)

    @extend_schema(request=None, responses=serializers.VersionSerializer)
    @action(detail=True, methods=["post"])
    def live(self, request, pk=None):
        """The draft decides from now on. It needs a try of just this text."""
        made = services.make_live(rule=self.get_object(), actor=request.user, now=timezone.now())
        return Response(serializers.VersionSerializer(made).data)

    @extend_schema(request=serializers.RollBackSerializer, responses=serializers.VersionSerializer)
    @action(detail=True, methods=["post"], url_path="roll-back", url_name="roll-back")
    def roll_back(self, request, pk=None):
        """What an older version says decides again, as a new version."""
        rule, body = self.get_object(), self.read(serializers.RollBackSerializer)
        made = services.roll_back(rule=rule, actor=request.user, now=timezone.now(), **body)
        return Response(serializers.VersionSerializer(made).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retire(self, request, pk=None):
        """It decides no more; its alerts stay."""
        return self.show(services.retire_rule(rule=self.get_object(), actor=request.user, now=timezone.now()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request, pk=None):
        """Brings a retired rule back, live as it was."""
        return self.show(services.bring_rule_back(rule=self.get_object(), actor=request.user, now=timezone.now()))


def problems_in(text: str) -> list:
    """What is wrong in a text; nothing for a rule."""
    try:
        parse(text)
    except Unreadable as refused:
        return refused.problems
    return []


class AlertViewSet(ReadViewSet):
    """What the rules of your teams have found, newest first."""

    queryset = Alert.objects.select_related("team__organisation", "version").order_by("-found_at", "-pk")
    serializer_class = serializers.AlertSerializer
    filterset_fields = {
        "team": ["exact"], "patient": ["exact"], "trial": ["exact"], "ended": ["isnull"], "seen_at": ["isnull"],
        "version__rule": ["exact"], "found_at": ["gte", "lt"],
    }  # fmt: skip
    verbs = {**dict.fromkeys(("list", "retrieve"), Verb.SEE), **dict.fromkeys(("see", "unsee"), Verb.WRITE_STORIES)}

    @extend_schema(request=serializers.AlertVerdictSerializer)
    @action(detail=True, methods=["post"])
    def see(self, request, pk=None):
        """Somebody has looked: it was real, or false."""
        alert, body = self.get_object(), self.read(serializers.AlertVerdictSerializer)
        return self.show(services.see_alert(alert=alert, actor=request.user, now=timezone.now(), **body))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def unsee(self, request, pk=None):
        """Takes back what was said of it."""
        return self.show(services.take_back_seeing(alert=self.get_object(), actor=request.user, now=timezone.now()))
