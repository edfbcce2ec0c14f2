"""A program holds a ceremony: what it does in a room is what the room's page does."""

import pytest
from django.test import Client

from ceremonies.models import CeremonySlot
from tests.factories import make_member, make_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def program(user):
    """Sends JSON as this person and answers what came back, refusals too."""
    client = Client()
    client.force_login(user)

    def send(path, **body):
        answer = client.post(f"/api/v1/{path}/", body, content_type="application/json")
        return answer.json()

    send.get = lambda path: client.get(f"/api/v1/{path}/").json()
    return send


def test_a_refinement_is_walked_from_story_to_story_and_into_poker(team):
    first, second = make_story(team), make_story(team)
    send = program(owner_of(team))
    room = send("refinements", team=team.pk)["id"]
    phases = [phase["key"] for phase in send(f"meetings/{room}/begin")["phases"]]
    while (meeting := send.get(f"meetings/{room}"))["phase"] != "stories":
        send(f"meetings/{room}/next", seen=meeting["phase"])
    assert meeting["phase"] in phases
    assert send.get(f"refinements/{room}")["current"] == first.pk
    for _ in range(2):  # pressed twice, it is one step
        answer = send(f"refinements/{room}/next-story", seen=first.pk)
        assert (answer["current"], answer["looked_at"]) == (second.pk, [first.pk, second.pk])
    assert send(f"refinements/{room}/start-poker")["poker_room"]


def test_a_standup_is_handed_on_and_keeps_what_was_parked(team):
    member = make_member(team)
    send, peer = program(owner_of(team)), program(member)
    room = send("standups", team=team.pk)["id"]
    peer(f"standups/{room}/park", text="Naming")
    send(f"meetings/{room}/begin")
    while (meeting := send.get(f"meetings/{room}"))["phase"] != "round":
        send(f"meetings/{room}/next", seen=meeting["phase"])
    assert send(f"standups/{room}/hand-over", seen=0)["parked"][0]["text"] == "Naming"
    topic = send.get(f"standups/{room}")["parked"][0]["id"]
    assert peer(f"standups/{room}/settle", topic=topic)["parked"][0]["is_settled"] is True
    assert peer(f"meetings/{room}/next", seen="round")["status"] == 403
    assert send(f"meetings/{room}/close")["state"] == "closed"
    assert "spoken" not in str(send.get(f"standups/{room}"))


def test_a_plan_is_checked_doubted_and_decided_on(team):
    sprint = make_sprint(team, stories=[make_story(team, points=None)])
    send = program(owner_of(team))
    room = send("plannings", team=team.pk, sprint=sprint.pk)["id"]
    assert send("plannings", team=team.pk, sprint=sprint.pk)["id"] == room
    check = send.get(f"plannings/{room}/check")
    assert "not estimated" in [reason["cause"] for reason in check["reasons"]]
    assert check["chance"] is None
    doubt = send("plan-challenges", team=team.pk, sprint=sprint.pk, text="Too much")
    decided = send(f"plan-challenges/{doubt['id']}/decide", decision="kept", answer="We try it")
    assert decided["decision"] == "kept"
    assert send(f"plan-challenges/{doubt['id']}/decide", decision="kept", answer="Again")["status"] == 409


def test_what_is_scheduled_anew_takes_the_place_of_what_was(team):
    send = program(owner_of(team))
    slot = {"team": team.pk, "kind": "standup", "rhythm": "weekly", "weekdays": [0, 1, 2, 3, 4], "minutes": 15}
    send("ceremony-slots", **slot, at="09:15")
    send("ceremony-slots", **slot, at="09:30")
    assert f"{CeremonySlot.objects.get().at:%H:%M}" == "09:30"
    coming = send.get(f"upcoming-ceremonies/{team.pk}")["ceremonies"]
    assert {one["kind"] for one in coming} == {"standup"}
    refused = send("ceremony-slots", **slot | {"weekdays": []}, at="09:30")
    assert [error["field"] for error in refused["errors"]] == ["weekdays"]
