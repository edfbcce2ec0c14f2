"""The stories of a page as CSV that Jira's readers and spreadsheets take."""

import csv
from datetime import date

import pytest

from ceremonies.models import Action, Meeting, PokerRoom, Poll, QueuedStory
from sprints.scope.services import add_to_sprint
from stories.impediments.services import raise_impediment
from tests.factories import NOW, make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def rows_of(client, team, query=""):
    client.force_login(owner_of(team))
    answer = client.get(f"/t/heartworks/{team.slug}/backlog/stories.csv{query}")
    assert answer["Content-Disposition"].startswith("attachment")
    header, *rows = csv.reader(answer.content.decode().splitlines())
    return header, rows


def test_a_story_names_every_sprint_that_it_was_in(client, team):
    story = make_story(team, "Twice tried", points=5)
    make_running_sprint(team, stories=[story])
    planned = make_sprint(team, stories=[make_story(team, "Never yet")], start=date(2026, 11, 23))
    late = make_story(team, "Came late", points=3)
    add_to_sprint(sprint=team.sprints.get(number=1), story=late, actor=owner_of(team), now=NOW, reason="Asked")
    header, rows = rows_of(client, team, "?where=all")
    assert planned.number == 2
    assert header[-1] == "Sprint"
    found = {row[1]: (row[8], row[-1]) for row in rows}
    assert found == {"Twice tried": ("5", "Sprint 1"), "Never yet": ("3", ""), "Came late": ("3", "Sprint 1")}


def test_it_holds_what_the_page_shows_and_nothing_runs_in_it(client, team):
    make_story(team, "=HYPERLINK(1)")
    make_story(team, "Big", points=13)
    make_story(make_team("Elsewhere"), "Foreign")
    _, rows = rows_of(client, team)
    assert [row[1] for row in rows] == ["'=HYPERLINK(1)", "Big"]
    assert [row[1] for row in rows_of(client, team, "?points=13")[1]] == ["Big"]


def test_many_stories_take_as_many_queries_as_one(client, team, django_assert_num_queries):
    for _ in range(3):
        make_story(team)
    client.force_login(owner_of(team))
    address = f"/t/heartworks/{team.slug}/backlog/stories.csv"
    client.get(address)
    with django_assert_num_queries(8) as few:
        client.get(address)
    for _ in range(5):
        make_story(team)
    with django_assert_num_queries(len(few)):
        client.get(address)


def csv_of(client, team, name):
    client.force_login(owner_of(team))
    answer = client.get(f"/t/heartworks/{team.slug}/{name}.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.reader(answer.content.decode().splitlines()))


def test_people_and_their_days_can_be_had_and_nothing_runs_in_them(client, team):
    member = make_member(team, name="=HYPERLINK(1)")
    _, *people = csv_of(client, team, "people")
    assert {row[0] for row in people} == {"Olga Owner", "'=HYPERLINK(1)"}
    _, *days = csv_of(client, team, "calendar")
    assert len([row for row in days if row[1] == "'=HYPERLINK(1)"]) == 121
    assert member.name not in {row[1] for row in days}


def test_what_poker_has_agreed_on_can_be_had_without_anybodys_card(client, team):
    meeting = Meeting.objects.create(team=team, kind="poker", title="Poker")
    room = PokerRoom.objects.create(meeting=meeting, deck=[])
    QueuedStory.objects.create(room=room, key="P-1", title="@Agreed", position=1, agreed_at=NOW, agreed_points=5)
    QueuedStory.objects.create(room=room, key="P-2", title="Waiting", position=2)
    _, *rows = csv_of(client, team, "poker/estimates")
    assert [row[1:] for row in rows] == [["Poker", "P-1", "'@Agreed", "", "5", "0"]]


def test_what_was_in_the_way_can_be_had_and_nothing_told_in_confidence(client, team):
    who = {"actor": owner_of(team), "now": NOW}
    raise_impediment(team=team, title="=1+1", story=make_story(team), **who)
    team.confidences.create(text="Between us", told_by=owner_of(team), told_at=NOW)
    _, row = csv_of(client, team, "impediments")
    assert (row[0], row[1], row[5], row[6]) == ("'=1+1", team.stories.get().key, NOW.date().isoformat(), "")


def test_what_retrospectives_decided_can_be_had(client, team):
    Action.objects.create(team=team, title="@Pair", owner=owner_of(team), due_on=NOW.date(), measure="Fewer bugs")
    _, row = csv_of(client, team, "retro/actions")
    assert row[1:4] == ["'@Pair", "Olga Owner", NOW.date().isoformat()]
    assert row[5:] == ["Open", ""]


@pytest.mark.parametrize(("answers", "votes"), [(2, ["", ""]), (3, ["3", "0"])])
def test_a_poll_that_few_have_answered_shows_no_votes(client, team, answers, votes):
    poll = Poll.objects.create(team=team, question="Tea?", closed_at=NOW, answers=answers)
    for position, count in enumerate((answers, 0)):
        poll.options.create(position=position, text=f"+{position}", votes=count)
    Poll.objects.create(team=team, question="Still open?").options.create(position=0, text="Yes", votes=9)
    _, *rows = csv_of(client, team, "polls/results")
    assert [row[5] for row in rows] == votes
    assert rows[0][4] == "'+0"
