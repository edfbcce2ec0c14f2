"""Releases, their what-ifs and decisions: pages and API."""

from forecasting.releases.decisions.services import ask_decision
from forecasting.releases.services import archive_release, create_release
from tests.factories import NOW
from tests.permissions.rows import Row, post


def _release(world):
    world.things["release"] = create_release(
        team=world.team, name="2.4", actor=world.people["owner"], now=NOW, epics=[world.things["epic"]]
    )


def _archived(world):
    _release(world)
    archive_release(release=world.things["release"], actor=world.people["owner"], now=NOW)


def _decision(world):
    _release(world)
    world.things["decision"] = ask_decision(
        release=world.things["release"], question="Ship it?", actor=world.people["owner"], now=NOW
    )


def _pk(world):
    return {"pk": world.things["release"].pk}


def _asked(world):
    return _pk(world) | {"decision": world.things["decision"].pk}


def _see(route, prepare=_release, **fields):
    return Row(route, "see", prepare=prepare, kwargs=_pk, **fields)


def _named(world):
    return {"name": "3.0", "pace_percent": 100}


def _decision_pk(world):
    return {"pk": world.things["decision"].pk}


def _ask(world):
    return ASK | {"release": world.things["release"].pk}


def _new(world):
    return {"team": world.team.pk, "name": "3.0"}


def _api(route, may, method="GET", kwargs=_pk, prepare=_release, **fields):
    writes = method != "GET"
    row = {"scope": "api", "writes": writes, "json": writes, "kwargs": kwargs, "prepare": prepare}
    return Row(f"api:{route}", may, method=method, **row | fields)


ASK = {"question": "Ship it?", "options": ["go", "hold"]}
VERDICT = {"choice": "go", "reason": "It is good enough."}

ROWS = [
    Row("forecasting:releases", "see"),
    _see("forecasting:release"),
    _see("forecasting:release_csv"),
    _see("forecasting:what_if"),
    _see("forecasting:decisions"),
    Row("forecasting:release_new", "order"),
    post("forecasting:release_new", "order", data=_named),
    Row("forecasting:release_edit", "order", prepare=_release, kwargs=_pk),
    post("forecasting:release_edit", "order", prepare=_release, kwargs=_pk, data=_named),
    post("forecasting:release_archive", "order", prepare=_release, kwargs=_pk),
    post("forecasting:release_restore", "order", prepare=_archived, kwargs=_pk),
    Row("forecasting:decision_ask", "order", prepare=_release, kwargs=_pk),
    post("forecasting:decision_ask", "order", prepare=_release, kwargs=_pk, data=lambda w: ASK),
    post("forecasting:verdict", "decide", prepare=_decision, kwargs=_asked, data=lambda w: VERDICT),
    _api("release-list", "see", kwargs=lambda w: {}, scope="signed in"),
    _api("release-list", "order", "POST", kwargs=lambda w: {}, data=_new),
    _api("release-detail", "see"),
    _api("release-detail", "order", "PATCH", data=lambda w: {"goal": "Sleep"}),
    _api("release-detail", "order", "DELETE"),
    _api("release-restore", "order", "POST", prepare=_archived),
    _api("release-forecast", "see"),
    _api("release-what-if", "see", fine=(400,)),
    _api("decision-list", "see", kwargs=lambda w: {}, scope="signed in"),
    _api("decision-list", "order", "POST", kwargs=lambda w: {}, data=_ask),
    _api("decision-detail", "see", kwargs=_decision_pk, prepare=_decision),
    _api("decision-decide", "decide", "POST", kwargs=_decision_pk, prepare=_decision, data=lambda w: VERDICT),
    _api("decision-close", "order", "POST", kwargs=_decision_pk, prepare=_decision, data=lambda w: {"outcome": "go"}),
    post("forecasting:decision_close", "order", prepare=_decision, kwargs=_asked, data=lambda w: {"outcome": "hold"}),
]
