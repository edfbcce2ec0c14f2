"""Gateways decide by the live rules beside the devices: what they get, and what they tell (TEL-8)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.tree import Action
from telemetry_demo.alerting.models import Alert, Gateway, RuleVersion
from telemetry_demo.alerting.queries import live_versions
from telemetry_demo.events import Event
from telemetry_demo.times import micros

DEVICE: Final = "edge:"  # what the name of a gateway's device begins with
ALARM: Final = "alarm."  # the signal by which it tells an alarm, with the version of the rule


@dataclass(frozen=True)
class Orders:
    """The rules that a team's gateways obey; `digest` names just these."""

    digest: str
    rules: list[dict[str, Any]]


def orders_for(team_id: int) -> Orders:
    """What is live in the team now."""
    rules = [{"version": version.pk, "text": version.text} for version in live_versions([team_id]).order_by("pk")]
    return Orders(hashlib.sha256(json.dumps(rules).encode()).hexdigest()[:32], rules)


@transaction.atomic
def hear_gateway(*, name: str, team_id: int, said: dict[str, Any], now: datetime) -> Orders:
    """Keeps what a gateway tells of itself, and returns what it has to obey. Which rules it obeys is confirmed only by
    the digest that it sends back."""
    orders = orders_for(team_id)
    obeys = [rule["version"] for rule in orders.rules] if said["digest"] == orders.digest else None
    fresh = {
        "team_id": team_id, "digest": said["digest"], "heard_at": now, "refused": said["refused"], "read": said["read"],
        "passed": said["passed"], "waiting": said["waiting"], "bytes_read": said["bytes_read"],
        "bytes_sent": said["bytes_sent"],
    }  # fmt: skip
    if obeys is not None:
        fresh["obeys"] = [version for version in obeys if str(version) not in said["refused"]]
    Gateway.objects.update_or_create(name=name, defaults=fresh)
    return orders


def take_alarms(events: list[Event], trials: dict[int, frozenset[str]], now: datetime) -> set[int]:
    """Alarms that gateways tell become alerts, once each; returns the teams that have one.

    A gateway's word counts only for rules of the team that sees its trial. It sends in order, so that an alarm begins
    before it ends.
    """
    told = [(event, _version(event)) for event in events if event.device.startswith(DEVICE)]
    told = [(event, version) for event, version in told if version]
    versions = RuleVersion.objects.filter(pk__in={version for _, version in told}).select_related("rule")
    known = {version.pk: version for version in versions}
    teams = set()
    for event, key in told:
        version = known.get(key)
        if version and event.trial in trials.get(version.rule.team_id, ()):
            _take_alarm(event, version, now)
            teams.add(version.rule.team_id)
    return teams


def _version(event: Event) -> int | None:
    number = event.signal.removeprefix(ALARM)
    known = event.signal.startswith(ALARM) and number.isascii() and number.isdecimal() and len(number) < 19
    return int(number) if known else None


def _take_alarm(event: Event, version: RuleVersion, now: datetime) -> None:
    at = micros(event.ts)
    stream = {"version": version, "trial": event.trial, "patient": event.patient, "visit": event.visit}
    if event.value:
        rule = parse(version.text)
        Alert.objects.get_or_create(
            **stream, began=at,
            defaults={
                "team_id": version.rule.team_id, "message": rule.message, "rings": rule.action is Action.ALERT,
                "found_at": now,
            },
        )  # fmt: skip
    else:
        Alert.objects.filter(**stream, ended=None, began__lte=at).update(ended=at)
