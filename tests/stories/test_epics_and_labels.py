"""Epics and labels are renamed, retired and merged without a story losing its place."""

import pytest

from core.errors import Conflict, Invalid
from stories.labels import merging, services
from stories.models import Label, LabelMerge
from stories.story.services import create_story, edit_story
from teams.models import Activity
from tests.factories import NOW, make_member, make_story, make_team, owner_of
from tests.stories.world import HTMX, address, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def who(team):
    return {"actor": owner_of(team), "now": NOW}


def test_merging_gives_every_story_the_other_label_once(team, who):
    ui, screen = (team.labels.create(name=name) for name in ("ui", "screen"))
    both, one = make_story(team, labels=[ui, screen]), make_story(team, labels=[screen])
    merging.merge_labels(label=screen, into=ui, **who)
    assert [[label.name for label in story.labels.all()] for story in (both, one)] == [["ui"], ["ui"]]
    assert list(Label.objects.values_list("name", flat=True)) == ["ui"]
    told = Activity.objects.filter(subject_type="story", subject_id=one.pk, verb="edited").get()
    assert told.changes == {"labels": [["screen"], ["ui"]]}


def test_a_merge_taken_back_leaves_alone_what_was_sorted_since(team, who):
    ui, screen = (team.labels.create(name=name) for name in ("ui", "screen"))
    both, one = make_story(team, labels=[ui, screen]), make_story(team, labels=[screen])
    sorted_since, only_ui = make_story(team, labels=[screen]), make_story(team, labels=[ui])
    screen.mentors.add(who["actor"])
    merge = merging.merge_labels(label=screen, into=ui, **who)
    sorted_since.labels.clear()
    again = merging.split_labels(merge=merge, **who)
    names = [[label.name for label in story.labels.all()] for story in (both, one, sorted_since, only_ui)]
    assert names == [["screen", "ui"], ["screen"], [], ["ui"]]
    assert list(again.mentors.all()) == [who["actor"]]
    assert merging.split_labels(merge=merge, **who) == again
    told = Activity.objects.filter(subject_type="story", subject_id=one.pk, verb="edited").order_by("pk").last()
    assert told.changes == {"labels": [["ui"], ["screen"]]}


def test_a_merge_is_not_taken_back_over_a_new_label_of_the_name(team, who):
    merge = merging.merge_labels(label=team.labels.create(name="screen"), into=team.labels.create(name="ui"), **who)
    team.labels.create(name="Screen")
    with pytest.raises(Conflict, match="again"):
        merging.split_labels(merge=merge, **who)


def test_the_message_of_a_merge_takes_it_back(team, who):
    client, (ui, screen) = signed_in(who["actor"]), [team.labels.create(name=name) for name in ("ui", "screen")]
    story = make_story(team, labels=[screen])
    page = client.post(address(team, "merge_label", pk=screen.pk), {"into": ui.pk}, headers=HTMX)
    undo = address(team, "split_labels", pk=LabelMerge.objects.get().pk)
    assert undo in page.headers["HX-Trigger"] + page.content.decode()
    client.post(undo, headers=HTMX)
    assert [label.name for label in story.labels.all()] == ["screen"]


def test_a_label_of_another_team_takes_nothing_in(team, who):
    label, theirs = team.labels.create(name="ui"), make_team("Atlas").labels.create(name="ui")
    for into in (theirs, label):
        with pytest.raises(Invalid) as refusal:
            merging.merge_labels(label=label, into=into, **who)
        assert refusal.value.field == "into"


def test_a_label_in_use_is_merged_not_taken_away(team, who):
    label = team.labels.create(name="ui")
    make_story(team, labels=[label])
    with pytest.raises(Conflict, match="1 story has"):
        services.remove_label(label=label, **who)


@pytest.mark.parametrize("name", ["Day", " day ", "", "x" * 81])
def test_a_name_that_is_taken_or_none_is_refused_at_its_field(team, who, name):
    team.epics.create(name="Day")
    with pytest.raises(Invalid) as refusal:
        services.edit_epic(epic=team.epics.create(name="Night"), name=name, **who)
    assert refusal.value.field == "name"


def test_a_retired_epic_stays_on_its_stories_and_takes_no_new_ones(team, who):
    epic = team.epics.create(name="Night")
    story = make_story(team, epic=epic)
    services.retire_epic(epic=epic, **who)
    epic.refresh_from_db()
    assert edit_story(story=story, title="Still there", epic=epic, **who).epic == epic
    with pytest.raises(Invalid) as refusal:
        create_story(team=team, title="New", epic=epic, **who)
    assert refusal.value.field == "epic"
    assert str(epic.pk) in str(signed_in(who["actor"]).get(address(team, "edit", key=story.key)).content)
    services.restore_epic(epic=epic, **who)
    epic.refresh_from_db()
    assert create_story(team=team, title="New", epic=epic, **who).epic == epic


def test_the_page_keeps_the_lists_and_says_what_was_done(team, who):
    client, epic = signed_in(who["actor"]), team.epics.create(name="Night")
    make_story(team, epic=epic)
    page = client.post(address(team, "edit_epic", pk=epic.pk), {"name": "Quiet nights"}, headers=HTMX)
    assert "Quiet nights" in page.content.decode()
    assert "1 open of 1" in page.content.decode()
    plain = client.post(address(team, "retire_epic", pk=epic.pk), follow=True)
    assert "“Quiet nights” is retired." in plain.content.decode()
    assert "Retired (1)" in plain.content.decode()


def test_who_may_not_write_sees_the_lists_without_a_form(team):
    team.labels.create(name="gateway")
    page = signed_in(make_member(team, "stakeholder")).get(address(team, "labels")).content.decode()
    assert "gateway" in page
    assert '<input class="input"' not in page


def test_an_edit_with_a_retired_epic_of_its_own_is_saved(team, who):
    epic = team.epics.create(name="Night")
    story = make_story(team, epic=epic)
    services.retire_epic(epic=epic, **who)
    sent = typed(who["actor"], story, title="Renamed")
    assert signed_in(who["actor"]).post(address(team, "edit", key=story.key), sent).status_code == 302
    story.refresh_from_db()
    assert (story.title, story.epic) == ("Renamed", epic)
