"""A large organisation's archive is written in the background, seen on its way, fetched and forgotten."""

import io
import zipfile
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.utils import timezone

from integrations.archive import services as archive
from integrations.exports import heart, services
from integrations.exports.heart import Heart, Lost
from integrations.management.progress import ProgressLine
from integrations.models import ArchiveExport
from integrations.tasks import go_on_with_exports
from live.models import Topic
from stories.models import Story
from tests.factories import NOW, make_story, make_team, owner_of
from tests.integrations.files import import_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    team = make_team()
    make_story(team, "In hand")
    return team


def ask(team):
    return services.ask_for_export(organisation=team.organisation, actor=owner_of(team), now=NOW)


def expire(export):
    ArchiveExport.objects.filter(pk=export.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_on_the_page_a_large_one_is_asked_for_seen_and_fetched(team, client, monkeypatch):
    monkeypatch.setattr(services, "ROWS_AT_ONCE", 1)
    client.force_login(owner_of(team))
    address = f"/o/{team.organisation.slug}/export/"
    assert "Everything of <b>Heartworks</b>" in client.get(address).content.decode()
    page = client.post(address, follow=True).content.decode()
    export = ArchiveExport.objects.get()
    assert "Writing <b>" in page
    assert f'data-topic="export:{export.pk}"' in page
    client.post(address)
    assert ArchiveExport.objects.count() == 1
    go_on_with_exports()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == address
    assert "Download the archive" in client.get(address).content.decode()
    answer = client.get(f"{address}{export.pk}/")
    assert answer["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as found:
        assert b"In hand" in found.read("stories.story.jsonl")
    client.post(f"{address}{export.pk}/discard/")
    assert client.get(f"{address}{export.pk}/").status_code == 404


def test_what_is_being_written_is_not_to_be_fetched_yet(team, client):
    client.force_login(owner_of(team))
    assert client.get(f"/o/{team.organisation.slug}/export/{ask(team).pk}/").status_code == 404


def test_who_was_taken_over_keeps_nothing(team, monkeypatch):
    export = ask(team)

    def slow(**what):
        expire(export)
        services._claim(export.pk)
        return written(**what)

    written = services.write_archive
    monkeypatch.setattr(services, "write_archive", slow)
    services.carry_out(export.pk)
    export.refresh_from_db()
    assert (export.ready_at, export.attempt) == (None, 2)
    assert not default_storage.exists(export.file.name)


def test_what_a_dead_worker_left_is_written_by_the_next_and_given_up_after_some(team):
    export = ask(team)
    for _ in range(services.MOST_ATTEMPTS):
        assert services._claim(export.pk)
        go_on_with_exports()
        export.refresh_from_db()
        assert export.is_at_work
        expire(export)
    go_on_with_exports()
    export.refresh_from_db()
    assert "broken off several times" in export.failure
    go_on_with_exports()
    assert ask(team) != export


def test_something_that_breaks_is_tried_again(team, monkeypatch):
    export = ask(team)
    with monkeypatch.context() as patch:
        patch.setattr(services, "write_archive", lambda **what: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.carry_out(export.pk)
    go_on_with_exports()
    export.refresh_from_db()
    assert export.ready_at
    assert export.size > 0


def test_an_archive_is_forgotten_after_a_day(team):
    export = ask(team)
    services.carry_out(export.pk)
    export.refresh_from_db()
    name = export.file.name
    assert default_storage.exists(name)
    ArchiveExport.objects.update(ready_at=timezone.now() - timedelta(hours=25))
    go_on_with_exports()
    assert not ArchiveExport.objects.exists()
    assert not default_storage.exists(name)


def test_a_stopped_export_ends_at_its_next_beat(team, django_capture_on_commit_callbacks):
    export = ask(team)
    before = Topic.objects.filter(name=services.topic_of(export)).count()
    claimed = services._claim(export.pk)
    assert services._tell(claimed, 1)
    assert Topic.objects.filter(name=services.topic_of(export)).count() == before + 1
    claimed.refresh_from_db()
    assert claimed.done == 1
    services.discard_export(export=export, actor=owner_of(team), now=NOW)
    assert not services._tell(claimed, 2)


def test_the_heart_tells_until_the_work_is_lost(monkeypatch):
    monkeypatch.setattr(heart, "BEAT", 0.001)
    told = []

    def tell(done):
        told.append(done)
        return done < 3

    with Heart(tell) as beating:
        beating.at(2)
        while 2 not in told:
            pass
        beating.at(3)
        with suppress(Lost):
            while len(told) < 10**6:
                beating.at(3)
    assert told[-1] == 3


def test_whoever_writes_hears_how_many_rows_are_written(team, monkeypatch):
    import_all(team, "Key,Title\n" + "".join(f"A-{n},x\n" for n in range(150)))
    told = []
    rows = archive.write_archive(
        organisation=team.organisation, file=io.BytesIO(), actor=None, now=NOW, tell=told.append
    )
    assert told == list(range(100, sum(rows.values()) + 1, 100))


def test_a_terminal_sees_one_line_and_a_file_sees_none():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for stream, said in ((Terminal(), "Checking: 1,200 of 20,000 rows (6 %)"), (io.StringIO(), "")):
        line = ProgressLine(OutputWrapper(stream))
        line.show("Checking", 1200, 20_000)
        line.end()
        assert said in stream.getvalue()
        assert "\n" not in stream.getvalue()


def test_an_import_is_taken_back_by_command(team, capsys):
    run = import_all(team, "Key,Title\nB-7,Once\n")
    call_command("undo_import", run.pk)
    assert "1 stories, 0 sprints" in capsys.readouterr().out
    assert not Story.objects.filter(external_key="B-7").exists()
