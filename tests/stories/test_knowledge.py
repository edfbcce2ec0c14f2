"""Who worked lately on what a story belongs to, and where pairing spreads it (STO-12)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.errors import Invalid
from stories.knowledge.queries import areas_of
from stories.knowledge.rules import advice
from stories.labels.merging import merge_labels
from stories.labels.services import set_mentors
from stories.models import Label
from stories.rules import Category
from stories.story.services import archive_story, change_status, edit_story
from teams.services.members import remove_member
from tests.ceremonies.world import BACKEND
from tests.factories import NOW, make_member, make_story, make_team, make_user, owner_of, status

LONG_AGO = NOW - timedelta(days=300)


@pytest.fixture
def team(db):
    return make_team(now=LONG_AGO)


@pytest.fixture
def label(team):
    return Label.objects.create(team=team, name="gateway")


def worked_on(team, label, user, *, now=NOW, begun=True):
    story = make_story(team, now=now, labels=[label])
    edit_story(story=story, actor=owner_of(team), now=now, assignees=[user])
    if begun:
        change_status(story=story, status=status(team, Category.DOING), actor=user, now=now)
    return story


def told(story):
    (area,) = areas_of(story, NOW)
    return [(one.user.name, one.stories) for one in area.people], area.advice


def test_people_are_told_by_how_many_stories_of_the_label_they_had_in_hand_lately(team, label):
    daniel, priya = make_member(team, name="Daniel Kim"), make_member(team, name="Priya Nair")
    for user in (priya, daniel, priya):
        worked_on(team, label, user)
    worked_on(team, label, daniel, now=LONG_AGO)
    worked_on(team, label, daniel, begun=False)
    assert told(make_story(team, labels=[label])) == ([("Priya Nair", 2), ("Daniel Kim", 1)], "")


def test_where_only_one_person_knows_pairing_is_suggested_and_who_left_does_not_count(team, label):
    daniel, gone = make_member(team, name="Daniel Kim"), make_member(team, name="Gone Person")
    worked_on(team, label, daniel)
    worked_on(team, label, gone)
    remove_member(membership=team.memberships.get(user=gone), actor=owner_of(team), now=NOW)
    people, words = told(make_story(team, labels=[label]))
    assert people == [("Daniel Kim", 1)]
    assert words == "Only Daniel has worked here lately. Whoever takes this could pair with Daniel."


def test_the_story_itself_is_no_knowledge_and_an_archived_one_still_is(team, label):
    daniel = make_member(team, name="Daniel Kim")
    story = worked_on(team, label, daniel)
    assert told(story) == ([], "")
    archive_story(story=worked_on(team, label, daniel), actor=daniel, now=NOW)
    assert told(story)[0] == [("Daniel Kim", 1)]


def test_a_story_without_epic_and_label_belongs_to_nothing(team):
    assert areas_of(make_story(team), NOW) == []


@pytest.mark.parametrize(
    ("knowing", "on_it", "words"),
    [
        ([], [], ""),
        (["Ada", "Bo"], ["Ada"], ""),
        (["Ada"], ["Bo"], "Whoever takes this could pair with Ada."),
        (["Ada"], ["Ada"], "Somebody else could pair with Ada on this."),
        (["Ada"], ["Ada", "Bo"], ""),
    ],
)
def test_advice(knowing, on_it, words):
    assert advice(knowing, on_it).endswith(words)
    assert bool(advice(knowing, on_it)) == bool(words)


def test_a_mentor_of_the_label_is_offered_as_a_pair_until_they_are_on_the_story(team, label, client):
    priya = make_member(team, name="Priya Nair")
    client.force_login(owner_of(team), backend=BACKEND)
    named = reverse("stories:set_mentors", kwargs={**team.url_kwargs, "pk": label.pk})
    assert client.post(named, {"mentors": [priya.pk, "x", "99999"]}).status_code == 302
    story = make_story(team, labels=[label])
    where = {**team.url_kwargs, "key": story.key}
    assert "Pair with Priya" in client.get(reverse("stories:knowledge", kwargs=where)).content.decode()
    assert client.post(reverse("stories:pair", kwargs=where), {"person": priya.pk}).status_code == 302
    assert list(story.assignees.all()) == [priya]
    assert "Pair with Priya" not in client.get(reverse("stories:knowledge", kwargs=where)).content.decode()
    assert "taught by Priya" in client.get(reverse("stories:labels", kwargs=team.url_kwargs)).content.decode()


def test_only_people_of_the_team_teach_and_a_merge_brings_mentors_along(team, label):
    priya, other = make_member(team), Label.objects.create(team=team, name="ui")
    with pytest.raises(Invalid, match="of the team"):
        set_mentors(label=label, mentors=[make_user()], actor=priya, now=NOW)
    set_mentors(label=label, mentors=[priya], actor=priya, now=NOW)
    merge_labels(label=label, into=other, actor=priya, now=NOW)
    assert list(other.mentors.all()) == [priya]
