"""The palette finds what there is and offers what one may do; without scripts it is a page."""

import pytest
from django.urls import reverse

from stories.labels.services import create_label
from teams.rules import TeamRole
from tests.factories import NOW, make_member, make_story, make_team, owner_of
from tests.stories.world import HTMX, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    team = make_team(key="CT")
    make_story(team, "Acknowledge an alarm")
    make_story(team, "Hand over", criteria=["Each alarm shows who last touched it"])
    create_label(team=team, name="alarms", actor=owner_of(team), now=NOW)
    return team


def ask(user, team, question=None, **headers):
    query = {} if question is None else {"q": question}
    return signed_in(user).get(reverse("scrum:palette", kwargs=team.url_kwargs), query, **headers)


def found(answer) -> dict[str, list[str]]:
    return {group.name: [option.label for option in group.options] for group in answer.context["groups"]}


def test_one_word_finds_stories_passages_labels_and_a_new_story(team):
    groups = found(ask(owner_of(team), team, "alarm"))
    assert groups["Stories"] == ["Acknowledge an alarm"]
    assert groups["Words in descriptions, criteria and comments"] == ["“Each alarm shows who last touched it”"]
    assert groups["Labels, epics and personas"] == ["alarms"]
    assert groups["Do"] == ["New story: “alarm”"]


def test_the_new_story_begins_with_what_was_asked(team):
    [option] = [
        option
        for group in ask(owner_of(team), team, "a & b=c").context["groups"]
        for option in group.options
        if option.label.startswith("New story:")
    ]
    form = signed_in(owner_of(team)).get(option.address).content.decode()
    assert 'value="a &amp; b=c"' in form


@pytest.mark.parametrize(
    ("role", "can", "cannot"),
    [
        (TeamRole.SCRUM_MASTER, {"New story", "Plan sprint", "Sign out"}, {"Import stories", "New persona"}),
        (TeamRole.PRODUCT_OWNER, {"New story", "New persona"}, {"Plan sprint", "Import stories"}),
        (TeamRole.MEMBER, {"New story", "Switch theme"}, {"Plan sprint", "New persona"}),
        (TeamRole.STAKEHOLDER, {"Switch theme", "Sign out"}, {"New story", "Plan sprint"}),
    ],
)
def test_actions_are_those_that_the_person_may_do(team, role, can, cannot):
    offered = set(found(ask(make_member(team, role), team, ">"))["Do"])
    assert can <= offered
    assert not cannot & offered


def test_pages_that_a_person_may_not_open_are_not_offered(team):
    assert "Settings" in found(ask(owner_of(team), team, "settings"))["Go to"]
    assert "Go to" not in found(ask(make_member(team), team, "settings"))


def test_signs_narrow_the_question(team):
    make_member(team, name="Priya Nair")
    assert found(ask(owner_of(team), team, "@pri")) == {"People": ["Priya Nair"]}
    assert found(ask(owner_of(team), team, "#ala")) == {"Labels, epics and personas": ["alarms"]}
    assert set(found(ask(owner_of(team), team, ">plan"))) == {"Do", "Go to"}


def test_another_team_of_mine_is_searched_and_offered_a_strangers_is_not(team):
    owner = owner_of(team)
    other = make_team("Atlas", owner=owner, organisation=team.organisation)
    stranger = make_team("Strangers")
    make_story(other, "Alarm of Atlas")
    make_story(stranger, "Alarm of strangers")
    groups = found(ask(owner, team, "alarm"))
    assert groups["Stories"] == ["Alarm of Atlas", "Acknowledge an alarm"]
    assert found(ask(owner, team, "switch to"))["Do"][0] == "Switch to Atlas"
    assert "Strangers" not in str(found(ask(owner, team, "switch")))


def test_htmx_gets_the_dialog_then_only_what_was_found(team):
    dialog = ask(owner_of(team), team, headers=HTMX).content.decode()
    assert '<dialog class="palette"' in dialog
    lines = ask(owner_of(team), team, "alarm", headers=HTMX).content.decode()
    assert "<dialog" not in lines
    assert "Acknowledge an <mark>alarm</mark>" in lines


@pytest.mark.parametrize("question", ["", ">", "@", "#", "%", '"', "x" * 5000, "\x00", "<script>alert(1)</script>"])
def test_whatever_is_asked_is_answered(team, question):
    for headers in ({}, HTMX):
        answer = ask(owner_of(team), team, question, headers=headers)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_nothing_found_is_said_with_a_way_back(team):
    page = ask(make_member(team, TeamRole.STAKEHOLDER), team, "qqqq").content.decode()
    assert "Nothing found" in page
    assert "Clear the search" in page


def test_a_question_takes_the_same_queries_whatever_it_finds(team, django_assert_num_queries):
    client, address = signed_in(owner_of(team)), reverse("scrum:palette", kwargs=team.url_kwargs)
    client.get(address, {"q": "alarm"}, headers=HTMX)
    for n in range(20):
        make_story(team, f"Alarm {n}", criteria=(f"Zebra {n}",))
    for question in ("alarm", "zebra"):
        with django_assert_num_queries(QUERIES):
            client.get(address, {"q": question}, headers=HTMX)


QUERIES = 13
