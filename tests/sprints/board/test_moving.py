"""Moving cards: places, refusals, two people at once, what goes over the wire."""

import json
import threading

import pytest
from django.db import connections
from django.utils import timezone

from core.errors import Conflict, GateClosed
from live import bus
from live.publish import version_of
from sprints.board.services import move_card
from sprints.closing.services import close_sprint
from sprints.ledger.queries import events_of, scope_of
from sprints.models import SprintBacklogItem
from sprints.scope.services import add_to_sprint, remove_from_sprint
from stories.impediments.services import raise_impediment
from stories.models import GateOverride
from stories.permissions import Override
from stories.story.services import change_status, estimate_story
from teams.models import Activity
from teams.rules import TeamRole
from tests.factories import finish, make_member, make_story
from tests.sprints.board.conftest import Board

pytestmark = pytest.mark.django_db


def moved(board, story, status, **how):
    return move_card(sprint=board.sprint, story=story, status=status, actor=board.owner, now=timezone.now(), **how)


def keys(stories):
    return [story.key for story in stories]


def test_a_card_goes_to_the_end_of_a_column(board):
    one, two, three = board.stories
    moved(board, two, board.doing)
    moved(board, one, board.doing)
    assert board.order(board.doing) == keys([two, one])
    assert board.order(board.todo) == keys([three])


@pytest.mark.parametrize(("anchor", "expected"), [("before", [2, 0, 1]), ("after", [0, 2, 1])])
def test_a_card_is_put_beside_another(board, anchor, expected):
    moved(board, board.stories[2], board.todo, **{anchor: board.stories[0]})
    assert board.order(board.todo) == keys(board.stories[n] for n in expected)


def test_again_changes_nothing(board):
    one, two, _ = board.stories
    moved(board, one, board.doing)
    moved(board, two, board.doing, before=one)
    before = (board.order(board.doing), len(events_of(board.sprint)), Activity.objects.count())
    moved(board, two, board.doing, before=one)
    moved(board, one, board.doing)
    assert (board.order(board.doing), len(events_of(board.sprint)), Activity.objects.count()) == before


def test_a_neighbour_that_has_left_is_ignored(board):
    one, two, _ = board.stories
    remove_from_sprint(sprint=board.sprint, story=one, actor=board.owner, now=timezone.now(), reason="Not now")
    moved(board, two, board.doing, after=one)
    assert board.order(board.doing) == [two.key]


def test_many_moves_into_one_gap_keep_their_order(board):
    one, two, three = board.stories
    for _ in range(30):
        moved(board, three, board.todo, after=one)
        moved(board, two, board.todo, after=one)
    assert board.order(board.todo) == keys([one, two, three])


def test_only_a_move_to_another_column_is_in_the_ledger(board):
    moved(board, board.stories[0], board.todo, after=board.stories[2])
    assert [event.kind for event in events_of(board.sprint)].count("moved") == 0
    moved(board, board.stories[0], board.review)
    assert [event.kind for event in events_of(board.sprint)].count("moved") == 1


def test_a_new_column_starts_the_age_anew_and_a_new_place_does_not(board):
    story = board.stories[0]
    since = story.sprint_item.status_since
    moved(board, story, board.todo, after=board.stories[2])
    assert SprintBacklogItem.objects.get(story=story).status_since == since
    moved(board, story, board.doing)
    assert SprintBacklogItem.objects.get(story=story).status_since > since


# Refusals


def test_done_asks_for_what_is_open_and_leaves_everything(board):
    story = board.stories[0]
    with pytest.raises(GateClosed) as refusal:
        moved(board, story, board.done, before=board.stories[2])
    assert "1 acceptance criterion is not met." in refusal.value.open_items
    assert board.order(board.todo) == keys(board.stories)


def test_the_gate_opens_for_a_reason(board):
    story = board.stories[0]
    moved(board, story, board.done, override=Override(by=board.owner, reason="Shown at the bedside"))
    assert board.order(board.done) == [story.key]
    assert GateOverride.objects.get(story=story).reason == "Shown at the bedside"


def test_a_card_that_has_left_cannot_be_moved(board):
    story = board.stories[0]
    remove_from_sprint(sprint=board.sprint, story=story, actor=board.owner, now=timezone.now(), reason="Not now")
    with pytest.raises(Conflict, match="is not in Sprint 1 any more"):
        moved(board, story, board.doing)


def test_a_card_of_a_closed_sprint_cannot_be_moved(board):
    for story in board.stories:
        finish(story, now=timezone.now())
    close_sprint(sprint=board.sprint, destinations={}, actor=board.owner, now=timezone.now())
    with pytest.raises(Conflict):
        moved(board, board.stories[0], board.doing)


def test_a_move_that_waited_does_not_undo_another(board):
    story = board.stories[0]
    moved(board, story, board.review)
    with pytest.raises(Conflict, match="is in In review now"):
        moved(board, story, board.doing, seen=board.todo)
    moved(board, story, board.review, seen=board.todo)
    moved(board, story, board.doing, seen=board.review)
    assert board.order(board.doing) == [story.key]


# By request


def test_the_answer_is_empty_because_the_wire_tells_everybody(board):
    answer = board.move(board.stories[0], board.doing)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_plain_form_works_too(board):
    data = {"story": board.stories[0].key, "status": board.doing.pk}
    answer = board.client.post(board.url("move_card"), data, follow=True)
    assert answer.redirect_chain == [(board.url(), 302)]
    assert f"{board.stories[0].key} is in In progress." in answer.content.decode()


def test_a_closed_gate_is_told_with_what_is_open(board):
    answer = board.move(board.stories[0], board.done)
    assert answer.status_code == 409
    assert answer.json()["code"] == "gate_closed"
    assert len(answer.json()["open_items"]) == 3


@pytest.mark.parametrize("status", ["", "x", "0", "999999999999999999999", "-1", "²"])
def test_a_column_that_is_none_is_named(board, status):
    answer = board.client.post(
        board.url("move_card"), {"story": board.stories[0].key, "status": status}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.json()["field"]) == (400, "status")


def test_another_teams_column_and_story_are_not_there(board):
    other = Board(name="Other", organisation=board.team.organisation, owner=board.owner)
    assert board.move(board.stories[0], other.doing).status_code == 400
    assert board.move(other.stories[0], board.doing).status_code == 404


def test_a_member_may_not_override_the_gate(board):
    member = board.browser_of(make_member(board.team, TeamRole.MEMBER))
    answer = board.move(board.stories[0], board.done, client=member, override_reason="I say so")
    assert answer.status_code == 403
    assert board.order(board.done) == []


def test_an_override_without_a_reason_is_told_so(board):
    answer = board.move(board.stories[0], board.done, override_reason=" ")
    assert (answer.status_code, answer.json()["field"]) == (400, "override_reason")


def test_no_sprint_is_running_any_more(board):
    for story in board.stories:
        finish(story, now=timezone.now())
    close_sprint(sprint=board.sprint, destinations={}, actor=board.owner, now=timezone.now())
    answer = board.move(board.stories[0], board.doing)
    assert (answer.status_code, answer.json()["detail"]) == (409, "No sprint is running now.")


