"""The index is there after every migrate, whatever became of it before."""

import pytest
from django.core.management import call_command
from django.db import connection, connections

from stories.models import SearchText, Story
from stories.search.queries import find
from stories.search.upkeep import check_index, install_after_migrate, missing_parts
from tests.factories import make_story, make_team

pytestmark = pytest.mark.django_db


def _found(team) -> int:
    return len(find([team.pk], "zebra"))


def _break_index() -> None:
    """As a rebuilt table on SQLite, or a restored dump without the column, would leave it."""
    connection.check_constraints()  # PostgreSQL alters no table with checks that wait
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER stories_searchtext_added")
        else:
            cursor.execute("ALTER TABLE stories_searchtext DROP COLUMN stories_searchtext_words")


def test_nothing_is_missing_after_migrate():
    assert missing_parts() == []
    assert check_index(databases=["default"]) == []


def test_missing_parts_are_said_put_back_and_what_came_meanwhile_is_found():
    team = make_team()
    make_story(team, "Zebra")
    _break_index()
    [problem] = check_index(databases=["default"])
    assert problem.id == "stories.E001"
    story = make_story(team, "Another zebra") if connection.vendor == "sqlite" else None
    install_after_migrate(sender=None, using="default")
    assert missing_parts() == []
    assert _found(team) == (2 if story else 1)
    make_story(team, "A third zebra")
    assert _found(team) == (3 if story else 2)


def test_stories_of_an_older_release_are_taken_in():
    team = make_team()
    make_story(team, "Zebra")
    SearchText.objects.all().delete()
    assert _found(team) == 0
    install_after_migrate(sender=None, using="default")
    assert _found(team) == 1


def test_a_rebuild_reads_everything_anew(capsys):
    team = make_team()
    make_story(team, "Lion")
    Story.objects.update(title="Zebra")  # by hand, past the services
    assert _found(team) == 0
    call_command("rebuild_search")
    assert _found(team) == 1
    assert "1 story can be found." in capsys.readouterr().out


@pytest.mark.skipif(connections["default"].vendor != "sqlite", reason="FTS5 is SQLite's")
def test_the_index_on_sqlite_agrees_with_its_table():
    team = make_team()
    for n in range(5):
        make_story(team, f"Zebra {n}")
    Story.objects.filter(title="Zebra 3").delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stories_searchtext_index WHERE stories_searchtext_index MATCH 'zebra'")
        assert cursor.fetchone() == (4,)
