"""A story becomes several, and one again: nothing of it is lost on the way."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, Invalid
from sprints.scope.services import add_to_sprint
from stories.links.services import link_stories
from stories.models import Label, Story
from stories.rules import Kind
from stories.splitting.rules import Part, clean_parts
from stories.splitting.services import join_again, split_story
from stories.story.services import edit_story
from tests.ceremonies.world import BACKEND
from tests.factories import NOW, make_sprint, make_story, make_team, owner_of

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def big(team):
    """The second of three stories, with two criteria."""
    make_story(team, "First")
    big = make_story(team, "Multi-site dashboards", points=13, criteria=("Lists all sites", "Two can be compared"))
    make_story(team, "Last")
    big.labels.add(Label.objects.create(team=team, name="gateway"))
    return big


def split(story, *parts, now=LATER):
    return split_story(story=story, parts=parts, actor=owner_of(story.team), now=now)


def halves(story):
    first, second = story.criteria.values_list("pk", flat=True)
    return Part("see every site", (first,)), Part("compare two sites", (first, second))


def backlog(team):
    return [story.title for story in Story.objects.filter(team=team).in_backlog().ordered()]


def test_the_parts_stand_where_the_story_stood_and_take_its_criteria_over(team, big):
    one, two = split(big, *halves(big))
    assert backlog(team) == ["First", "See every site", "Compare two sites", "Last"]
    assert [str(c) for c in one.criteria.all()] == ["Lists all sites"]
    assert [str(c) for c in two.criteria.all()] == ["Lists all sites", "Two can be compared"]
    assert (one.persona, one.value, one.points) == (big.persona, big.value, None)
    assert [label.name for label in two.labels.all()] == ["gateway"]


def test_the_story_itself_is_archived_with_everything_that_it_holds_and_linked(big):
    one, two = split(big, *halves(big))
    big.refresh_from_db()
    assert big.archived_at == LATER
    assert big.criteria.count() == 2
    assert {link.source for link in big.links_in.filter(kind="split_from")} == {one, two}


def test_the_parts_wait_for_what_the_story_waited_for_and_are_waited_for_alike(team, big):
    blocker, waiting = make_story(team, "Certificate"), make_story(team, "Roll out")
    link_stories(story=big, way="blocked_by", other=blocker, actor=owner_of(team), now=NOW)
    link_stories(story=big, way="blocks", other=waiting, actor=owner_of(team), now=NOW)
    one, two = split(big, *halves(big))
    assert {link.target for link in blocker.links_out.filter(kind="blocks")} == {big, one, two}
    assert {link.source for link in waiting.links_in.filter(kind="blocks")} == {big, one, two}


def test_taken_back_the_story_returns_to_its_place_and_the_parts_can_still_be_restored(team, big):
    one, _ = split(big, *halves(big))
    edit_story(story=one, actor=owner_of(team), now=LATER, description="Written since")
    join_again(story=big, actor=owner_of(team), now=LATER)
    join_again(story=big, actor=owner_of(team), now=LATER)
    assert backlog(team) == ["First", "Multi-site dashboards", "Last"]
    one.refresh_from_db()
    assert (one.description, one.archived_at) == ("Written since", LATER)


def test_a_second_split_is_taken_back_without_the_parts_of_the_first(team, big):
    first = split(big, *halves(big))
    join_again(story=big, actor=owner_of(team), now=LATER)
    second = split(big, Part("see a site", halves(big)[1].criteria), Part("compare"), now=LATER + timedelta(hours=1))
    join_again(story=big, actor=owner_of(team), now=LATER + timedelta(hours=2))
    assert {story.archived_at for story in Story.objects.filter(pk__in=[s.pk for s in first])} == {LATER}
    archived = Story.objects.filter(pk__in=[s.pk for s in second]).values_list("archived_at", flat=True)
    assert set(archived) == {LATER + timedelta(hours=2)}


def test_a_part_that_has_gone_on_keeps_the_split(team, big):
    one, _ = split(big, *halves(big))
    add_to_sprint(sprint=make_sprint(team), story=one, actor=owner_of(team), now=LATER)
    with pytest.raises(Conflict, match="gone on"):
        join_again(story=big, actor=owner_of(team), now=LATER)
    big.refresh_from_db()
    assert big.archived_at == LATER


def test_a_story_in_a_sprint_or_archived_and_one_that_was_not_split_are_refused(team, big):
    make_sprint(team, stories=[big])
    with pytest.raises(Conflict, match="in a sprint"):
        split(Story.objects.get(pk=big.pk), Part("a"), Part("b"))
    gone = make_story(team, "Gone", criteria=())
    split(gone, Part("a"), Part("b"))
    with pytest.raises(Conflict, match="archived"):
        split(gone, Part("c"), Part("d"))
    lone = make_story(team, "Lone")
    Story.objects.filter(pk=lone.pk).update(archived_at=NOW)
    with pytest.raises(Conflict, match="was not split"):
        join_again(story=lone, actor=owner_of(team), now=LATER)


def test_a_bug_is_split_by_its_title(team):
    bug = make_story(team, "Two faults", kind="bug", criteria=())
    assert [part.title for part in split(bug, Part("No sound"), Part("No light"))] == ["No sound", "No light"]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([Part("a", (1, 2))], "parts"),
        ([Part(str(number), (1, 2)) for number in range(7)], "parts"),
        ([Part("a", (1, 2)), Part("  ")], "part_2"),
        ([Part("See it", (1, 2)), Part("see  IT")], "part_2"),
        ([Part("a", (1,)), Part("b")], "criterion_2"),
        ([Part("a", (1, 2)), Part("b", (9,))], "criterion_9"),
    ],
)
def test_a_bad_split_names_the_field(parts, field):
    with pytest.raises(Invalid) as refusal:
        clean_parts(parts, kind=Kind.STORY, criteria=(1, 2))
    assert refusal.value.field == field


def test_a_spike_is_not_split():
    with pytest.raises(Invalid, match="timebox"):
        clean_parts([Part("a"), Part("b")], kind=Kind.SPIKE, criteria=())


@given(st.lists(st.sets(st.integers(1, 6)), min_size=2, max_size=6))
def test_either_every_criterion_is_taken_or_the_split_is_refused(taken):
    parts = [Part(f"part {number}", tuple(keys)) for number, keys in enumerate(taken)]
    everything = set().union(*taken)
    if everything == set(range(1, 7)):
        assert [set(part.criteria) for part in clean_parts(parts, kind="story", criteria=range(1, 7))] == taken
    else:
        with pytest.raises(Invalid, match="criterion"):
            clean_parts(parts, kind="story", criteria=range(1, 7))


def test_a_story_is_split_and_joined_by_api(big, client):
    client.force_login(owner_of(big.team), backend=BACKEND)
    first, second = big.criteria.values_list("pk", flat=True)
    parts = [{"words": "see", "criteria": [first]}, {"words": "compare"}]
    address = f"/api/v1/stories/{big.pk}/"
    refused = client.post(f"{address}split/", {"parts": parts}, content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (400, f"criterion_{second}")
    parts[1]["criteria"] = [second, first]
    answer = client.post(f"{address}split/", {"parts": parts}, content_type="application/json")
    assert [story["title"] for story in answer.json()] == ["See", "Compare"]
    assert client.post(f"{address}join/").json()["archived_at"] is None
