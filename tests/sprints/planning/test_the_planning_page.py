"""Planning as a team does it: goal and dates, people, stories, and what happens when two do it at once."""

import re
from datetime import date
from decimal import Decimal

import pytest

from sprints.closing.services import Destination, close_sprint
from sprints.models import Sprint
from sprints.planning.queries import people_in, staffing_of
from sprints.planning.rules import Dot, capacity_percent, day_dots, usual_days
from sprints.planning.services import edit_sprint, set_capacity
from sprints.scope.services import add_to_sprint
from teams.rules import TeamRole
from teams.services.members import remove_member
from tests.factories import NOW, make_member, make_running_sprint, make_sprint, make_story, make_team, owner_of
from tests.sprints.browse import HTMX, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def master(team):
    return Visitor(team, owner_of(team))


def plan(sprint, **changes):
    fields = {"goal": sprint.goal, "start_date": sprint.start_date, "end_date": sprint.end_date}
    return {**fields, "seen_version": sprint.version, **changes}


def test_without_a_plan_the_page_offers_the_next_sprint_in_the_teams_rhythm(team, master):
    make_running_sprint(team, start=date(2026, 11, 2), days=12)
    page = master.read("planning")
    assert "Plan Sprint 2" in page
    assert "Mon 16 to Fri 27 November" in page


def test_pressing_plan_twice_plans_one_sprint(team, master):
    for _ in range(2):
        answer = master.post("create", {"number": "1"})
        assert answer["Location"] == master.address("plan", number=1)
    assert team.sprints.count() == 1


def test_sprints_can_be_planned_ahead_and_each_has_its_page(team, master):
    make_sprint(team), make_sprint(team, start=date(2026, 11, 16))
    page = master.read("planning")
    assert master.address("plan", number=2) in page
    assert "Sprint 2" in master.read("plan", number=2)


