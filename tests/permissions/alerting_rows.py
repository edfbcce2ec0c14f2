"""Rules over telemetry and what they find: pages and API."""

from typing import Any

from telemetry_demo.alerting.models import Alert, AlertRule
from tests.factories import NOW
from tests.permissions.rows import Row, post
from tests.permissions.world import World


def _rule(world: World) -> dict:
    return {"pk": world.things["alert_rule"].pk}


def _alert(world: World) -> dict:
    return {"pk": world.things["alert"].pk}


def _found(world: World) -> dict:
    return _rule(world) | {"tried": world.things["rule_try"].pk, "number": 0}


def _figure(world: World) -> dict:
    return _rule(world) | {"tried": world.things["rule_try"].pk}


def _text(world: World) -> dict:
    return {"text": 'when spo2 < 85 then alert "low"', "seen": "3.1", "days": "1"}


def _kept(world: World) -> dict:
    return {"text": world.things["rule_try"].text, "seen": "3.1"}


def _back(world: World) -> dict:
    return {"number": 1, "reason": "Too many alarms"}


def _retire(world: World) -> None:
    AlertRule.objects.filter(**_rule(world)).update(retired_at=NOW)


def _see(world: World) -> None:
    Alert.objects.filter(**_alert(world)).update(seen_at=NOW, verdict="real")


def _api(name: str, may: str, of=_rule, *, method: str = "POST", writes: bool = True, **fields: Any) -> Row:
    return Row(f"api:{name}", may, method=method, kwargs=of, scope="api", writes=writes, json=True, **fields)


ROWS = [
    Row("telemetry_alerting:rules", "see"),
    Row("telemetry_alerting:rule", "see", kwargs=_rule),
    Row("telemetry_alerting:rule_try", "see", kwargs=_rule),
    Row("telemetry_alerting:found_alert", "see", kwargs=_found),
    Row("telemetry_alerting:try_figure", "see", kwargs=_figure),
    Row("telemetry_alerting:check_rule", "see", method="POST", kwargs=_rule, data=_text),
    Row("telemetry_alerting:alerts", "see", query="?show=all"),
    post("telemetry_alerting:new_rule", "write", data=lambda w: {"name": "Quiet"}),
    post("telemetry_alerting:save_rule", "write", kwargs=_rule, data=_text),
    post("telemetry_alerting:try_rule", "write", kwargs=_rule, data=_text),
    post("telemetry_alerting:make_rule_live", "accept", kwargs=_rule, data=_kept),
    post("telemetry_alerting:roll_rule_back", "accept", kwargs=_rule, data=_back),
    post("telemetry_alerting:retire_rule", "accept", kwargs=_rule),
    post("telemetry_alerting:restore_rule", "accept", kwargs=_rule, prepare=_retire),
    post("telemetry_alerting:see_alert", "write", kwargs=_alert, data=lambda w: {"verdict": "real"}),
    post("telemetry_alerting:unsee_alert", "write", kwargs=_alert, prepare=_see),
    Row("api:alertrule-list", "see", scope="signed in"),
    _api("alertrule-detail", "see", method="GET", writes=False),
    _api("alertrule-list", "write", lambda w: {}, data=lambda w: {"team": w.team.pk, "name": "Quiet"}),
    _api("alertrule-detail", "write", method="PATCH", data=lambda w: {"text": "when", "seen": "3.1"}),
    _api("alertrule-check", "see", writes=False, data=lambda w: {"text": ""}),
    _api("alertrule-try", "write", data=lambda w: {"days": 1}),
    _api("alertrule-latest-try", "see", method="GET", writes=False),
    _api("alertrule-live", "accept"),
    _api("alertrule-roll-back", "accept", data=_back),
    _api("alertrule-retire", "accept"),
    _api("alertrule-restore", "accept", prepare=_retire),
    Row("api:alert-list", "see", scope="signed in"),
    _api("alert-detail", "see", _alert, method="GET", writes=False),
    _api("alert-see", "write", _alert, data=lambda w: {"verdict": "false"}),
    _api("alert-unsee", "write", _alert, prepare=_see),
]
TOPICS = {"alerts": ("see", lambda world: world.team.pk)}


def _key(world: World) -> dict:
    return {"pk": world.things["device_key"].pk}


def _device(world: World) -> dict:
    return {"device": "D9", "trial": "T1", "patient": ""}


# A device's door: to a person, whoever it is, it says 401.
ROWS += [
    Row("telemetry_alerting:devices", "settings"),
    post("telemetry_alerting:devices", "settings", data=_device),
    post("telemetry_alerting:rotate_key", "settings", kwargs=_key),
    post("telemetry_alerting:revoke_key", "settings", kwargs=_key),
    Row("telemetry_alerting:take_events", "", method="POST", scope="anybody", json=True, fine=(401,)),
    Row("telemetry_alerting:hear_edge", "", method="POST", scope="anybody", json=True, fine=(401,)),
]
