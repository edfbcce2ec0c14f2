"""Who is asked to decide hears of it, and so does who asked (INT-6)."""

from datetime import datetime

from django.urls import reverse

from forecasting.models import Decision, Verdict
from forecasting.releases.decisions.queries import deciders_of
from teams.notifications.rules import Kind
from teams.notifications.services.telling import notify


def tell_deciders(decision: Decision, *, now: datetime) -> None:
    """Tells everybody of the team who may decide, once; not who asked."""
    people = [person for person in deciders_of(decision.release.team) if person != decision.asked_by]
    _tell(decision, f"decide:{decision.pk}", people, f"Your decision is asked: {decision.question}", now)


def tell_asker(verdict: Verdict, *, now: datetime) -> None:
    """Tells who asked what was decided; not about their own verdict."""
    decision = verdict.decision
    people = [decision.asked_by] if verdict.decided_by != decision.asked_by else []
    title = f"{verdict.who} decided: {verdict.get_choice_display()}"
    _tell(decision, f"decided:{verdict.pk}", people, title, now, verdict.reason)


def _tell(decision: Decision, key: str, people: list, title: str, now: datetime, text: str = "") -> None:
    team = decision.release.team
    address = reverse("forecasting:decisions", kwargs=team.url_kwargs | {"pk": decision.release_id})
    notify(
        kind=Kind.NEEDED, key=key, people=people, team=team, now=now, title=title,
        text=text or decision.release.name, address=f"{address}#decision-{decision.pk}",
    )  # fmt: skip
