import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, Invalid
from stories.backlog.queries import rows
from stories.links.queries import open_blockers, waits_for
from stories.links.rules import Way, path_between, stored_as, way_of
from stories.links.services import link_stories, unlink_stories
from stories.models import Story, StoryLink
from stories.rules import Category
from stories.story.services import archive_story, change_status, delete_story
from tests.factories import NOW, finish, make_member, make_running_sprint, make_story, make_team, owner_of, status
from tests.stories.world import HTMX, address, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def other_team(team):
    return make_team("Firmware", organisation=team.organisation, owner=owner_of(team), key="FW")


def _link(story, way, other):
    return link_stories(story=story, way=way, other=other, actor=owner_of(story.team), now=NOW)


def _page(user, story) -> str:
    return signed_in(user).get(address(story.team, "story", key=story.key)).content.decode()


def test_a_link_is_shown_on_both_sides_in_their_own_words(team):
    big, part = make_story(team, "All devices"), make_story(team, "One device")
    _link(part, Way.SPLIT_FROM, big)
    assert "Split from" in _page(owner_of(team), part)
    assert "All devices" in _page(owner_of(team), part)
    assert "Split into" in _page(owner_of(team), big)
    assert "One device" in _page(owner_of(team), big)


def test_the_same_link_from_either_side_is_one(team):
    first, second = make_story(team), make_story(team)
    assert _link(first, Way.RELATES, second) == _link(second, Way.RELATES, first)
    assert _link(first, Way.BLOCKS, second) == _link(second, Way.BLOCKED_BY, first)
    assert StoryLink.objects.count() == 2


def test_a_story_of_a_team_that_one_does_not_see_is_never_named(team, other_team):
    here, there = make_story(team, "Ours"), make_story(other_team, "Secret certificates")
    _link(here, Way.BLOCKED_BY, there)
    member = make_member(team)
    page = _page(member, here)
    assert "A story of a team that you do not see" in page
    for word in ("Secret", there.key):
        assert word not in page
        search = signed_in(member).get(address(team, "link_candidates", key=here.key), {"text": word}, headers=HTMX)
        assert "Secret" not in search.content.decode()
    assert "Secret certificates" in _page(owner_of(team), here)
    sent = {"way": "relates", "other": there.pk}
    refused = signed_in(member).post(address(team, "link", key=here.key), sent, headers=HTMX).json()
    missing = signed_in(member).post(
        address(team, "link", key=here.key), sent | {"other": 99_999_999}, headers=HTMX
    ).json()  # fmt: skip
    assert refused == missing


def test_a_story_of_another_organisation_cannot_be_linked(team):
    with pytest.raises(Invalid, match="no such story"):
        _link(make_story(team), Way.BLOCKS, make_story(make_team("Foreign")))


def test_a_circle_of_blocks_is_refused_with_its_path(team):
    first, second, third = (make_story(team) for _ in range(3))
    _link(first, Way.BLOCKS, second)
    _link(second, Way.BLOCKS, third)
    with pytest.raises(Conflict, match=f"{first.key} → {second.key} → {third.key}"):
        _link(third, Way.BLOCKS, first)
    with pytest.raises(Conflict):
        _link(second, Way.BLOCKED_BY, third)
    with pytest.raises(Invalid, match="itself"):
        _link(first, Way.BLOCKS, first)


def test_a_path_through_a_hidden_team_is_not_told(team, other_team):
    first, hidden, third = make_story(team), make_story(other_team), make_story(team)
    _link(first, Way.BLOCKS, hidden)
    _link(hidden, Way.BLOCKS, third)
    with pytest.raises(Conflict, match=f"{first.key} → … → {third.key}"):
        _link(third, Way.BLOCKS, first)


def _is_marked(story) -> bool:
    [row] = rows(Story.objects.filter(pk=story.pk), now=NOW, largest=8)
    return bool(row.waits_for)


@pytest.mark.parametrize("how", ["done", "archived", "deleted", "unlinked"])
def test_a_story_is_marked_as_blocked_until_its_blocker_is_out_of_the_way(team, how):
    blocker, waiting, actor = make_story(team), make_story(team), owner_of(team)
    link = _link(blocker, Way.BLOCKS, waiting)
    assert _is_marked(waiting)
    version = Story.objects.get(pk=waiting.pk).version
    if how == "done":
        finish(blocker)
    elif how == "archived":
        archive_story(story=blocker, actor=actor, now=NOW)
    elif how == "deleted":
        delete_story(story=blocker, actor=actor, now=NOW)
    else:
        unlink_stories(link=link, actor=actor, now=NOW)
    assert not _is_marked(waiting)
    assert Story.objects.get(pk=waiting.pk).version > version  # cards are kept by version


def test_the_card_says_what_it_waits_for_without_naming_other_teams(team, other_team):
    blocker, waiting, there = make_story(team), make_story(team), make_story(other_team)
    make_running_sprint(team, stories=[waiting, blocker])
    _link(waiting, Way.BLOCKED_BY, blocker)
    _link(waiting, Way.BLOCKED_BY, there)
    assert waits_for(open_blockers([waiting.pk])[waiting.pk]) == f"Waits for {blocker.key} and another team."
    change_status(story=there, status=status(other_team, Category.DOING), actor=owner_of(team), now=NOW)
    page = signed_in(owner_of(team)).get(address(team, "backlog").replace("backlog", "board")).content.decode()
    assert f"Waits for {blocker.key} and another team." in page
    assert there.key not in page


def test_the_picker_finds_by_key_and_by_title_and_prints_titles_as_text(team, other_team):
    here, found = make_story(team), make_story(other_team, "<b onclick=alert(1)>Recorder</b> certificates")
    client = signed_in(owner_of(team))
    for text in (found.key.lower(), "certificates recorder"):
        answer = client.get(address(team, "link_candidates", key=here.key), {"text": text}, headers=HTMX)
        assert found.key in answer.content.decode()
        assert "<b onclick" not in answer.content.decode()


IDS = st.integers(1, 6)


@given(st.sampled_from(list(Way)), IDS, IDS)
def test_a_link_reads_on_its_story_as_it_was_said(way, here, there):
    kind, source, target = stored_as(way, here, there)
    assert {source, target} == {here, there}
    assert way_of(kind, from_source=source == here) == way or here == there


@given(st.sets(st.tuples(IDS, IDS)), IDS, IDS)
def test_a_path_is_found_exactly_where_one_leads(links, start, goal):
    reached, last = {start}, set()
    while reached != last:
        last = set(reached)
        reached |= {there for here, there in links if here in reached}
    path = path_between(start, goal, lambda border: [link for link in links if link[0] in border])
    assert (path is not None) == (goal in reached)
    if path:
        assert (path[0], path[-1]) == (start, goal)
        assert set(itertools.pairwise(path)) <= links


def test_a_link_that_was_taken_out_is_made_again_by_its_undo(team):
    first, second = make_story(team), make_story(team)
    link, client = _link(first, Way.BLOCKED_BY, second), signed_in(owner_of(team))
    answer = client.post(address(team, "unlink", key=first.key, pk=link.pk), headers=HTMX)
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo_url"]
    assert not StoryLink.objects.exists()
    client.post(undo, headers=HTMX)
    made = StoryLink.objects.get()
    assert (made.source, made.target, made.kind) == (second, first, "blocks")
