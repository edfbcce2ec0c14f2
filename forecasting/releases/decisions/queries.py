"""Reads what stakeholders were asked and what they decided."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet

from forecasting.models import Decision, Release, Verdict
from teams.models import Team, User
from teams.rules import TeamRole

DECIDERS = {TeamRole.PRODUCT_OWNER, TeamRole.STAKEHOLDER}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw who decided, in the words of then."""

    sentence: str
    by_target: float | None
    target: date | None
    left: float


def decisions_of(release: Release) -> QuerySet[Decision]:
    """Open questions first, then the latest; each with its verdicts, oldest first."""
    verdicts = Verdict.objects.select_related("decided_by", "stakeholder", "forecast").order_by("decided_at", "pk")
    rows = release.decisions.select_related("asked_by", "closed_by").prefetch_related(Prefetch("verdicts", verdicts))
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-asked_at")


def seen_by(verdict: Verdict) -> Seen:
    """The kept forecast in words."""
    said = verdict.forecast.said
    text = said["sentence"]["text"].format(*said["sentence"]["values"])
    target = said["target"]
    return Seen(text, said["by_target"], target and date.fromisoformat(target), said["left_then"])


def deciders_of(team: Team) -> list[User]:
    """Who of the team may decide."""
    memberships = team.memberships.current().select_related("user").order_by("user__name")
    return [one.user for one in memberships if DECIDERS & set(one.roles)]
