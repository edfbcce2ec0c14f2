"""A file, and who describes one, decide nothing but what they are asked for (check M3)."""

from itertools import chain

import pytest
from django.apps import apps

from core.errors import Invalid
from integrations.imports.services import check_run
from integrations.models import ImportRun
from stories.models import Story
from tests.factories import NOW, make_team, make_user, owner_of
from tests.integrations.files import import_all, upload

pytestmark = pytest.mark.django_db

# What a row of a backlog may say, by the name of a column.
MAY_SAY = {
    "key", "kind", "title", "persona", "goal", "value", "description", "points", "status", "epic", "labels", "label",
    "assignees", "created_at", "created", "number", "name", "role", "body", "type", "state", "text", "id", "size",
    "notes", "criteria", "user", "owner", "team", "organisation", "sprint", "parent", "list",
}  # fmt: skip


def every_column():
    """The name of every column of every table of ours that no file may fill, as many at a time as a file may have."""
    ours = ("teams", "stories", "sprints", "ceremonies", "integrations")
    names = {f.name for app in ours for model in apps.get_app_config(app).get_models() for f in model._meta.fields}
    names |= {f.attname for app in ours for model in apps.get_app_config(app).get_models() for f in model._meta.fields}
    columns = sorted(names - MAY_SAY - {"external_key"})
    return [columns[start : start + 190] for start in range(0, len(columns), 190)]


def row_of(story):
    """All that is stored of a story but for what differs between any two."""
    own = {"id", "team", "number", "key", "status", "rank"}
    return {f.name: f.value_from_object(story) for f in story._meta.concrete_fields if f.name not in own}


@pytest.mark.parametrize("poison", ["1", "true", "2001-01-01", "owner"])
def test_columns_named_like_ours_change_nothing(poison):
    clean, files = make_team("Clean"), every_column()
    import_all(clean, "Key,Title\nC-1,One\n")
    first = Story.objects.get(team=clean)
    assert {"is_staff", "organisation_id", "revealed_at", "created_by", "done_at", "password"} <= set(chain(*files))
    for place, columns in enumerate(files):
        poisoned = make_team(f"Poisoned {place}", owner=make_user(f"Polly {place}"))
        import_all(poisoned, f"Key,Title,{','.join(columns)}\nC-1,One,{','.join([poison] * len(columns))}\n")
        second = Story.objects.get(team=poisoned)
        assert row_of(second) == row_of(first) | {"created_by": owner_of(poisoned).pk}
        assert (second.key, second.number) == (f"{poisoned.key}-1", 1)
        assert not owner_of(poisoned).is_staff
    assert Story.objects.count() == 1 + len(files)


@pytest.mark.parametrize("field", ["team_id", "created_by", "rank", "is_staff", "id", "in_backlog"])
def test_a_column_cannot_be_said_to_be_another_field(field):
    run = upload(make_team(), "Title,X\nOne,1\n", columns={"Title": "title", "X": field})
    with pytest.raises(Invalid, match="There is no field"):
        check_run(run=run, now=NOW)


def test_the_api_takes_no_field_of_a_run_that_it_does_not_list(client):
    team, other = make_team(), make_team("Atlas", owner=make_user("Olly"))
    client.force_login(owner_of(team))
    run = upload(team, "Key,Title\nC-1,One\n")
    before = {f.attname: f.value_from_object(run) for f in ImportRun._meta.concrete_fields}
    poison = {"id": 10**6, "team": other.pk, "state": "done", "brought": {"sprints": [1]}, "undone": {"stories": 9},
              "report": {"new": 1}, "digest": "0" * 64, "created_by": owner_of(other).pk, "file": "../settings.py",
              "done_at": "2001-01-01T00:00:00Z", "survey": {"rows": 1, "columns": []}}  # fmt: skip
    assert {f.name for f in ImportRun._meta.concrete_fields} - set(poison) <= {
        "format", "file_name", "size", "choices", "failure", "created_at", "undone_at"
    }  # fmt: skip
    client.patch(f"/api/v1/imports/{run.pk}/", poison, content_type="application/json")
    for name in ("check", "run"):
        client.post(f"/api/v1/imports/{run.pk}/{name}/", poison, content_type="application/json")
    found = ImportRun.objects.get(pk=run.pk)
    after = {f.attname: f.value_from_object(found) for f in ImportRun._meta.concrete_fields}
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"state", "report", "brought", "done_at", "file", "choices"}
    assert "sprints" not in found.brought
    assert found.done_at.year != 2001
    assert list(Story.objects.values_list("team", "title")) == [(team.pk, "One")]
