"""A running sprint: three numbers, every difference with who, when and why, and changes with reasons (SPR-4)."""

import re
from datetime import timedelta

import pytest

from core.errors import Invalid
from sprints.ledger.queries import scope_of
from sprints.ledger.rules import EventKind
from sprints.scope.services import add_to_sprint, remove_from_sprint
from stories.story.services import estimate_story
from teams.rules import TeamRole
from tests.factories import NOW, finish, make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of
from tests.sprints.browse import HTMX, Visitor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def team():
    return make_team(time_zone="Europe/Berlin")


@pytest.fixture
def member(team):
    return Visitor(team, make_member(team, TeamRole.MEMBER, name="Aisha Rahman"))


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_shows_committed_current_and_delivered_with_every_difference(team, member):
    done, changed, leaving = (make_story(team, f"Size {n}", points=n) for n in (5, 3, 8))
    sprint = make_running_sprint(team, stories=[done, changed, leaving])
    late = make_story(team, "Found late", points=2)
    add_to_sprint(sprint=sprint, story=late, actor=member.user, now=NOW + HOUR, reason="A ward asked")
    estimate_story(story=changed, points=5, actor=member.user, now=NOW + 2 * HOUR, reason="Needs undo")
    remove_from_sprint(sprint=sprint, story=leaving, actor=member.user, now=NOW + 3 * HOUR, reason="Site is late")
    finish(done, now=NOW + 4 * HOUR)

    shown = text_of(member.read("sprint", number=1))

    assert "Committed, Mon 2 November 10:00 16 3 stories, 2 people, capacity 20 days" in shown
    assert "Scope now 12 +2 added, −8 removed, +2 re-estimated" in shown
    assert "Delivered so far 5 1 of 3 stories, 7 points to go" in shown
    assert "+2 " + late.key + " Found late Added A ward asked Aisha Rahman Mon 2 November, 11:00" in shown
    assert "3 → 5 " + changed.key + " Size 3 Re-estimated Needs undo Aisha Rahman Mon 2 November, 12:00" in shown
    assert "−8 " + leaving.key + " Size 8 Removed Site is late Aisha Rahman Mon 2 November, 13:00" in shown
    assert "1 added, 1 removed, 1 re-estimated since the commitment" in shown


def test_a_planned_sprint_leads_to_its_plan_and_a_missing_one_nowhere(team, member):
    make_sprint(team)
    assert member.get("sprint", number=1)["Location"] == member.address("plan", number=1)
    assert member.get("sprint", number=9).status_code == 404


def test_adding_a_story_says_why_and_can_be_undone(team, member):
    sprint, story = make_running_sprint(team), make_story(team, "Found late", points=5)
    answer = member.post("add_story", {"story": story.key.lower(), "reason": "A ward asked"}, number=1, follow=True)
    page = answer.content.decode()
    undo = member.address("undo_scope_change", number=1, key=story.key)
    assert f"{story.key} added to Sprint 1." in page
    assert f'action="{undo}"' in page
    assert scope_of(sprint).added == 5
    assert "is back where it was" in member.client.post(undo, follow=True).content.decode()
    scope = scope_of(sprint)
    assert (scope.added, scope.removed, scope.current) == (5, 5, 3)
    assert sprint.ledger.last().reason == "Undone: A ward asked"


def test_removing_a_story_asks_why_first(team, member):
    sprint = make_running_sprint(team, stories=[make_story(team), make_story(team, points=8)])
    story = sprint.items.last().story
    assert "<dialog" in member.get("remove_story", number=1, key=story.key, headers=HTMX).content.decode()
    refused = member.post("remove_story", {"reason": " "}, number=1, key=story.key)
    assert refused.status_code == 422
    assert "Say in a few words why." in refused.content.decode()
    member.post("remove_story", {"reason": "Not now"}, number=1, key=story.key)
    assert scope_of(sprint).removed == 8
    assert sprint.ledger.filter(kind=EventKind.REMOVED).get().actor == member.user


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"story": "", "reason": "Why not"}, "story", "Choose a story of the backlog."),
        ({"story": "NO-1", "reason": "Why not"}, "story", "The team has no such story."),
        ({"story": "<b>", "reason": "Why not"}, "story", "That is no story key."),
        ({"story": "PULS-1", "reason": ""}, "reason", "A scope change needs a reason."),
        ({"story": "PULS-1", "reason": "y" * 501}, "reason", "at most 500 characters"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(team, member, sent, field, said):
    sprint = make_running_sprint(team, stories=[make_story(team)])
    answer = member.post("add_story", sent, number=1)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error">[^<]*{said}', page)
    assert all(f'value="{value}"' in page for value in sent.values() if value and "<" not in value)
    assert scope_of(sprint).added == 0


def test_a_story_that_is_done_stays(team, member):
    sprint = make_running_sprint(team)
    story = finish(sprint.items.get().story)
    answer = member.post("remove_story", {"reason": "Not now"}, number=1, key=story.key)
    assert answer.status_code == 409
    assert "Reopen it first." in answer.content.decode()


@pytest.mark.parametrize("change", [add_to_sprint, remove_from_sprint])
def test_no_door_lets_a_change_in_without_a_reason(team, change):
    sprint = make_running_sprint(team)
    story = sprint.items.get().story if change is remove_from_sprint else make_story(team)
    with pytest.raises(Invalid) as refusal:
        change(sprint=sprint, story=story, actor=owner_of(team), now=NOW, reason=" \n ")
    assert refusal.value.field == "reason"


def test_a_stakeholder_reads_but_is_offered_no_change(team):
    reader = Visitor(team, make_member(team, TeamRole.STAKEHOLDER))
    story = make_running_sprint(team).items.get().story
    page = reader.read("sprint", number=1)
    assert "Add to Sprint 1" not in page
    assert "Close Sprint 1" not in page
    assert reader.post("remove_story", {"reason": "x"}, number=1, key=story.key).status_code == 403
