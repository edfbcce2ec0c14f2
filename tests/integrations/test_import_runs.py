"""The life of one import: nothing half-way, nothing twice, its file kept as long as it is needed."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from core.errors import Conflict, Invalid
from integrations.imports.formats.csv_stories import CsvStories
from integrations.imports.queries import choices_of
from integrations.imports.services import bring_in, check_run, discard_run, save_choices, upload_file
from integrations.models import ImportRun
from stories.models import Epic, Label, Story
from tests.factories import NOW, make_team, owner_of
from tests.integrations.files import csv_file, import_all, upload
from tests.integrations.test_story_import import BACKLOG

pytestmark = pytest.mark.django_db


def test_a_failure_in_the_last_row_leaves_nothing_not_even_a_number(monkeypatch):
    team = make_team()
    run = upload(team, BACKLOG)
    check_run(run=run, now=NOW)

    def broken(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("integrations.imports.services.diary.record", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        bring_in(run=run, actor=owner_of(team), now=NOW)
    monkeypatch.undo()
    team.refresh_from_db()
    run.refresh_from_db()
    assert (Story.objects.count(), Epic.objects.count(), Label.objects.count()) == (0, 0, 0)
    assert (team.last_story_number, run.state) == (0, "checked")
    assert default_storage.exists(run.file.name)
    bring_in(run=run, actor=owner_of(team), now=NOW)
    assert Story.objects.count() == 3


def test_a_row_that_went_wrong_since_the_check_stops_the_import():
    team = make_team()
    text = "Key,Title,Points\nA-1,One,1\nA-2,Two,-2\n"
    run = upload(team, text, leave_out=["points"])
    check_run(run=run, now=NOW)
    # Somebody takes the decision back behind the check's back.
    ImportRun.objects.filter(pk=run.pk).update(choices=choices_of(upload(team, text)).as_json())
    with pytest.raises(Invalid, match="Line 3: “-2” cannot be points"):
        bring_in(run=run, actor=owner_of(team), now=NOW)
    assert not Story.objects.exists()


def test_a_double_click_brings_everything_in_once():
    team = make_team()
    run = import_all(team, BACKLOG)
    with pytest.raises(Conflict, match="finished"):
        bring_in(run=run, actor=owner_of(team), now=NOW)
    assert Story.objects.count() == 3


def test_a_file_that_changes_half_way_is_refused():
    team = make_team()
    run = upload(team, BACKLOG)
    check_run(run=run, now=NOW)
    with default_storage.open(run.file.name, "wb") as file:
        file.write(BACKLOG.replace("ABC-1", "ABC-9").encode())
    with pytest.raises(Conflict, match="The file has changed"):
        bring_in(run=run, actor=owner_of(team), now=NOW)
    assert not Story.objects.exists()


def test_the_file_is_kept_until_it_has_come_in_and_then_deleted(django_capture_on_commit_callbacks):
    team = make_team()
    run = upload(team, BACKLOG)
    name = run.file.name
    assert "stories.csv" not in name
    check_run(run=run, now=NOW)
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        bring_in(run=run, actor=owner_of(team), now=NOW)
    assert not default_storage.exists(name)


def test_an_upload_that_nobody_went_on_with_is_thrown_away_later(django_capture_on_commit_callbacks):
    team = make_team()
    old = upload(team, BACKLOG)
    with django_capture_on_commit_callbacks(execute=True):
        upload(team, "Title\nOne\n", now=NOW + timedelta(days=8))
    assert not ImportRun.objects.filter(pk=old.pk).exists()
    assert not default_storage.exists(old.file.name)


def test_changed_choices_ask_for_a_new_check():
    team = make_team()
    run = upload(team, BACKLOG)
    check_run(run=run, now=NOW)
    save_choices(run=run, choices=choices_of(run))
    with pytest.raises(Conflict, match="changed since the check"):
        bring_in(run=run, actor=owner_of(team), now=NOW)


def test_nobody_changes_choices_while_the_check_reads_by_them(monkeypatch):
    team = make_team()
    run = upload(team, BACKLOG)
    reads, refused = CsvStories.check, []

    def slow_check(self, **given):
        for change in (lambda: save_choices(run=run, choices=choices_of(run)), lambda: discard_run(run=run)):
            with pytest.raises(Conflict, match="being worked on"):
                change()
            refused.append(change)
        return reads(self, **given)

    monkeypatch.setattr(CsvStories, "check", slow_check)
    assert check_run(run=run, now=NOW).new == 3
    assert len(refused) == 2


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("integrations.imports.formats.base.Format.max_bytes", 10)
    team = make_team()
    with pytest.raises(Invalid, match="at most"):
        upload_file(team=team, slug="csv", file=csv_file(BACKLOG), actor=owner_of(team), now=NOW)
