"""A room by its pages: from nothing to estimates on the stories."""

import re

import pytest
from django.utils import timezone

from ceremonies.models import Meeting, Vote
from ceremonies.poker.queries import room_of
from tests.ceremonies.world import make_table, signed_in
from tests.factories import make_team, owner_of

pytestmark = pytest.mark.django_db


def team_path(team, tail):
    return f"/t/{team.organisation.slug}/{team.slug}/{tail}"


def test_from_nothing_to_a_running_room_in_three_posts():
    team = make_team()
    client = signed_in(owner_of(team))
    room = client.post(team_path(team, "poker/new/")).url
    client.post(f"{room}add/", {"title": "See the alarm"})
    client.post(f"{room}start/")
    page = client.get(room)
    assert "See the alarm" in page.content.decode()
    assert 'name="value"' in page.content.decode()
    assert team.stories.get().title == "See the alarm"


def test_votes_reveal_agreement_and_the_next_story():
    table = make_table(voters=2)
    round_ = table.round
    for seat, value in zip(table.all, ["3", "5", "5"], strict=True):
        assert table.client(seat).post(table.url("vote"), {"round": round_.pk, "value": value}).status_code == 302
    round_.refresh_from_db()
    assert not round_.is_open
    assert round_.missing == []
    item = table.room.current
    host = table.client(table.host)
    assert "2 of 3 say 5" in host.get(table.url()).content.decode()
    host.post(table.url("agree"), {"item": item.pk, "points": "5"})
    item.story.refresh_from_db()
    assert item.story.points == 5
    assert "You agree on 5." in host.get(table.url()).content.decode()
    host.post(table.url("go_on".replace("_", "-")), {"item": item.pk})
    assert table.room.current.pk != item.pk
    assert table.room.current.rounds.count() == 1


def test_a_second_press_of_go_on_changes_nothing():
    table = make_table(voters=0, stories=3)
    table.vote(table.host, "5")
    host = table.client(table.host)
    first = table.room.current
    host.post(table.url("agree"), {"item": first.pk, "points": "5"})
    for _ in range(2):
        host.post(table.url("go-on"), {"item": first.pk})
    assert table.room.current.position == 1


def test_after_the_last_story_the_room_shows_what_it_brought():
    table = make_table(voters=0, stories=1)
    table.vote(table.host, "8")
    host = table.client(table.host)
    item = table.room.current
    host.post(table.url("agree"), {"item": item.pk, "points": "8"})
    host.post(table.url("go-on"), {"item": item.pk})
    page = host.get(table.url()).content.decode()
    assert Meeting.objects.get(pk=table.meeting.pk).is_closed
    assert "1 story is estimated." in page
    assert re.search(r"100\s%", page)


def test_a_taken_back_estimate_restores_the_points_of_before():
    table = make_table(voters=0)
    table.vote(table.host, "8")
    host, item = table.client(table.host), table.room.current
    host.post(table.url("agree"), {"item": item.pk, "points": "8"})
    host.post(table.url("take-back", item.pk))
    item.refresh_from_db()
    item.story.refresh_from_db()
    assert (item.state, item.story.points) == ("open", None)


def test_another_round_keeps_the_first():
    table = make_table(voters=1)
    table.vote(table.host, "1")
    table.vote(table.seats[0], "13")
    item = table.room.current
    table.client(table.host).post(table.url("again"), {"item": item.pk})
    assert [one.number for one in item.rounds.all()] == [1, 2]
    assert set(Vote.objects.filter(round=item.rounds.first()).values_list("value", flat=True)) == {"1", "13"}


def test_a_new_round_can_be_taken_back_until_somebody_votes():
    table = make_table(voters=0)
    table.vote(table.host, "1")
    host, item = table.client(table.host), table.room.current
    host.post(table.url("again"), {"item": item.pk})
    host.post(table.url("withdraw", item.pk))
    assert item.rounds.count() == 1


def test_a_reveal_with_people_missing_names_them():
    table = make_table(voters=2)
    table.vote(table.host, "5")
    table.client(table.host).post(table.url("reveal"), {"round": table.round.pk})
    assert table.round.missing == ["Dev", "Dev"]
    assert "Revealed without Dev, Dev." in table.client(table.host).get(table.url()).content.decode()


def test_nothing_to_reveal_is_said():
    table = make_table()
    answer = table.client(table.host).post(
        table.url("reveal"), {"round": table.round.pk}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert answer.json()["detail"] == "Nobody has voted yet."


def test_a_skipped_story_comes_back():
    table = make_table(stories=2)
    first = table.room.current
    host = table.client(table.host)
    host.post(table.url("skip"), {"item": first.pk})
    assert table.room.current.pk != first.pk
    host.post(table.url("bring-back", first.pk))
    first.refresh_from_db()
    assert first.state == "waiting"
    assert room_of(table.meeting).queue.count() == 2


def test_a_timer_runs_by_the_servers_clock():
    table = make_table()
    table.client(table.host).post(table.url("timer"), {"seconds": "300"})
    meeting = Meeting.objects.get(pk=table.meeting.pk)
    assert 290 < (meeting.timer_ends_at - timezone.now()).total_seconds() <= 300
