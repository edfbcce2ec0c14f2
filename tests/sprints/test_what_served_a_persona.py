from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from sprints.closing.services import Destination, close_sprint
from sprints.personas.queries import shares_of
from sprints.personas.rules import Served, most_and_not_served
from sprints.scope.services import add_to_sprint
from stories.personas.services import edit_persona
from stories.story.services import delete_story, edit_story
from tests.factories import NOW, finish, make_member, make_persona, make_running_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _closed_sprint(team, nurse, patient):
    """5 committed and 2 added points for the nurse, 3 for the patient, 8 for the nurse left open."""
    actor = owner_of(team)
    done = [make_story(team, points=5, persona=nurse), make_story(team, points=3, persona=patient)]
    left = make_story(team, points=8, persona=nurse)
    sprint = make_running_sprint(team, stories=[*done, left])
    late = make_story(team, points=2, persona=nurse)
    add_to_sprint(sprint=sprint, story=late, actor=actor, now=NOW + HOUR, reason="A ward asked for it")
    for story in (*done, late):
        finish(story, now=NOW + 2 * HOUR)
    close_sprint(sprint=sprint, destinations={left.pk: Destination.BACKLOG}, actor=actor, now=NOW + 3 * HOUR)
    return sprint, done[0], late


def test_only_done_points_of_the_persona_count_committed_or_added():
    team = make_team()
    nurse, patient = make_persona(team), make_persona(team, "Patient")
    _closed_sprint(team, nurse, patient)
    [share] = shares_of(nurse, [team])[team]
    assert (share.served, share.delivered, share.percent) == (7, 10, 70)
    [share] = shares_of(patient, [team])[team]
    assert share.served == Decimal(3)


def test_what_served_whom_stays_whatever_happens_later():
    team = make_team()
    nurse, patient = make_persona(team), make_persona(team, "Patient")
    _, committed, late = _closed_sprint(team, nurse, patient)
    change = {"actor": owner_of(team), "now": NOW + 5 * HOUR}
    edit_story(story=late, persona=patient, **change)
    edit_story(story=committed, persona=patient, **change)
    edit_persona(persona=nurse, name="Night nurse", actor=owner_of(team), now=NOW + 6 * HOUR)
    edit_persona(persona=patient, name="Ward nurse", actor=owner_of(team), now=NOW + 7 * HOUR)
    delete_story(story=committed, actor=owner_of(team), now=NOW + 8 * HOUR)
    nurse.refresh_from_db()
    patient.refresh_from_db()
    assert [share.served for share in shares_of(nurse, [team])[team]] == [7]
    assert [share.served for share in shares_of(patient, [team])[team]] == [3]


def test_one_or_three_sprints_take_the_same_queries(django_assert_num_queries):
    team = make_team()
    nurse, patient = make_persona(team), make_persona(team, "Patient")
    for _ in range(3):
        _closed_sprint(team, nurse, patient)
        with django_assert_num_queries(6):
            shares_of(nurse, [team])


def test_the_panel_leaves_out_teams_that_the_person_may_not_see(client):
    team = make_team()
    nurse, patient = make_persona(team), make_persona(team, "Patient")
    _closed_sprint(team, nurse, patient)
    other = make_team("Atlas", owner=owner_of(team), organisation=team.organisation)
    address = reverse("sprints:persona_delivery", args=[team.organisation.slug, nurse.pk])
    client.force_login(make_member(team))
    assert "7 of 10 in the last closed sprints" in client.get(address).content.decode()
    client.force_login(make_member(other))
    assert "No sprint is closed yet" in client.get(address).content.decode()


def test_the_list_says_whom_the_work_served_most_and_whom_not(client):
    team = make_team()
    nurse, patient = make_persona(team), make_persona(team, "Patient")
    make_persona(team, "Visitor")
    address = reverse("sprints:personas_delivery", args=[team.organisation.slug])
    client.force_login(owner_of(team))
    assert client.get(address).content.decode().strip() == ""
    _closed_sprint(team, nurse, patient)
    page = client.get(address).content.decode()
    assert "Last closed sprint · 10 points delivered" in page
    assert "Most of our work served the <b>ward nurse</b>. Nothing has reached the <b>visitor</b> lately." in page
    assert "70% of 10" in page


def test_a_tie_names_both_and_nothing_served_names_nobody():
    def served(*points):
        return [Served(str(n), Decimal(own), Decimal(10)) for n, own in enumerate(points)]

    assert most_and_not_served(served(3, 3, 0)) == (["0", "1"], ["2"])
    assert most_and_not_served(served(0, 0)) == ([], [])
    assert most_and_not_served([]) == ([], [])
