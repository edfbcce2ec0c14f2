"""The real agent and the real house: rules go out, alarms and readings come in, whatever the link loses."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests
from django.utils import timezone

from telemetry_demo.alerting.following import catch_up
from telemetry_demo.alerting.models import Alert, Gateway
from telemetry_demo.alerting.services import make_live
from telemetry_demo.devices.services import make_key
from telemetry_demo.edge.agent import Agent
from telemetry_demo.edge.buffer import Buffer
from telemetry_demo.edge.source import LinesFile
from telemetry_demo.edge.uplink import Uplink
from telemetry_demo.pipeline.queries import summaries
from tests.factories import owner_of
from tests.telemetry.lines import line
from tests.telemetry_demo.alerting.world import FAST, a_team, change, live_rule, second, tried

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])
VALUES = [70] * 36 + [130] * 12 + [70] * 40


class Link:
    """Carries the agent's requests to the house; `cut` may be "there" or "back"."""

    def __init__(self, client):
        self.headers, self._client, self.cut = {}, client, ""

    def post(self, url, data, headers, timeout):
        if self.cut == "there":
            raise requests.ConnectionError
        sent = self.headers | {"Content-Length": str(len(data))}
        answer = self._client.post(urlsplit(url).path, data, content_type=headers["Content-Type"], headers=sent)
        if self.cut == "back":
            raise requests.ReadTimeout
        return SimpleNamespace(
            status_code=answer.status_code, ok=answer.status_code < 400, headers=answer.headers, content=answer.content
        )


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_rules_go_out_alarms_come_in_and_a_cut_link_changes_nothing(client, tmp_path):
    team = a_team()
    rule = live_rule(team)
    _, secret = make_key(team=team, device="edge:W4", trial="T1", patient="", actor=owner_of(team), now=timezone.now())
    (tmp_path / "lines").write_bytes(
        b"".join(line(seq, value, after=seq * 5) + b"\n" for seq, value in enumerate(VALUES, start=1))
    )
    link, clock, buffer = Link(client), Clock(), Buffer(tmp_path / "buffer")
    agent = Agent(name="W4", buffer=buffer, uplink=Uplink("http://house", secret, link), clock=clock)
    agent.talk()
    live = rule.versions.get()
    assert [sent.version for sent in agent.rules] == [live.pk]
    assert Gateway.objects.get().obeys == [live.pk]
    source = LinesFile(tmp_path / "lines", is_growing=False)
    for turn in range(30):
        link.cut = ("there", "back", "")[turn % 3]
        agent.read(source)
        agent.talk()
        clock.now += 3.5
    assert source.is_over
    assert buffer.count() == 0
    catch_up(now=timezone.now())
    alert = Alert.objects.get()
    assert (alert.began, alert.ended, alert.message) == (second(200), second(245), "fast")
    told = {row[3]: row[4:6] for row in summaries()}
    assert told[f"alarm.{live.pk}"][0] == 2
    whole, summed = told["heart_rate"][0], told["heart_rate.count"]
    assert whole + round(summed[0] * summed[1]) == len(VALUES)
    buffer.close()


def test_a_new_version_reaches_the_agent_while_it_runs(client, tmp_path):
    team = a_team()
    rule = live_rule(team)
    _, secret = make_key(team=team, device="edge:W4", trial="T1", patient="", actor=owner_of(team), now=timezone.now())
    clock, buffer = Clock(), Buffer(tmp_path / "buffer")
    agent = Agent(name="W4", buffer=buffer, uplink=Uplink("http://house", secret, Link(client)), clock=clock)
    agent.talk()
    change(rule, FAST.replace("100", "90"))
    tried(rule)
    made = make_live(rule=rule, actor=owner_of(team), now=timezone.now())
    clock.now += 2.5
    agent.talk()
    assert [sent.version for sent in agent.rules] == [made.pk]
    gateway = Gateway.objects.get()
    assert gateway.obeys == [made.pk]
    assert timezone.now() - gateway.heard_at < timedelta(minutes=5)
    buffer.close()


def test_a_key_that_is_no_gateways_gets_no_rules(client):
    team = a_team()
    _, secret = make_key(team=team, device="D1", trial="T1", patient="", actor=owner_of(team), now=timezone.now())
    headers = {"Authorization": f"Device {secret}"}
    answer = client.post("/api/v1/telemetry/edge", b"{}", content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert "is no gateway" in answer.json()["detail"]
