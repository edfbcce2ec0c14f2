"""Tries in the background: they may read millions of readings."""

from datetime import datetime

from celery import shared_task
from django.db import transaction

from teams.models import User
from telemetry_demo.alerting import trying
from telemetry_demo.alerting.models import RuleTry, RuleVersion


@shared_task
def try_rule(try_id: int) -> None:
    """Does a try. May come twice: what is done is not done again."""
    trying.carry_out(try_id)


def begin_try(*, version: RuleVersion, days: int, actor: User, now: datetime) -> RuleTry:
    """Has a text tried in the background. Raises Unreadable, Invalid at `days`."""
    asked = trying.ask_for_try(version=version, days=days, actor=actor, now=now)
    transaction.on_commit(lambda: try_rule.apply_async([asked.pk], retry=False), robust=True)
    return asked
