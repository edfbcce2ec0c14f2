"""A real team moves in: the stories of USERGRID and the sprints of apache-70 (issue 2's promise)."""

import csv
import itertools
from collections import Counter
from decimal import Decimal

import pytest
from django.core.files import File

from integrations.imports.queries import choices_of
from integrations.imports.services import bring_in, check_run, upload_file
from sprints.ledger.queries import scope_of
from sprints.models import Sprint
from stories.models import Story
from tests.factories import NOW, make_team, owner_of
from tests.integrations.real_data import BACKLOG, SPRINTS, needs_real_data

pytestmark = [pytest.mark.django_db, needs_real_data]


def rows(path, column, value):
    with path.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row[column] == value]


def move_in(team, path, slug, owner=""):
    with path.open("rb") as file:
        run = upload_file(team=team, slug=slug, file=File(file, name=path.name), actor=owner_of(team), now=NOW)
    assert choices_of(run).owner == owner
    report = check_run(run=run, now=NOW)
    assert (report.refused, report.errors) == (0, [])
    return bring_in(run=run, actor=owner_of(team), now=NOW)


def test_the_stories_of_usergrid_come_in_with_every_key_kind_and_point():
    team = make_team("Usergrid", key="USERGRID")
    expected = rows(BACKLOG, "project", "USERGRID")
    run = move_in(team, BACKLOG, "csv", owner="USERGRID")
    stories = {story.external_key: story for story in Story.objects.filter(team=team).select_related("status")}
    assert set(stories) == {row["issue_key"] for row in expected}
    assert len(stories) == len(expected) == 336
    assert all(stories[row["issue_key"]].points == Decimal(row["story_points"]) for row in expected)
    bugs = Counter(row["type"] for row in expected)["Bug"]
    assert sum(story.kind == "bug" for story in stories.values()) == bugs
    assert {story.status.name for story in stories.values()} == {"Done"}
    assert all(story.created_at.isoformat(" ").startswith(row["created"]) for row in expected
               for story in [stories[row["issue_key"]]])  # fmt: skip
    # This project's titles were lost before the data was published.
    assert run.report["kinds"]["The title is empty; the key stands in for it."]["count"] == 336


def test_the_sprints_of_apache_70_come_in_with_their_points():
    team = make_team("apache-70")
    expected = rows(SPRINTS, "team", "apache-70")
    move_in(team, SPRINTS, "history", owner="apache-70")
    sprints = list(Sprint.objects.filter(team=team).order_by("number"))
    found = [(sprint.number, scope_of(sprint).committed, scope_of(sprint).done) for sprint in sprints]
    assert found == [
        (int(row["seq"]), Decimal(row["committed_points"]), Decimal(row["completed_points"])) for row in expected
    ]
    assert [(sprint.end_date - sprint.start_date).days + 1 for sprint in sprints] == [
        int(row["planned_days"]) for row in expected
    ]
    assert all(before.end_date < after.start_date for before, after in itertools.pairwise(sprints))