def test_an_impediment_without_words_is_asked_for(board):
    url = board.url("card_impediment", key=board.stories[0].key)
    answer = board.client.post(url, {"title": " "}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Say who or what you are waiting for." in answer.content.decode()


def test_a_stranger_cannot_be_put_on_a_card(board):
    stranger = Board(name="Elsewhere").owner
    url = board.url("card_people", key=board.stories[0].key)
    answer = board.client.post(url, {"people": [stranger.pk]}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert not board.stories[0].assignees.exists()


def test_nobody_may_be_chosen(board):
    story = board.stories[0]
    url = board.url("card_people", key=story.key)
    for people in ([board.owner.pk], []):
        board.client.post(url, {"people": people}, headers={"HX-Request": "true"})
        assert [user.pk for user in story.assignees.all()] == people


def test_who_only_looks_is_not_offered_work(board):
    make_member(board.team, TeamRole.STAKEHOLDER, name="Helena Looks")
    make_member(board.team, TeamRole.MEMBER, name="Aaron Works")
    html = board.client.get(board.url("card_people", key=board.stories[0].key)).content.decode()
    assert "Helena Looks" not in html
    assert html.index("Olga Owner") < html.index("Aaron Works")


# The wire


@pytest.fixture
def frames(monkeypatch, django_capture_on_commit_callbacks):
    """`frames(act)` is what the board's topic says when `act` is committed."""
    said = []
    monkeypatch.setattr(bus, "broadcast", lambda topic, version, text: said.append(json.loads(text)))

    def of(act):
        said.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return [frame for frame in said if frame["topic"].startswith("board:")]

    return of


CHANGES = {
    "a move": (lambda b: moved(b, b.stories[0], b.doing), "card"),
    "a new place": (lambda b: moved(b, b.stories[0], b.todo, after=b.stories[2]), "card"),
    "a move from the story's page": (
        lambda b: change_status(story=b.stories[0], status=b.doing, actor=b.owner, now=timezone.now()), "card",
    ),
    "an estimate": (lambda b: estimate_story(story=b.stories[0], points=8, actor=b.owner, now=timezone.now()), "card"),
    "an impediment": (
        lambda b: raise_impediment(
            team=b.team, story=b.stories[0], title="Stuck", actor=b.owner, now=timezone.now()
        ), "card",
    ),
    "a story more": (
        lambda b: add_to_sprint(
            sprint=b.sprint, story=b.extra, actor=b.owner, now=timezone.now(), reason="Asked for"
        ), "card",
    ),
    "a story less": (
        lambda b: remove_from_sprint(
            sprint=b.sprint, story=b.stories[0], actor=b.owner, now=timezone.now(), reason="Not now"
        ), "gone",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_is_one_frame_with_card_and_header(board, frames, change):
    board.extra = make_story(board.team, "One more", now=board.now)
    act, kind = CHANGES[change]
    [frame] = frames(lambda: act(board))
    assert frame["kind"] == kind
    assert frame["payload"]["header"].startswith("<section")
    assert frame["version"] == version_of(f"board:{board.sprint.pk}")


@pytest.mark.parametrize("change", [name for name, (_, kind) in CHANGES.items() if kind == "card"])
def test_the_frames_card_is_the_pages_card(board, frames, change):
    board.extra = make_story(board.team, "One more", now=board.now)
    [frame] = frames(lambda: CHANGES[change][0](board))
    assert frame["payload"]["html"] in board.html()
    assert frame["payload"]["header"] in board.html()


def test_a_frame_says_the_same_whoever_made_it(board, frames):
    colleague = make_member(board.team, TeamRole.MEMBER, name="Ben")
    by = []
    for actor in (board.owner, colleague):
        moved(board, board.stories[0], board.todo)
        now = timezone.now()
        [frame] = frames(
            lambda actor=actor, now=now: move_card(
                sprint=board.sprint, story=board.stories[0], status=board.doing, actor=actor, now=now
            )
        )
        html = frame["payload"]["html"].split('data-rank="')
        by.append((html[0], html[1].partition('"')[2], frame["payload"]["header"]))
    assert by[0] == by[1]
    assert "csrf" not in str(by)


def test_a_refused_move_says_nothing(board, frames):
    def refused():
        with pytest.raises(GateClosed):
            moved(board, board.stories[0], board.done)

    assert frames(refused) == []


def test_history_that_is_written_later_is_only_hinted_at(board, frames):
    then = board.now.replace(year=board.now.year - 1)
    [frame] = frames(lambda: change_status(story=board.stories[0], status=board.doing, actor=None, now=then))
    assert (frame["kind"], frame["payload"]) == ("anew", {})


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_people_move_the_same_card_at_once_and_nothing_is_lost():
    board = Board()
    story, errors = board.stories[0], []
    start = threading.Barrier(2)

    def move_to(status):
        try:
            start.wait()
            moved(board, story, status)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move_to, args=[status]) for status in (board.doing, board.review)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    moves = [event for event in events_of(board.sprint) if event.kind == "moved"]
    assert sorted(event.status for event in moves) == ["In progress", "In review"]
    story.refresh_from_db()
    assert story.status.name == moves[-1].status == scope_of(board.sprint).items[story.pk].status


@pytest.mark.django_db(transaction=True)
def test_many_people_order_at_once_and_every_card_is_there_once():
    board = Board([f"Story {n}" for n in range(8)])
    errors = []

    def shuffle(number):
        try:
            for step in range(4):
                story, other = board.stories[(number + step) % 8], board.stories[(number * 3 + step) % 8]
                if story != other:
                    moved(board, story, board.todo, after=other)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=shuffle, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(board.order(board.todo)) == sorted(keys(board.stories))
