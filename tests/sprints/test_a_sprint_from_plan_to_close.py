from datetime import timedelta
from decimal import Decimal

import pytest

from core.errors import Conflict, GateClosed, Invalid
from sprints.closing.services import Destination, cancel_sprint, close_sprint
from sprints.ledger.queries import scope_of
from sprints.models import Sprint
from sprints.planning.services import commit_sprint
from sprints.rules import SprintState
from sprints.scope.services import add_to_sprint, remove_from_sprint
from stories.models import Story
from stories.story.services import archive_story, delete_story, estimate_story
from tests.factories import NOW, finish, make_running_sprint, make_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_the_numbers_of_a_sprint_add_up_from_commit_to_close():
    team = make_team()
    done, changed, carried = (make_story(team, f"Story {n}", points=n) for n in (5, 3, 8))
    sprint = make_running_sprint(team, stories=[done, changed, carried])
    actor = owner_of(team)
    late = make_story(team, "Found on the way", points=2)
    add_to_sprint(sprint=sprint, story=late, actor=actor, now=NOW + HOUR, reason="A ward asked for it")
    estimate_story(story=changed, points=5, actor=actor, now=NOW + 2 * HOUR)
    remove_from_sprint(sprint=sprint, story=late, actor=actor, now=NOW + 3 * HOUR, reason="Not now")
    finish(done, now=NOW + 4 * HOUR)

    scope = scope_of(sprint)

    assert (scope.committed, scope.added, scope.removed, scope.reestimated) == (16, 2, 2, 2)
    assert (scope.current, scope.done, scope.remaining) == (18, 5, 13)

    goes_on = {changed.pk: Destination.NEXT_SPRINT, carried.pk: Destination.BACKLOG}
    close_sprint(sprint=sprint, destinations=goes_on, actor=actor, now=NOW + 5 * HOUR)
    closed = scope_of(sprint)
    assert (closed.done, closed.carried) == (5, 13)
    assert [item.carried_to for item in closed.carried_items] == ["Sprint 2", "Backlog"]
    following = Sprint.objects.get(team=team, number=2)
    assert [item.story.key for item in following.items.all()] == [changed.key]
    assert Story.objects.get(pk=carried.pk).in_backlog


def test_commit_asks_the_definition_of_ready_and_names_every_gap():
    team = make_team()
    raw = make_story(team, "Half an idea", ready=False, points=None)
    sprint = make_sprint(team, stories=[raw])
    with pytest.raises(GateClosed) as refusal:
        commit_sprint(sprint=sprint, actor=owner_of(team), now=NOW)
    assert f"{raw.key}: It is not estimated." in refusal.value.open_items
    assert Sprint.objects.get(pk=sprint.pk).state == SprintState.PLANNED


def test_a_second_commit_is_refused_and_changes_nothing():
    sprint = make_running_sprint(make_team())
    with pytest.raises(Conflict, match="committed already"):
        commit_sprint(sprint=sprint, actor=owner_of(sprint.team), now=NOW)
    assert scope_of(sprint).committed == 3


def test_an_unfinished_story_without_a_destination_stops_the_close():
    sprint = make_running_sprint(make_team())
    with pytest.raises(Invalid) as refusal:
        close_sprint(sprint=sprint, destinations={}, actor=owner_of(sprint.team), now=NOW)
    assert refusal.value.field == "destinations"
    assert Sprint.objects.get(pk=sprint.pk).state == SprintState.ACTIVE


@pytest.mark.parametrize("leave", [archive_story, delete_story])
def test_archiving_or_deleting_a_story_removes_it_from_the_running_sprint_as_an_event(leave):
    team = make_team()
    story, other = make_story(team, points=8), make_story(team, points=5)
    sprint = make_running_sprint(team, stories=[story, other])
    leave(story=story, actor=owner_of(team), now=NOW + HOUR, reason="Not wanted")
    scope = scope_of(sprint)
    assert (scope.committed, scope.removed, scope.current) == (13, 8, 5)


def test_a_cancelled_sprint_gives_its_stories_back():
    sprint = make_running_sprint(make_team())
    cancel_sprint(sprint=sprint, reason="The goal is obsolete", actor=owner_of(sprint.team), now=NOW + HOUR)
    assert Story.objects.get(team=sprint.team).in_backlog
    assert Sprint.objects.get(pk=sprint.pk).state == SprintState.CANCELLED


def test_the_commitment_holds_stories_points_criteria_capacity_goal_and_people():
    team = make_team()
    sprint = make_running_sprint(team, stories=[make_story(team, points=5, criteria=("a", "b"))], goal="See alarms")
    commitment = sprint.commitment
    story, person = commitment.stories.get(), commitment.people.get()
    assert (commitment.goal, commitment.capacity_days) == ("See alarms", Decimal(10))
    assert (story.points, story.criteria_count, story.persona) == (5, 2, "Ward nurse")
    assert person.user == owner_of(team)