def test_goal_and_dates_are_saved(team, master):
    sprint = make_sprint(team)
    new = plan(sprint, goal="See every alarm", start_date="2026-11-09", end_date="2026-11-20")
    assert master.post("save_plan", new, number=1).status_code == 302
    sprint.refresh_from_db()
    assert (sprint.goal, sprint.start_date, sprint.end_date) == (
        "See every alarm", date(2026, 11, 9), date(2026, 11, 20)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("start_date", "0001-01-01", "not a plausible date"),
        ("end_date", "9999-12-31", "not a plausible date"),
        ("end_date", "2026-10-01", "ends before it starts"),
        ("end_date", "2027-06-30", "at most 60 days"),
        ("end_date", "2026-13-45", "Write it as 2026-12-31"),
        ("start_date", "", "Choose a first day"),
        ("goal", "x" * 301, "at most 300 characters"),
    ],
)
@pytest.mark.parametrize("headers", [None, HTMX], ids=["plain", "htmx"])
def test_what_cannot_be_is_said_at_its_field_and_everything_typed_stays(team, master, field, value, said, headers):
    sprint = make_sprint(team)
    typed = {"goal": "A goal that took a while", **{field: value}}
    answer = master.post("save_plan", plan(sprint, **typed), number=1, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error">[^<]*{said}', page)
    assert all(text in page for text in typed.values())
    assert Sprint.objects.get(pk=sprint.pk).version == 1


def test_the_second_to_save_keeps_the_text_and_sees_the_others(team, master):
    sprint = make_sprint(team, goal="First")
    edit_sprint(sprint=sprint, actor=master.user, now=NOW, goal="Theirs")
    answer = master.post("save_plan", plan(sprint, goal="Mine"), number=1)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has changed this plan" in page
    assert "Mine" in page
    assert re.search(r"<dt>Goal saved now</dt><dd>Theirs</dd>", page)
    assert 'name="seen_version" value="2"' in page
    assert Sprint.objects.get(pk=sprint.pk).goal == "Theirs"
    master.post("save_plan", plan(sprint, goal="Mine", seen_version=2), number=1)
    assert Sprint.objects.get(pk=sprint.pk).goal == "Mine"


def test_a_chosen_story_joins_the_plan_and_leaves_it_again(team, master):
    sprint, story = make_sprint(team), make_story(team, points=5)
    added = master.post("choose_story", {"chosen": "1"}, number=1, key=story.key, headers=HTMX).content.decode()
    assert "1 story chosen" in added
    assert re.search(r'id="chosen-points"[^>]*>\s*5 ', added)
    assert [item.story for item in sprint.items.all()] == [story]
    master.post("choose_story", {}, number=1, key=story.key)
    assert not sprint.items.exists()


def test_ready_stories_come_first_and_others_say_what_they_lack(team, master):
    make_sprint(team)
    make_story(team, "Half an idea", ready=False, points=None), make_story(team, "Ripe")
    page = master.read("planning")
    assert page.index("Ripe") < page.index("Half an idea")
    assert 'Not Ready<span class="visually-hidden">: The sentence lacks a persona.' in page


def test_the_search_finds_what_the_list_would_not_show(team, master):
    make_sprint(team)
    make_story(team, "Print a strip"), make_story(team, "Choose a tone")
    picks = master.read("plan", "?q=strip print", number=1, headers={**HTMX, "HX-Target": "picks"})
    assert "Print a strip" in picks
    assert "Choose a tone" not in picks
    assert "<html" not in picks
    assert "No story in the backlog has “&lt;b&gt;”" in master.read("plan", "?q=<b>", number=1)


def test_a_carried_story_says_so(team, master):
    running = make_running_sprint(team)
    story = running.items.get().story
    goes_on = {story.pk: Destination.NEXT_SPRINT}
    close_sprint(sprint=running, destinations=goes_on, actor=master.user, now=NOW)
    assert "Carried over" in master.read("planning")


def test_goal_stories_are_marked(team, master):
    story = make_story(team)
    sprint = make_sprint(team, stories=[story])
    row = master.post("mark_goal", {"serves_goal": "1"}, number=1, key=story.key, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in row
    assert sprint.items.get().serves_goal


def test_product_owners_choose_but_do_not_plan(team):
    owner = Visitor(team, make_member(team, TeamRole.PRODUCT_OWNER))
    sprint, story = make_sprint(team), make_story(team)
    page = owner.read("planning")
    assert "plan-form" not in page
    assert "Commit to Sprint 1" not in page
    owner.post("choose_story", {"chosen": "1"}, number=1, key=story.key)
    assert sprint.items.count() == 1
    assert owner.post("save_plan", plan(sprint, goal="x"), number=1).status_code == 403


def test_days_off_come_in_halves_and_change_the_sum(team, master):
    make_sprint(team)
    answer = master.post(
        "set_capacity", {"days_off": "2.5", "allocation": "50"}, number=1, person=master.user.pk, headers=HTMX
    )
    assert "3.8 of 10 usual days, 38%" in answer.content.decode()
    stepped = master.post("set_capacity", {"days_off": "2.5", "step": "0.5"}, number=1, person=master.user.pk)
    assert stepped.status_code == 302
    assert Sprint.objects.get().capacities.get().days_off == 3


@pytest.mark.parametrize("days", ["-1", "11", "0.3", "nan", "many", "1e400"])
def test_impossible_days_off_are_refused_with_the_range(team, master, days):
    sprint = make_sprint(team)
    answer = master.post("set_capacity", {"days_off": days}, number=1, person=master.user.pk, headers=HTMX)
    assert answer.json()["field"] == "days_off"
    assert "0 to 10, in halves" in answer.json()["detail"]
    assert not sprint.capacities.exists()


def test_who_joined_after_planning_counts_and_who_left_does_not(team):
    sprint, leaving = make_sprint(team), make_member(team)
    assert leaving in [person.user for person in people_in(sprint)]
    remove_member(membership=team.memberships.get(user=leaving), actor=owner_of(team), now=NOW)
    make_member(team, TeamRole.STAKEHOLDER)
    assert [person.user for person in people_in(sprint)] == [owner_of(team)]


def test_usual_is_the_middle_of_the_recent_commitments(team, master):
    running = make_running_sprint(team)
    destinations = {running.items.get().story_id: Destination.BACKLOG}
    close_sprint(sprint=running, destinations=destinations, actor=master.user, now=NOW)
    coming = make_sprint(team, start=date(2026, 11, 16))
    set_capacity(sprint=coming, user=master.user, actor=master.user, now=NOW, days_off=5)
    staffing = staffing_of(coming)
    assert (staffing.days, staffing.usual, staffing.percent) == (5, 10, 50)


def test_the_page_costs_as_many_queries_for_many_stories_as_for_few(team, master, django_assert_num_queries):
    make_sprint(team, stories=[make_story(team)])
    make_story(team)
    with django_assert_num_queries(28, exact=False):
        master.read("planning")
    few = _queries(master)
    sprint = team.sprints.get()
    for number in range(8):
        story = make_story(team, f"Story {number}")
        if number % 2:
            master.post("choose_story", {"chosen": "1"}, number=sprint.number, key=story.key)
    assert _queries(master) == few


def _queries(visitor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        visitor.read("planning")
    return len(captured)


@pytest.mark.parametrize(
    ("past", "usual"), [([], 50), ([None], 50), ([40], 40), ([1, 2, 40, 50, 45, 44, 46], 45), ([30, 40], 35)]
)
def test_usual_days(past, usual):
    assert usual_days([day if day is None else Decimal(day) for day in past], Decimal(50)) == usual


def test_nothing_usual_has_no_share():
    assert capacity_percent(Decimal(3), Decimal(0)) is None


@pytest.mark.parametrize(
    ("available", "dots"),
    [("3", "whole whole whole"), ("1.5", "whole half off"), ("0", "off off off"), ("9", "whole whole whole")],
)
def test_dots_are_the_days_to_count_on(available, dots):
    assert day_dots(3, Decimal(available)) == [Dot(dot) for dot in dots.split()]


def test_what_somebody_else_chose_is_fetched_as_one_row(team, master):
    sprint, story = make_sprint(team), make_story(team, points=5)
    add_to_sprint(sprint=sprint, story=story, actor=owner_of(team), now=NOW)
    row = master.read("plan", f"?row={story.pk}", number=1, headers=HTMX)
    assert f'id="pick-{story.key}" data-story="{story.pk}"' in row
    assert "checked" in row
    assert "1 story chosen" in row


@pytest.mark.parametrize("row", ["0", "999999", "x", ""])
def test_a_row_whose_story_is_gone_goes_too(team, master, row):
    make_sprint(team)
    answer = master.get("plan", f"?row={row}", number=1, headers=HTMX)
    assert (answer["HX-Reswap"], answer.content) == ("delete", b"")


def test_the_list_says_at_which_version_of_the_backlog_it_stands(team, master):
    make_sprint(team)
    before = int(re.search(r'data-version="(\d+)"', master.read("planning"))[1])
    make_story(team)
    assert int(re.search(r'data-version="(\d+)"', master.read("planning"))[1]) > before
