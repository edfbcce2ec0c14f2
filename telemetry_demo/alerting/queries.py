"""What pages and programs read of rules and alerts."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from teams.models import Team
from telemetry_demo.alerting.models import Alert, AlertRule, Gateway, RuleTry, RuleVersion
from telemetry_demo.alerting.rules import Spell, Verdict
from telemetry_demo.times import micros


def rules_of(team: Team) -> QuerySet[AlertRule]:
    """The team's rules with the number of the live version, whether there is a draft, and alerts nobody has seen."""
    live = RuleVersion.objects.filter(rule=OuterRef("pk"), live_from__isnull=False, live_until=None)
    draft = RuleVersion.objects.filter(rule=OuterRef("pk"), live_from=None)
    return (
        AlertRule.objects.filter(team=team)
        .annotate(
            live_number=Subquery(live.values("number")[:1]),
            draft_number=Subquery(draft.values("number")[:1]),
            unseen=Count("versions__alerts", filter=Q(versions__alerts__isnull=False, versions__alerts__seen_at=None)),
        )
        .order_by("name", "pk")
    )


def versions_of(rule: AlertRule) -> list[RuleVersion]:
    """Newest first, with their authors and with how many alerts each has found."""
    counted = rule.versions.select_related("author", "made_live_by").annotate(found=Count("alerts"))
    return list(counted.order_by("-number"))


def live_versions(teams: Iterable[int]) -> QuerySet[RuleVersion]:
    """What is live now in these teams."""
    return RuleVersion.objects.filter(
        live_from__isnull=False, live_until=None, rule__retired_at=None, rule__team__in=list(teams)
    ).select_related("rule")


def latest_try(version: RuleVersion) -> RuleTry | None:
    """The newest try of just the text that the version has now."""
    return version.tries.filter(text=version.text).select_related("version").first()


def alerts_of(team: Team) -> QuerySet[Alert]:
    """Those that began last first."""
    return Alert.objects.filter(team=team).select_related("version__rule", "seen_by").order_by("-began", "-pk")


def alerts_since(team_id: int, moment: datetime) -> int:
    """How many alerts of the team began since then by the readings' own time, flags left out."""
    return Alert.objects.filter(team=team_id, rings=True, began__gte=micros(moment)).count()


def gateways_of(team: Team) -> QuerySet[Gateway]:
    """The team's gateways, by name."""
    return Gateway.objects.filter(team=team)


def judged_alerts(rule: AlertRule, first: int, last: int) -> list[tuple[Spell, Verdict]]:
    """Alerts of the rule, of whatever version, on which somebody has decided, that began between two times."""
    rows = Alert.objects.filter(version__rule=rule, began__gte=first, began__lte=last).exclude(verdict="")
    return [
        (Spell((alert.trial, alert.patient, alert.visit), alert.began, alert.ended), Verdict(alert.verdict))
        for alert in rows
    ]
