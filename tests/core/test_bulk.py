"""Rows straight into a table come out as the models that `create` would have made."""

from decimal import Decimal

import pytest
from django.db import transaction

from core.bulk import Columns, Spool, batches, reserve_ids
from stories.models import Label, Story
from teams.models import Activity
from tests.factories import NOW, make_story, make_team

pytestmark = pytest.mark.django_db


def test_rows_take_given_adapted_and_default_values():
    team = make_team()
    columns = Columns(
        Story, plain=("id", "number", "key", "title", "status_id"), adapted=("points", "created_at"), team_id=team.pk
    )
    [key] = reserve_ids(Story, 1)
    columns.insert([(key, 7, "PULSE-7", "Mute", team.statuses.first().pk, *columns.adapt(Decimal("0.50"), NOW))])
    story = Story.objects.get(pk=key)
    assert (story.number, story.points, story.created_at, story.team) == (7, Decimal("0.5"), NOW, team)
    assert (story.version, story.in_backlog, story.goal, story.persona) == (1, True, "", None)


def test_json_goes_in_and_out_as_it_was():
    team = make_team()
    columns = Columns(
        Activity, adapted=("changes",), organisation_id=team.organisation_id, subject_id=1, subject_type="x", at=NOW
    )
    columns.insert([columns.adapt({"points": ["1", None], "text": "ä"})])
    assert Activity.objects.get(subject_type="x").changes == {"points": ["1", None], "text": "ä"}


def test_reserved_ids_are_new_and_the_next_row_goes_on_after_them():
    team = make_team()
    before = make_story(team).pk
    with transaction.atomic():
        ids = list(reserve_ids(Label, 3))
        Columns(Label, plain=("id", "name"), team_id=team.pk).insert((key, f"label {key}") for key in ids)
    assert len(set(ids)) == 3
    assert Label.objects.create(team=team, name="next").pk > max(ids)
    assert make_story(team).pk > before


def test_a_spool_gives_back_everything_in_its_order_as_often_as_asked():
    spool = Spool()
    spool.extend(range(1200))
    spool.extend(["last"])
    assert len(spool) == 1201
    assert list(spool) == list(spool) == [*range(1200), "last"]


def test_batches_lose_nothing():
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []
