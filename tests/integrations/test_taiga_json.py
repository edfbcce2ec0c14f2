"""A project of Taiga: its history says what was committed, added, removed, estimated anew, finished and carried on."""

from decimal import Decimal

import pytest

from core.errors import Invalid
from integrations.imports.services import undo_run
from sprints.ledger.queries import scope_of
from sprints.models import LedgerEvent, Sprint
from stories.models import Epic, Story, Task
from tests.factories import NOW, make_member, make_team, owner_of
from tests.integrations.files import check, import_all, messages
from tests.integrations.taiga_dumps import change, dump, story

pytestmark = pytest.mark.django_db

PLANNED = change("2026-02-27T10:00:00+0000", milestone=(None, "Sprint 1"))


def events(title):
    """(sprint, kind, points, destination, day) of a story's events, oldest first."""
    rows = LedgerEvent.objects.filter(title=title).order_by("at", "pk").select_related("sprint")
    return [(row.sprint.number, row.kind, row.points, row.destination, f"{row.at:%m-%d}") for row in rows]


WAYS = {
    "planned and done": (
        {"milestone": "Sprint 1", "closed": True, "history": [
            PLANNED, change("2026-03-10T10:00:00+0000", status=("New", "Done"), is_closed=(False, True))]},
        [(1, "committed", 3, "", "03-02"), (1, "moved", 3, "", "03-10")],
    ),
    "planned on the first day": (
        {"milestone": "Sprint 1", "history": [change("2026-03-02T14:00:00+0000", milestone=(None, "Sprint 1"))]},
        [(1, "committed", 3, "", "03-02"), (1, "carried", 3, "Backlog", "03-13")],
    ),
    "added later and done by its column": (
        {"milestone": "Sprint 1", "closed": True, "history": [
            change("2026-03-05T10:00:00+0000", milestone=(None, "Sprint 1")),
            change("2026-03-09T10:00:00+0000", status=("In progress", "Done"))]},
        [(1, "added", 3, "", "03-05"), (1, "moved", 3, "", "03-09")],
    ),
    "removed": (
        {"history": [PLANNED, change("2026-03-06T10:00:00+0000", milestone=("Sprint 1", None))]},
        [(1, "committed", 3, "", "03-02"), (1, "removed", 3, "", "03-06")],
    ),
    "removed and back again": (
        {"milestone": "Sprint 1", "history": [
            PLANNED, change("2026-03-04T10:00:00+0000", milestone=("Sprint 1", None)),
            change("2026-03-06T10:00:00+0000", milestone=(None, "Sprint 1"))]},
        [(1, "committed", 3, "", "03-02"), (1, "removed", 3, "", "03-04"), (1, "added", 3, "", "03-06"),
         (1, "carried", 3, "Backlog", "03-13")],
    ),
    "out again before the sprint began": (
        {"history": [PLANNED, change("2026-02-28T10:00:00+0000", milestone=("Sprint 1", None))]}, [],
    ),
    "carried on": (
        {"milestone": "Sprint 2", "closed": True, "finish_date": "2026-03-20T15:00:00+0000", "history": [
            PLANNED, change("2026-03-13T16:00:00+0000", milestone=("Sprint 1", "Sprint 2"))]},
        [(1, "committed", 3, "", "03-02"), (1, "carried", 3, "Sprint 2", "03-13"), (2, "committed", 3, "", "03-16"),
         (2, "moved", 3, "", "03-20")],
    ),
    "estimated anew by two roles": (
        {"milestone": "Sprint 1", "points": ("5", "½"), "history": [
            PLANNED, change("2026-03-01T10:00:00+0000", points=(["?", "?"], ["3", "?"])),
            change("2026-03-05T10:00:00+0000", points=(["3", "?"], ["5", "½"]))]},
        [(1, "committed", 3, "", "03-02"), (1, "reestimated", 5.5, "", "03-05"),
         (1, "carried", 5.5, "Backlog", "03-13")],
    ),
    "finished, opened again and left open": (
        {"milestone": "Sprint 1", "history": [
            PLANNED, change("2026-03-05T10:00:00+0000", is_closed=(False, True)),
            change("2026-03-06T10:00:00+0000", is_closed=(True, False))]},
        [(1, "committed", 3, "", "03-02"), (1, "carried", 3, "Backlog", "03-13")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WAYS)
def test_the_history_of_a_story_becomes_events_of_their_own_kind_and_day(name):
    fields, told = WAYS[name]
    import_all(make_team(), dump(story(1, name, **fields)), "")
    assert events(name) == told


def test_a_whole_project_comes_in_with_epics_tasks_issues_and_people():
    team = make_team()
    tom = make_member(team, name="Tom Berg")
    text = dump(
        story(1, "Mute", points=("5", "3"), tags=[["night", "#fff"], "alarm"], assigned_users=[tom.email],
              attachments=[{"name": "a.png", "attached_file": {"data": "QUJD" * 90_000}}], milestone="Sprint 3"),
        story(2, "Chart", is_blocked=True, blocked_note="No data yet", points=("?", "?")),
        tasks=[{"ref": 3, "subject": "Draw", "user_story": 1, "status": "Done", "finished_date": "2026-03-03"},
               {"ref": 4, "subject": "Order coffee", "user_story": None, "status": "New"}],
        issues=[{"ref": 5, "subject": "Crash", "type": "Bug", "status": "New", "tags": None}],
        epics=[{"ref": 6, "subject": "Alarms", "related_user_stories": [{"user_story": 1, "order": 1}]}],
    )  # fmt: skip
    run = import_all(team, text, "")
    assert (run.format, run.report["new"], run.report["parts"]) == ("taiga-json", 4, 2)
    mute = Story.objects.get(external_key="#1")
    assert (mute.points, mute.epic.name, mute.description) == (8, "Alarms", "As *Markdown*")
    assert (sorted(map(str, mute.labels.all())), list(mute.assignees.all())) == (["alarm", "night"], [tom])
    assert [(task.text, task.done_at is not None) for task in Task.objects.filter(story=mute)] == [("Draw", True)]
    chart = Story.objects.get(external_key="#2")
    assert (chart.points, chart.description) == (None, "As *Markdown*\n\n**Blocked:** No data yet")
    assert set(Story.objects.values_list("title", "kind")) == {
        ("Mute", "story"), ("Chart", "story"), ("Order coffee", "story"), ("Crash", "bug"),
    }  # fmt: skip
    attachments = run.report["kinds"]["Attachments stay out."]
    assert (attachments["lines"], attachments["unit"]) == ([1], "ref")
    assert "“Sprint 3” is still running, so it is no past sprint." in run.report["kinds"]

    undo_run(run=run, actor=owner_of(team), now=NOW)
    assert [model.objects.count() for model in (Story, Epic, Task, Sprint)] == [0, 0, 0, 0]


def test_every_point_of_the_sprints_is_where_the_history_puts_it():
    team = make_team()
    import_all(team, dump(*(story(n, name, **fields) for n, (name, (fields, _)) in enumerate(WAYS.items(), 1))), "")
    one, two = (scope_of(sprint) for sprint in Sprint.objects.filter(team=team))
    assert (one.committed, one.added, one.removed, one.reestimated, one.done) == (21, 6, 6, 2.5, 6)
    assert (two.committed, two.done) == (3, 3)
    assert one.committed + one.added - one.removed + one.reestimated == one.current


def test_the_check_shows_the_same_numbers_as_the_ledger_and_a_second_import_brings_no_doubles():
    team = make_team()
    text = dump(*(story(n, name, **fields) for n, (name, (fields, _)) in enumerate(WAYS.items(), 1)))
    names = ("committed", "added", "removed", "completed")
    shown = [[Decimal(row[name]) for name in names] for row in check(team, text, "").sprints]
    import_all(team, text, "")
    written = [scope_of(sprint) for sprint in Sprint.objects.filter(team=team)]
    assert shown == [[scope.committed, scope.added, scope.removed, scope.done] for scope in written]
    again = check(team, text, "")
    assert (again.new, again.here, again.sprints) == (0, len(WAYS), [])


def test_milestones_that_are_left_out_leave_the_stories():
    team = make_team()
    columns = {"Ref": "key", "Subject": "title", "Type": "kind"}
    import_all(team, dump(story(1, "Mute", milestone="Sprint 1", history=[PLANNED])), "", columns=columns)
    assert (Story.objects.count(), Sprint.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "history",
    [None, {}, [None, 7], [{"created_at": "soon", "diff": {}}], [{"created_at": "2026-03-03T10:00:00Z", "diff": []}],
     [{"created_at": "2026-03-03T10:00:00Z", "diff": {"milestone": [99, 98], "points": [None, {"1": 5}],
                                                      "status": ["x"]}, "values": None}]],
)  # fmt: skip
def test_a_history_that_says_nothing_leaves_what_is_known_today(history):
    report = check(make_team(), dump(story(1, "Mute", milestone="Sprint 1") | {"history": history}), "")
    assert [(row["name"], row["committed"]) for row in report.sprints][:1] in ([("Sprint 1", "3")], [("Sprint 1", "0")])


def test_a_dump_that_breaks_off_is_refused():
    with pytest.raises(Invalid, match="not valid JSON"):
        check(make_team(), dump(story(1, "Mute"))[:-40], "taiga-json")


def test_unknown_words_of_columns_are_named():
    text = dump(story(1, "Mute", status="Parked"))
    assert "“Parked” is no column of your board; these rows begin in the first one." in messages(
        check(make_team(), text, "")
    )
