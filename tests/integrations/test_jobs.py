"""Long work on an import: one worker at a time, taken over from the dead, stopped, told of."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from core.errors import Conflict
from integrations.imports import jobs, services
from integrations.imports.rules.limits import ROWS_AT_ONCE
from integrations.imports.rules.run import Work, time_left
from integrations.models import ImportJob, ImportRun
from integrations.tasks import go_on_with_imports
from live.models import Topic
from stories.models import Story
from tests.factories import NOW, make_team, owner_of
from tests.integrations.files import check_of, import_all, upload

pytestmark = pytest.mark.django_db

STORIES = "Key,Title\nA-1,One\nA-2,Two\n"
LARGE = "Key,Title\n" + "".join(f"A-{n},Story {n}\n" for n in range(ROWS_AT_ONCE + 1))


def ask(run, work=Work.BRING_IN):
    return jobs.ask(run=run, work=work, actor=owner_of(run.team), now=NOW)


def expire(job):
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_is_claimed_once():
    job = ask(check_of(make_team(), STORIES))
    assert jobs.claim(job.pk) is not None
    assert jobs.claim(job.pk) is None


def test_who_was_taken_over_can_write_nothing_any_more():
    run = check_of(make_team(), STORIES)
    slow = jobs.claim((job := ask(run)).pk)
    expire(job)
    quick = jobs.claim(job.pk)
    with pytest.raises(jobs.Lost):
        services._WORK[Work.BRING_IN](slow)
    assert not Story.objects.exists()
    services._WORK[Work.BRING_IN](quick)
    assert Story.objects.count() == 2


def test_a_slow_worker_notices_at_its_next_beat(monkeypatch):
    monkeypatch.setattr(jobs, "_BEAT", 0.0)
    job = ask(check_of(make_team(), STORIES))
    slow = jobs.claim(job.pk)
    slow.beat(1)
    expire(job)
    jobs.claim(job.pk)
    with pytest.raises(jobs.Lost):
        slow.beat(2)


def test_a_beat_renews_the_lease_and_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr(jobs, "_BEAT", 0.0)
    told = []
    job = ask(run := check_of(make_team(), STORIES))
    lease = jobs.claim(job.pk, lambda *news: told.append(news))
    expire(job)
    before = Topic.objects.get(name=jobs.topic_of(run)).version
    lease.beat(1)
    job.refresh_from_db()
    assert (job.done, job.total, job.percent, told) == (1, 2, 50, [(1, 2)])
    assert job.lease_until > timezone.now()
    assert Topic.objects.get(name=jobs.topic_of(run)).version == before + 1


def test_the_sweep_goes_on_with_what_a_dead_worker_left():
    run = check_of(make_team(), STORIES)
    job = ask(run)
    jobs.claim(job.pk)
    go_on_with_imports()
    assert not Story.objects.exists()
    expire(job)
    go_on_with_imports()
    run.refresh_from_db()
    assert (run.state, Story.objects.count(), ImportJob.objects.count()) == ("done", 2, 0)


def test_work_that_kills_every_worker_is_given_up_and_said():
    run = check_of(make_team(), STORIES)
    job = ask(run)
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs.claim(job.pk)
        expire(job)
    assert jobs.claim(job.pk) is None
    run.refresh_from_db()
    assert "broken off" in run.failure["message"]
    assert not ImportJob.objects.exists()


def test_stopped_work_leaves_nothing_and_can_be_asked_for_again():
    run = check_of(make_team(), STORIES)
    lease = jobs.claim(ask(run).pk)
    assert jobs.stop(run=run) is True
    with pytest.raises(jobs.Lost):
        services._WORK[Work.BRING_IN](lease)
    assert jobs.stop(run=run) is False
    assert not Story.objects.exists()
    services.bring_in(run=run, actor=owner_of(run.team), now=NOW)
    assert Story.objects.count() == 2


def test_a_run_has_one_job_and_nobody_changes_it_meanwhile():
    run = check_of(make_team(), STORIES)
    ask(run)
    for change in (
        lambda: ask(run, Work.CHECK),
        lambda: services.discard_run(run=run),
        lambda: services.bring_in(run=run, actor=None, now=NOW),
    ):
        with pytest.raises(Conflict, match="being worked on"):
            change()


def test_something_that_breaks_is_tried_again_later(monkeypatch):
    run = check_of(make_team(), STORIES)
    job = ask(run)
    with monkeypatch.context() as patch:
        patch.setitem(services._WORK, Work.BRING_IN, lambda lease: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.carry_out(job.pk)
    assert jobs.waiting_jobs() == []
    expire(job)
    services.carry_out(job.pk)
    assert Story.objects.count() == 2


def test_why_work_failed_is_kept_and_told_until_somebody_goes_on(client):
    team = make_team()
    run = check_of(team, STORIES)
    job = ask(run)
    run.file.storage.delete(run.file.name)
    services.carry_out(job.pk)
    client.force_login(owner_of(team))
    address = reverse("integrations:import_check", kwargs=team.url_kwargs | {"pk": run.pk})
    assert "The uploaded file is not here any more. Upload it again." in client.get(address).content.decode()


def test_a_large_file_goes_through_in_the_background(client, django_capture_on_commit_callbacks):
    team = make_team()
    run = upload(team, LARGE)
    client.force_login(owner_of(team))

    def address(name):
        return reverse(f"integrations:{name}", kwargs=team.url_kwargs | {"pk": run.pk})

    for name, said, state in (
        ("import_map", "Checking <b>2,001 rows</b>", "checked"),
        ("import_run", "Bringing in <b>2,001 stories</b>", "done"),
        ("import_undo", "Taking back <b>2,001 stories</b>", "undone"),
    ):
        with django_capture_on_commit_callbacks() as waiting:
            page = client.post(address(name), follow=True).content.decode()
        assert said in page
        assert f'data-topic="import:{run.pk}"' in page
        for elsewhere in ("import_map", "import_check", "import_review"):
            assert client.get(address(elsewhere)).url == address("import_running")
        for hand_over in waiting:
            hand_over()
        run.refresh_from_db()
        assert run.state == state
        told = client.get(address("import_running"), headers={"HX-Request": "true"})
        assert told["HX-Redirect"]
    assert not Story.objects.exists()


def test_stop_on_the_page_says_what_it_did(client):
    team = make_team()
    run = check_of(team, STORIES)
    ask(run)
    client.force_login(owner_of(team))
    address = reverse("integrations:import_stop", kwargs=team.url_kwargs | {"pk": run.pk})
    assert "Stopped. Nothing has changed." in client.post(address, follow=True).content.decode()
    assert "It was through already." in client.post(address, follow=True).content.decode()


def test_an_import_in_the_background_answers_202_and_says_how_far_it_is(client):
    team = make_team()
    run = upload(team, LARGE)
    client.force_login(owner_of(team))
    answer = client.post(reverse("api:import-check", kwargs={"pk": run.pk}))
    assert answer.status_code == 202
    assert answer.json()["work"] == {"kind": "check", "done": 0, "total": ROWS_AT_ONCE + 1}
    assert client.post(reverse("api:import-stop", kwargs={"pk": run.pk})).json()["work"] is None


def test_a_file_left_by_a_kill_after_the_commit_is_deleted_by_the_sweep():
    run = import_all(make_team(), STORIES)
    name = run.file.name
    assert default_storage.exists(name)
    go_on_with_imports()
    assert not default_storage.exists(name)
    assert ImportRun.objects.get(pk=run.pk).file.name == ""


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (0, 10, 5, ""),
        (10, 10, 5, ""),
        (5, 10, 0, ""),
        (9, 10, 3, "about 1 second"),
        (5, 10, 27, "about 27 seconds"),
        (1, 10, 20, "about 3 minutes"),
    ],
)
def test_what_is_left_is_said_as_people_say_it(done, total, seconds, said):
    assert time_left(done, total, seconds) == said
