"""The commitment bar: chosen points on the team's own range, at this capacity, in words (SPR-2)."""

import re
from datetime import date
from decimal import Decimal

import pytest

from forecasting import rules
from forecasting.plan.queries import outlook_of
from forecasting.plan.rules import Bar, Verdict, place_of, verdict_on
from sprints.closing.services import Destination, close_sprint
from sprints.planning.services import set_capacity
from tests.factories import NOW, make_running_sprint, make_sprint, make_story, owner_of
from tests.forecasting.world import PAST, make_team_with_past
from tests.sprints.browse import BACKEND

pytestmark = pytest.mark.django_db
DONE = [completed for _, completed in PAST]


def plan_of(team, *points):
    return make_sprint(team, stories=[make_story(team, f"Story {n}", points=size) for n, size in enumerate(points)])


def shown(client, sprint):
    client.force_login(owner_of(sprint.team), backend=BACKEND)
    slugs = f"{sprint.team.organisation.slug}/{sprint.team.slug}"
    html = client.get(f"/t/{slugs}/planning/{sprint.number}/range/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("chance", "verdict"),
    [(1, "cautious"), (0.85, "cautious"), (0.84, "likely"), (0.5, "likely"), (0.49, "ambitious"), (0.15, "ambitious"),
     (0.149, "questionable"), (0, "questionable")],
)  # fmt: skip
def test_the_verdicts_are_those_of_the_specification(chance, verdict):
    assert verdict_on(chance) == Verdict(verdict)


def test_the_range_and_the_chance_are_those_of_the_forecast():
    outlook = outlook_of(plan_of(make_team_with_past(), 13, 8, 8))
    assert outlook.expected == rules.next_sprint(DONE)
    assert outlook.chance == rules.chance(DONE, 29)
    assert (outlook.points, outlook.percent, outlook.place) == (29, None, "Inside")


def test_the_bar_says_it_in_words(client):
    said = shown(client, plan_of(make_team_with_past(), 13, 8, 8))
    assert re.search(
        r"^Inside the forecast of \d+ to \d+ \. (Likely|Ambitious): out of 100 such plans, \d+ get all", said
    )


def test_less_capacity_than_in_past_sprints_lowers_the_range(client):
    team = make_team_with_past()
    running = make_running_sprint(team)
    places = {running.items.get().story_id: Destination.BACKLOG}
    close_sprint(sprint=running, destinations=places, actor=owner_of(team), now=NOW)
    coming = make_sprint(team, stories=[make_story(team)], start=date(2026, 11, 16))
    usual = outlook_of(coming)
    set_capacity(sprint=coming, user=owner_of(team), actor=owner_of(team), now=NOW, days_off=5)
    half = outlook_of(coming)
    assert (usual.percent, half.percent) == (100, 50)
    assert half.expected.p90 == pytest.approx(usual.expected.p90 / 2)
    assert "for 50% capacity" in shown(client, coming)


def test_under_three_sprints_it_refuses_and_says_what_is_missing(client):
    said = shown(client, plan_of(make_team_with_past(points=[(20, 18)]), 8))
    assert said == "How likely this is cannot be said yet: a forecast needs 3 finished sprints, there is 1."


def test_an_empty_plan_has_a_range_but_no_verdict(client):
    outlook = outlook_of(plan_of(make_team_with_past()))
    assert (outlook.verdict, outlook.of_a_hundred) == (None, None)
    assert shown(client, plan_of(make_team_with_past(name="Atlas"))).endswith(".")


def test_nothing_is_quite_certain():
    team = make_team_with_past()
    assert outlook_of(plan_of(team, Decimal("0.5"))).of_a_hundred == 99
    assert outlook_of(plan_of(team, 1000)).of_a_hundred == 1


@pytest.mark.parametrize("points", [0, 5, 29, 400])
def test_what_is_drawn_stays_on_the_bar(points):
    expected = rules.next_sprint(DONE)
    bar = Bar.of(points, expected)
    assert 0 <= bar.fill <= 80
    assert 0 < bar.low < bar.low + bar.width <= 80.1
    assert place_of(400, expected) == "Above"
    assert place_of(1, expected) == "Below"


def test_a_sprint_that_has_begun_has_no_range(client):
    team = make_team_with_past()
    running = make_running_sprint(team)
    client.force_login(owner_of(team), backend=BACKEND)
    slugs = f"{team.organisation.slug}/{team.slug}"
    assert client.get(f"/t/{slugs}/planning/{running.number}/range/").status_code == 404
