"""Reports: one closed sprint, the list of all, and every number as rows (SPR-7, SPR-8, VEL-7)."""

import csv
import json
import re
from datetime import timedelta
from io import StringIO

import pytest

from sprints.closing.services import Destination, close_sprint
from sprints.ledger.services import erase_history
from sprints.planning.services import commit_sprint
from sprints.scope.services import add_to_sprint
from stories.personas.services import edit_persona
from stories.story.services import change_status, delete_story, estimate_story
from teams.rules import TeamRole
from tests.factories import (
    NOW,
    finish,
    make_member,
    make_running_sprint,
    make_sprint,
    make_story,
    make_team,
    owner_of,
    status,
)
from tests.forecasting.world import make_past
from tests.sprints.browse import Visitor

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rows(answer):
    return list(csv.DictReader(StringIO(answer.content.decode(), newline="")))


@pytest.fixture
def team():
    return make_team(time_zone="Europe/Berlin")


@pytest.fixture
def reader(team):
    return Visitor(team, make_member(team, TeamRole.STAKEHOLDER))


@pytest.fixture
def closed(team):
    """Committed 5 + 3, added 2, re-estimated +2; 7 done, 5 carried."""
    actor = owner_of(team)
    done, carried = make_story(team, "=Alarms", points=5), make_story(team, "Strips", points=3)
    sprint = make_running_sprint(team, stories=[done, carried], goal="See every alarm")
    late = make_story(team, "Found late", points=2)
    add_to_sprint(sprint=sprint, story=late, actor=actor, now=NOW + HOUR, reason="+1 ward")
    estimate_story(story=carried, points=5, actor=actor, now=NOW + DAY, reason="Needs undo")
    change_status(story=carried, status=status(team, "doing"), actor=actor, now=NOW + DAY + HOUR)
    finish(done, now=NOW + 2 * DAY)
    finish(late, now=NOW + 7 * DAY)
    goes_on = {carried.pk: Destination.NEXT_SPRINT}
    return close_sprint(sprint=sprint, destinations=goes_on, goal_met=True, actor=actor, now=NOW + 11 * DAY)


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_report_says_the_three_numbers_and_what_became_of_each_story(closed, reader):
    shown = text_of(reader.read("report", number=1))
    assert "See every alarm Goal met 1 story carried over" in shown
    assert "Committed, Mon 2 November 10:00 8 2 stories, 1 person, capacity 10 days" in shown
    assert "Scope at the end 12 +2 added, 0 removed, +2 re-estimated" in shown
    assert "Delivered, Fri 13 November 10:00 7 2 stories done; 5 points carried over" in shown
    assert "=Alarms Ward nurse 5 Done day 3" in shown
    assert "Found late Added later 2 Done day 6" in shown
    assert "Strips Ward nurse 5 Carried to Sprint 2" in shown
    assert re.search(r"by Olga Owner, with Olga on the team.*Fingerprint (\w{4} ){3}", shown)


def test_a_persona_keeps_in_the_report_the_name_it_had(closed, reader, team):
    edit_persona(persona=team.organisation.personas.get(), actor=owner_of(team), now=NOW, name="Night nurse")
    shown = text_of(reader.read("report", number=1))
    assert "=Alarms Ward nurse 5" in shown


def test_times_stay_in_the_zone_of_the_commitment(closed, reader, team):
    team.time_zone = "Asia/Kolkata"
    team.save()
    assert "Mon 2 November 10:00" in text_of(reader.read("report", number=1))


def test_open_sprints_lead_from_the_report_to_their_own_pages(team, reader):
    make_running_sprint(team)
    assert reader.get("report", number=1)["Location"] == reader.address("sprint", number=1)


def test_a_plan_has_no_numbers_to_download(team, reader):
    make_sprint(team)
    for route in ("report_numbers", "commitment_csv", "ledger_csv"):
        assert reader.get(route, number=1).status_code == 404


def test_the_commitment_is_rows_that_survive_their_stories(closed, reader, team):
    for story in team.stories.all():
        delete_story(story=story, actor=owner_of(team), now=NOW + 20 * DAY)
    found = rows(reader.get("commitment_csv", number=1))
    assert [(row["Title"], row["Points"], row["Persona"]) for row in found] == [
        ("'=Alarms", "5.00", "Ward nurse"),
        ("Strips", "3.00", "Ward nurse"),
    ]
    assert rows(reader.get("commitments_csv")) == found


def test_the_ledger_is_rows_with_local_times_people_and_reasons(closed, reader):
    found = rows(reader.get("ledger_csv", number=1))
    assert [row["Event"] for row in found][:3] == ["started", "committed", "committed"]
    added = next(row for row in found if row["Event"] == "added")
    assert (added["Time"], added["Reason"], added["Who"]) == ("2026-11-02 11:00:00+01:00", "'+1 ward", "Olga Owner")
    assert found[-1]["Event"] == "closed"


def test_each_chart_gives_the_series_that_it_draws(closed, reader):
    numbers = json.loads(reader.read("report_numbers", number=1))
    for chart in ("burndown", "burn-up", "flow"):
        found = rows(reader.get("series_csv", number=1, chart=chart))
        assert [row["Time"] for row in found] == [row[0] for row in numbers["series"][chart]]
    burndown = [
        (row["Time"], float(row["Points left"])) for row in rows(reader.get("series_csv", number=1, chart="burndown"))
    ]
    assert burndown == [
        ("2026-11-02 10:00:00", 8),
        ("2026-11-02 11:00:00", 10),
        ("2026-11-03 10:00:00", 12),
        ("2026-11-03 11:00:00", 12),
        ("2026-11-04 10:00:00", 7),
        ("2026-11-09 10:00:00", 5),
        ("2026-11-13 10:00:00", 5),
    ]
    assert reader.get("series_csv", number=1, chart="velocity").status_code == 404


def test_the_list_has_every_sprint_not_the_last_seven(team, reader):
    make_past(team, points=[(20 + n, 18 + n) for n in range(12)], first=1)
    page = text_of(reader.read("reports"))
    assert all(f"Sprint {number} " in page for number in range(1, 13))
    found = rows(reader.get("reports_csv"))
    assert [int(row["Sprint"]) for row in found] == [*range(12, 0, -1)]
    assert (found[0]["Committed"], found[0]["Completed"], found[0]["Carried over"]) == ("31.00", "29.00", "2.00")


def test_the_list_says_added_removed_reestimated_carried_and_completed(closed, reader):
    [row] = rows(reader.get("reports_csv"))
    names = ("Committed", "Added", "Removed", "Re-estimated", "Carried over", "Completed", "Goal met")
    assert [row[name] for name in names] == ["8.00", "2.00", "0", "2.00", "5.00", "7.00", "yes"]


def test_the_list_costs_the_same_for_many_sprints(team, reader, django_assert_max_num_queries):
    make_past(team, points=[(20, 18)] * 12, first=1)
    with django_assert_max_num_queries(12):
        reader.read("reports")


def test_an_imported_sprint_shows_totals_and_draws_nothing(team, reader):
    make_past(team, points=[(20, 18)], first=4)
    page = reader.read("report", number=4)
    assert "Imported totals" in page
    assert "data-chart" not in page
    assert reader.get("series_csv", number=4, chart="burndown").status_code == 404


def test_before_the_first_sprint_the_list_says_what_will_be_there(reader):
    page = reader.read("reports")
    assert "No sprint yet" in page
    assert reader.address("planning") in page


def test_erased_sprints_are_gone_from_the_list(team, reader):
    [past] = make_past(team, points=[(20, 18)], first=4)
    erase_history(sprints=[past], organisation=team.organisation, actor=owner_of(team), reason="Import undone", now=NOW)
    assert "No sprint yet" in reader.read("reports")


def test_a_story_says_in_which_sprints_it_was_and_who_carried_it(closed, reader, team):
    story = team.stories.get(title="Strips")
    shown = text_of(reader.read("story_sprints", key=story.key))
    assert "In 1 sprint, carried over once" in shown
    assert "Sprint 1 Committed, carried by Olga Owner Carried to Sprint 2" in shown
    commit_sprint(sprint=team.sprints.get(number=2), actor=owner_of(team), now=NOW + 12 * DAY)
    shown = text_of(reader.read("story_sprints", key=story.key))
    assert "In 2 sprints, carried over once" in shown
    assert "Sprint 2 Committed In progress" in shown
    never = make_story(team)
    assert "In no committed sprint yet" in reader.read("story_sprints", key=never.key)
