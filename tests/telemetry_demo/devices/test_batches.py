"""Batches of devices over HTTP: durable when answered, a result for each event, and nobody else's readings."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from teams.rates.rules import Standing
from telemetry_demo.devices import api, intake
from telemetry_demo.devices.rules import RATE
from telemetry_demo.devices.services import make_key, revoke_key, rotate_key
from telemetry_demo.models import Quarantined, Segment, Trial
from telemetry_demo.pipeline.queries import summaries
from tests.factories import make_team, owner_of
from tests.telemetry.lines import line

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])
EVENTS = "/api/v1/telemetry/events"


@pytest.fixture
def team():
    return make_team()


def a_key(team, device="D1", trial="T1", patient=""):
    return make_key(team=team, device=device, trial=trial, patient=patient, actor=owner_of(team), now=timezone.now())


def send(client, secret, *lines, body=None, path=EVENTS):
    body = b'{"events":[' + b",".join(lines) + b"]}" if body is None else body
    return client.post(path, body, content_type="application/json", headers={"Authorization": f"Device {secret}"})


def statuses(answer):
    return [result["status"] for result in answer.json()["results"]]


def test_a_batch_is_durable_when_answered_and_the_same_again_is_told_as_such(client, team):
    _, secret = a_key(team)
    answer = send(client, secret, line(1, 70), line(2, 74), line(2, 74), b'{"seq":3}', b"7")
    assert answer.status_code == 202
    assert statuses(answer) == ["new", "new", "duplicate", "malformed", "malformed"]
    assert "trial" in answer.json()["results"][3]["reason"]
    assert next(iter(summaries()))[4:6] == (2, 72.0)
    assert Quarantined.objects.count() == 2
    again = send(client, secret, line(2, 74), line(3, 78))
    assert statuses(again) == ["duplicate", "new"]
    assert next(iter(summaries()))[4:6] == (3, 74.0)
    assert Trial.objects.get().team_id == team.pk


def test_events_over_many_lines_and_with_fields_of_their_own_are_kept_on_one(client, team):
    _, secret = a_key(team)
    event = json.loads(line(1)) | {"battery": {"volts": 3.1}}
    assert statuses(send(client, secret, json.dumps(event, indent=2).encode())) == ["new"]
    segment = Segment.objects.get()
    assert intake.lines_of(b'{"events":[{\n"a":\n1}]}') == [b'{"a":1}']
    assert segment.events == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"device": "D2"}, "device is not D1"),
        ({"trial": "T2"}, "trial is not T1"),
        ({"patient": "P7"}, "patient is not P100"),
    ],
)
def test_a_key_writes_its_own_device_trial_and_patient_only(client, team, wrong, said):
    _, secret = a_key(team, patient="P100")
    answer = send(client, secret, line(1), line(2, **wrong))
    assert statuses(answer) == ["new", "refused"]
    assert said in answer.json()["results"][1]["reason"]
    assert next(iter(summaries()))[4] == 1
    assert not Quarantined.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"[]", 400), (b'{"events":7}', 400), (b'{"events":[]}', 400), (b"\xff", 400),
        (b'{"events":[' + b"[" * 50 + b"]" * 50 + b"]}", 400), (b'{"events":[' + b"1," * 500 + b"1]}", 413),
        (b" " * (256 * 1024 + 1), 413),
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_in_words_before_anything_is_written(client, team, body, status):
    _, secret = a_key(team)
    answer = send(client, secret, body=body)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not Segment.objects.exists()


def test_brackets_inside_of_texts_do_not_count_as_depth(client, team):
    _, secret = a_key(team, device="[[[[[[[[[[{{{")
    assert statuses(send(client, secret, line(1, device="[[[[[[[[[[{{{"))) == ["new"]


def test_a_rotated_key_works_beside_the_new_one_for_a_day_and_a_revoked_one_not_at_all(client, team, monkeypatch):
    key, first = a_key(team)
    key, second = rotate_key(key=key, actor=owner_of(team), now=timezone.now())
    assert first not in str(key.__dict__)
    assert second not in str(key.__dict__)
    assert [send(client, secret, line(1)).status_code for secret in (first, second)] == [202, 202]
    later = timezone.now() + timedelta(hours=25)
    with monkeypatch.context() as patch:
        patch.setattr(api.timezone, "now", lambda: later)
        assert [send(client, secret, line(1)).status_code for secret in (first, second)] == [401, 202]
    revoke_key(key=key, actor=owner_of(team), now=timezone.now())
    answers = [send(client, secret, line(1)) for secret in (first, second, "", "tpdk_nonsense")]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert len({answer.content for answer in answers}) == 1
    _, third = a_key(team)
    assert send(client, third, line(1)).status_code == 202


def test_a_key_opens_nothing_else_and_a_person_not_this(client, team):
    _, secret = a_key(team)
    for path in ("/api/v1/me/", "/api/v1/alerts/", "/api/v1/stories/"):
        assert client.get(path, headers={"Authorization": f"Device {secret}"}).status_code == 401
    client.force_login(owner_of(team), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(EVENTS, b"{}", content_type="application/json")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Device realm="Truepace"')


def test_too_many_batches_are_told_when_to_come_again(client, team, monkeypatch):
    _, secret = a_key(team)
    monkeypatch.setattr(api, "count", lambda rate, whom: Standing(rate, RATE.most + 1, 1))
    answer = send(client, secret, line(1))
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    monkeypatch.setattr(api, "count", lambda rate, whom: None)
    monkeypatch.setattr(intake, "_places", intake.BoundedSemaphore(1))
    intake._places.acquire()
    assert send(client, secret, line(1)).status_code == 429
    intake._places.release()
    assert send(client, secret, line(1)).status_code == 202
    assert send(client, secret, body=b"{").status_code == 400  # a refusal gives its place back
    assert send(client, secret, line(2)).status_code == 202


def test_the_pages_key_is_shown_once_and_a_wrong_name_keeps_what_was_typed(client, team):
    client.force_login(owner_of(team), backend="allauth.account.auth_backends.AuthenticationBackend")
    path = f"/t/{team.organisation.slug}/{team.slug}/telemetry/devices/"
    made = client.post(path, {"device": "D1", "trial": "T1", "patient": ""})
    secret = made.context["secret"]
    assert str(secret) in made.content.decode()
    assert str(secret) not in client.get(path).content.decode()
    assert made["Cache-Control"].startswith("max-age=0")
    assert send(client, str(secret), line(1)).status_code == 202
    Trial.objects.create(name="T9", team_id=team.pk + 1)
    refused = client.post(path, {"device": "D2", "trial": "T9"})
    assert refused.status_code == 409
    assert "belongs to another team" in refused.content.decode()
    assert 'value="D2"' in refused.content.decode()
    assert "has a key already" in client.post(path, {"device": "D1", "trial": "T1"}).content.decode()
