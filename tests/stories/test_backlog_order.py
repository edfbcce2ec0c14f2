import threading
from itertools import pairwise

import pytest
from django.db import close_old_connections, connection

from core.errors import Conflict
from stories.backlog.services import rank_story, rank_story_at
from stories.models import Story
from stories.story.services import archive_story
from teams.rules import TeamRole
from tests.factories import NOW, make_member, make_running_sprint, make_story, make_team, owner_of
from tests.stories.world import HTMX, address, signed_in


def _order(team) -> list[str]:
    return [story.title for story in Story.objects.filter(team=team).in_backlog().ordered()]


def _stories(team, titles="abcd") -> dict[str, Story]:
    return {title: make_story(team, title) for title in titles}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ({"to": "top"}, "cabd"),
        ({"to": "bottom"}, "abdc"),
        ({"position": "2"}, "acbd"),
        ({"position": "99"}, "abdc"),
        ({"before": "a"}, "cabd"),
        ({"after": "d"}, "abdc"),
    ],
)
def test_a_story_goes_where_it_is_sent(asked, order):
    team = make_team()
    stories = _stories(team)
    keys = {name: stories[value].key if name in ("before", "after") else value for name, value in asked.items()}
    answer = signed_in(owner_of(team)).post(address(team, "order"), {"story": stories["c"].key} | keys, headers=HTMX)
    assert answer.status_code == 204
    assert "backlogChanged" in answer["HX-Trigger"]
    assert _order(team) == list(order)


@pytest.mark.django_db
@pytest.mark.parametrize("position", ["0", "-1", "1.5", "x", "9" * 5000, "\x00"])
def test_an_impossible_position_is_named_and_nothing_moves(position):
    team = make_team()
    stories = _stories(team)
    answer = signed_in(owner_of(team)).post(
        address(team, "order"), {"story": stories["c"].key, "position": position}, headers=HTMX
    )
    assert answer.status_code == 400
    assert answer.json()["field"] == "position"
    assert _order(team) == list("abcd")


@pytest.mark.django_db
def test_a_plain_post_moves_too_and_leads_back_to_the_list():
    team = make_team()
    stories = _stories(team)
    answer = signed_in(owner_of(team)).post(address(team, "order"), {"story": stories["d"].key, "to": "top"})
    assert (answer.status_code, answer["Location"]) == (302, address(team, "backlog"))
    assert _order(team) == list("dabc")


@pytest.mark.django_db
def test_a_team_member_may_not_order_and_a_foreign_story_is_not_there():
    team, other = make_team(), make_team()
    stories, foreign = _stories(team), make_story(other, "x")
    change = {"story": stories["d"].key, "to": "top"}
    assert signed_in(make_member(team)).post(address(team, "order"), change).status_code == 403
    product_owner = signed_in(make_member(team, TeamRole.PRODUCT_OWNER))
    assert product_owner.post(address(team, "order"), change | {"story": "NOPE-1"}).status_code == 404
    neighbour = {"story": stories["d"].key, "before": f"{foreign.key}0"}
    assert product_owner.post(address(team, "order"), neighbour).status_code == 404
    assert product_owner.post(address(team, "order"), change).status_code == 302


@pytest.mark.django_db
def test_a_neighbour_that_left_the_backlog_is_a_conflict_not_a_guess():
    team = make_team()
    stories = _stories(team)
    archive_story(story=stories["b"], actor=owner_of(team), now=NOW)
    with pytest.raises(Conflict, match="has left the backlog"):
        rank_story(story=stories["d"], before=stories["b"], actor=owner_of(team), now=NOW)


@pytest.mark.django_db
def test_equal_ranks_still_leave_room_right_before_and_right_after():
    team = make_team()
    stories = _stories(team)
    Story.objects.filter(team=team, title__in="bc").update(rank=stories["b"].rank)
    rank_story(story=stories["d"], before=stories["c"], actor=owner_of(team), now=NOW)
    assert _order(team) == list("abdc")
    Story.objects.filter(team=team, title__in="bd").update(rank=stories["b"].rank)
    rank_story(story=stories["a"], after=stories["b"], actor=owner_of(team), now=NOW)
    assert _order(team)[:2] == list("ba")


@pytest.mark.django_db
def test_a_gap_that_is_full_is_spread_without_losing_the_order():
    team = make_team()
    stories = _stories(team)
    for _ in range(30):
        rank_story(story=stories["d"], before=stories["b"], actor=owner_of(team), now=NOW)
        rank_story(story=stories["c"], before=stories["d"], actor=owner_of(team), now=NOW)
    assert _order(team) == list("acdb")


@pytest.mark.django_db
def test_done_stories_do_not_wait_in_the_backlog_and_a_reopened_one_does():
    team = make_team()
    stories = _stories(team)
    Story.objects.filter(pk=stories["b"].pk).update(status=team.statuses.get(name="Done"))
    assert _order(team) == list("acd")


@pytest.mark.django_db(transaction=True)
def test_two_people_ordering_at_once_never_lose_or_double_a_story():
    team = make_team()
    stories = list(_stories(team, "abcdefghij").values())
    in_sprint = make_story(team, "in the sprint")
    make_running_sprint(team, stories=[in_sprint])
    actor, failures = owner_of(team), []
    start = threading.Barrier(2)

    def reorder(own: list[Story], step: int) -> None:
        try:
            start.wait()
            for round_ in range(12):
                story = own[round_ % len(own)]
                rank_story_at(story=story, position=1 + (round_ * step) % 10, actor=actor, now=NOW)
        except Exception as error:
            failures.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [
        threading.Thread(target=reorder, args=(stories[:5], 3)),
        threading.Thread(target=reorder, args=(stories[5:], 7)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(_order(team)) == list("abcdefghij")
    ranks = list(Story.objects.filter(team=team).in_backlog().ordered().values_list("rank", flat=True))
    assert all(lower < higher for lower, higher in pairwise(ranks))
