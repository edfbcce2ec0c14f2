import pytest

from core.errors import Conflict, Invalid
from stories.workflow import services
from tests.factories import NOW, make_story, make_team, owner_of, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def who(team):
    return {"actor": owner_of(team), "now": NOW}


def names(team):
    return list(team.statuses.values_list("name", flat=True))


def test_a_new_column_stands_before_done(team, who):
    services.add_status(team=team, name="In test", category="review", **who)
    assert names(team) == ["To do", "In progress", "In review", "In test", "Done"]


def test_columns_move_and_keep_every_place_once(team, who):
    services.move_status(status=status(team, "review"), position=1, **who)
    assert names(team) == ["To do", "In review", "In progress", "Done"]
    assert list(team.statuses.values_list("position", flat=True)) == [0, 1, 2, 3]


def test_a_column_with_stories_stays(team, who):
    make_story(team)
    with pytest.raises(Conflict, match="Stories stand"):
        services.remove_status(status=status(team, "todo"), **who)


@pytest.mark.parametrize("category", ["todo", "done"])
def test_a_workflow_keeps_its_ends(team, who, category):
    with pytest.raises(Conflict):
        services.remove_status(status=status(team, category), **who)


@pytest.mark.parametrize("limit", ["0", "100", "-1", "many"])
def test_an_impossible_limit_is_refused_at_its_field(team, who, limit):
    with pytest.raises(Invalid) as refusal:
        services.edit_status(status=status(team, "doing"), wip_limit=limit, **who)
    assert refusal.value.field == "wip_limit"


def test_two_columns_of_one_name_are_refused(team, who):
    with pytest.raises(Invalid) as refusal:
        services.edit_status(status=status(team, "doing"), name="done", **who)
    assert refusal.value.field == "name"


def test_a_retired_line_is_asked_no_more_but_ticks_are_kept(team, who):
    story = make_story(team)
    item = team.checklist_items.filter(gate="ready").first()
    services.retire_checklist_item(item=item, **who)
    assert story.ticks.filter(item=item).exists()
    assert not team.checklist_items.filter(gate="ready", retired_at=None, pk=item.pk).exists()
