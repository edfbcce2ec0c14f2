"""Jira's CSV export: points, sprints and carry-over come to where they belong, and every trap of the format."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.errors import Conflict
from integrations.imports.queries import choices_of
from integrations.imports.services import undo_run
from sprints.history.queries import stays_of
from sprints.ledger.queries import scope_of
from sprints.models import CommittedStory, LedgerEvent, Sprint
from stories.models import Epic, Label, Story, Task
from tests.factories import NOW, make_member, make_running_sprint, make_team, owner_of
from tests.integrations.files import check, check_of, import_all, messages, upload
from tests.integrations.jira_files import jira_export
from tests.integrations.real_data import needs_real_data

pytestmark = pytest.mark.django_db

HEAD = "Summary,Issue key,Issue id,Issue Type,Status,Resolved,Custom field (Story Points),Sprint,Sprint,Sprint"


def jira(*rows, head=HEAD):
    return "\n".join([head, *rows]) + "\n"


THREE = jira(
    "Mute,ABC-1,1,Story,Done,,5,Sprint 1,Sprint 2,Sprint 3",
    "Lost,ABC-2,2,Bug,To Do,,3,Sprint 2,,",
    "Early,ABC-3,3,Story,Done,,2,Sprint 1,,",
)


def numbers(team):
    """(number, committed, completed, carried) of each sprint, in points."""
    sprints = Sprint.objects.filter(team=team)
    return [(s.number, scope.committed, scope.done, scope.carried) for s in sprints for scope in [scope_of(s)]]


@needs_real_data
def test_every_point_sprint_and_carry_over_of_a_real_backlog_is_where_it_belongs(client):
    team = make_team()
    text, expected = jira_export()
    run = import_all(team, text, "jira-csv", running="over")
    assert Story.objects.filter(team=team).count() == len(expected.ways)
    assert numbers(team) == [
        (number, expected.committed[number], expected.completed[number], expected.carried[number])
        for number in sorted(expected.committed)
    ]
    stories = Story.objects.filter(team=team)
    for story in stories:
        assert (story.points or 0) == expected.points[story.external_key]
    assert set(stories.in_backlog().values_list("external_key", flat=True)) == expected.open
    assert len(expected.open) > 40
    told = dict.fromkeys(expected.ways, ())
    for sprint in Sprint.objects.filter(team=team):
        for item in scope_of(sprint).items.values():
            key = Story.objects.get(pk=item.ref).external_key
            told[key] = (*told[key], sprint.number)
    assert {key: list(way) for key, way in told.items()} == expected.ways

    client.force_login(owner_of(team))
    figure = client.get(reverse("forecasting:velocity_figure", kwargs=team.url_kwargs)).json()
    committed = next(trace for trace in figure["data"] if trace.get("name") == "Committed")
    assert len(committed["x"]) >= 6

    undo_run(run=run, actor=owner_of(team), now=NOW)
    assert not Sprint.objects.filter(team=team).exists()
    assert not Story.objects.filter(team=team).exists()


def test_a_story_is_committed_in_each_of_its_sprints_carried_from_all_but_the_last_and_done_there():
    team = make_team()
    import_all(team, THREE, "jira-csv")
    assert numbers(team) == [(1, 7, 2, 5), (2, 8, 0, 8), (3, 5, 5, 0)]
    mute, lost = Story.objects.get(external_key="ABC-1"), Story.objects.get(external_key="ABC-2")
    assert [(stay.sprint.number, stay.outcome) for stay in stays_of(mute)] == [
        (1, "Carried to Sprint 2"), (2, "Carried to Sprint 3"), (3, "Done"),
    ]  # fmt: skip
    assert [stay.outcome for stay in stays_of(lost)] == ["Carried to Backlog"]
    assert (lost.in_backlog, mute.in_backlog) == (True, False)
    assert CommittedStory.objects.filter(story_id=mute.pk).count() == 3


def test_the_sprints_page_lists_the_stories_of_an_imported_sprint(client):
    team = make_team()
    import_all(team, THREE, "jira-csv")
    client.force_login(owner_of(team))
    page = client.get(reverse("sprints:report", kwargs=team.url_kwargs | {"number": 1})).content.decode()
    assert "Stories at the close" in page
    assert "Mute" in page
    assert "Early" in page


def test_undo_takes_stories_and_sprints_back_as_a_whole():
    team = make_team()
    run = import_all(team, THREE, "jira-csv")
    undo_run(run=run, actor=owner_of(team), now=NOW)
    left = [model.objects.count() for model in (Story, Sprint, LedgerEvent, CommittedStory, Epic, Label)]
    assert left == [0] * 6


def test_the_same_file_again_brings_no_doubles():
    team = make_team()
    import_all(team, THREE, "jira-csv")
    report = check(team, THREE, "jira-csv")
    assert (report.new, report.here, report.sprints) == (0, 3, [])
    with pytest.raises(Conflict):
        import_all(team, THREE, "jira-csv")


def test_a_jira_file_is_recognised_by_its_columns():
    assert upload(make_team(), THREE, "").format == "jira-csv"
    assert upload(make_team(), "Title,Points\nOne,3\n", "").format == "csv"
    assert upload(make_team(), "seq,committed,completed\n1,3,3\n", "").format == "history"


def test_the_last_sprint_with_open_stories_counts_as_running_until_somebody_says_otherwise():
    text = jira(
        "A,ABC-1,1,Story,Done,,5,Sprint 1,,", "B,ABC-2,2,Story,To Do,,3,Sprint 1,Sprint 2,",
        "C,ABC-3,3,Story,Done,,1,Sprint 2,,",
    )  # fmt: skip
    running, over = make_team(), make_team("Atlas")
    report = check(running, text, "jira-csv")
    assert "“Sprint 2” is still running, so it is no past sprint." in messages(report)
    import_all(running, text, "jira-csv")
    assert numbers(running) == [(1, 8, 5, 3)]
    assert Story.objects.get(team=running, title="B").in_backlog
    import_all(over, text, "jira-csv", running="over")
    assert numbers(over) == [(1, 8, 5, 3), (2, 4, 1, 3)]


def test_of_two_point_fields_the_fuller_one_is_taken_and_the_other_can_be_chosen():
    head = "Summary,Issue key,Status,Story Points,Custom field (Story point estimate)"
    text = jira("A,ABC-1,To Do,,5", "B,ABC-2,To Do,1,2", "C,ABC-3,To Do,,8", head=head)
    team = make_team()
    run = upload(team, text, "jira-csv")
    columns = choices_of(run).columns
    assert (columns["Story Points"], columns["Custom field (Story point estimate)"]) == ("", "points")
    other = columns | {"Story Points": "points", "Custom field (Story point estimate)": ""}
    import_all(team, text, "jira-csv", columns=other)
    assert list(Story.objects.order_by("number").values_list("points", flat=True)) == [None, Decimal(1), None]


@pytest.mark.parametrize("parent", ["ABC-1", "1001"])
def test_sub_tasks_become_tasks_of_their_parent_by_key_or_id(parent):
    head = "Summary,Issue key,Issue id,Issue Type,Status,Parent"
    text = jira(
        f"Write it,ABC-2,1002,Sub-task,Done,{parent}", "Mute,ABC-1,1001,Story,To Do,",
        "Stray,ABC-3,1003,Sub-task,To Do,XYZ-9", head=head,
    )  # fmt: skip
    team = make_team()
    run = import_all(team, text, "jira-csv")
    assert (run.report["new"], run.report["parts"]) == (2, 1)
    task = Task.objects.get()
    assert (task.text, task.story.title, task.done_at is not None) == ("Write it", "Mute", True)
    assert Story.objects.filter(title="Stray").exists()


def test_epics_are_found_by_link_by_parent_and_by_name():
    head = "Summary,Issue key,Issue Type,Status,Custom field (Epic Name),Custom field (Epic Link),Parent"
    text = jira(
        "Long summary,ABC-1,Epic,To Do,Alarms,,", "By link,ABC-2,Story,To Do,,ABC-1,",
        "By parent,ABC-3,Story,To Do,,,ABC-1",
        "By name,ABC-4,Story,To Do,,Pumps,", "Nobody's,ABC-5,Epic,To Do,,,", head=head,
    )  # fmt: skip
    team = make_team()
    import_all(team, text, "jira-csv")
    assert dict(Story.objects.values_list("title", "epic__name")) == {
        "By link": "Alarms", "By parent": "Alarms", "By name": "Pumps",
    }  # fmt: skip
    assert set(Epic.objects.values_list("name", flat=True)) == {"Alarms", "Pumps", "Nobody's"}


def test_components_labels_and_fix_versions_become_labels():
    head = "Summary,Issue key,Labels,Labels,Component/s,Components,Fix versions,Fix Version/s"
    import_all(make_team(), jira("A,ABC-1,night,alarm,Ward,Pump,1.2,1.3", head=head), "jira-csv")
    assert set(Label.objects.values_list("name", flat=True)) == {"night", "alarm", "Ward", "Pump", "1.2", "1.3"}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("21/Sep/25 9:00 AM", date(2025, 9, 21)),
        ("11/May/24 03:26 PM", date(2024, 5, 11)),
        ("6/21/2025 16:14", date(2025, 6, 21)),
        ("2025-06-21T16:14:00+02:00", date(2025, 6, 21)),
    ],
)
def test_dates_of_every_kind_are_read(written, day):
    import_all(make_team(), jira(f"A,ABC-1,{written}", head="Summary,Issue key,Created"), "jira-csv")
    assert Story.objects.get().created_at.date() == day


def test_rows_wider_than_the_header_come_in_with_a_warning():
    text = jira("A,ABC-1,1,Story,Done,,5,Sprint 1,,,surplus")
    report = check(make_team(), text, "jira-csv")
    assert report.new == 1
    assert "The row has more cells than there are columns." in messages(report)


def test_wiki_markup_becomes_markdown():
    head = "Summary,Issue key,Description"
    import_all(make_team(), jira('A,ABC-1,"h2. Why\n* *bold* {{x*y}}"', head=head), "jira-csv")
    assert Story.objects.get().description == "## Why\n- **bold** `x*y`"


def test_people_are_matched_by_name_or_by_choice_and_others_are_named():
    team = make_team()
    tom, eva = make_member(team, name="Tom Berg"), make_member(team, name="Eva Lind")
    text = jira("A,ABC-1,Tom Berg", "B,ABC-2,E. Lind", "C,ABC-3,Gone", head="Summary,Issue key,Assignee")
    run = check_of(team, text, "jira-csv", words={"assignee": {"E. Lind": str(eva.pk)}})
    assert "“Gone” is not on the team." in run.report["kinds"]
    import_all(team, text, "jira-csv", words={"assignee": {"E. Lind": str(eva.pk)}})
    assert dict(Story.objects.values_list("title", "assignees")) == {"A": tom.pk, "B": eva.pk, "C": None}


def test_sprints_as_jira_server_writes_them_bring_their_dates_and_states():
    def cell(number, state, start, end):
        told = f"id={number},rapidViewId=2,state={state},name=Ward {number},startDate={start}T09:00:00.000Z"
        return f'"com.atlassian.greenhopper.service.sprint.Sprint@1f{number}[{told},endDate={end}T17:00:00.000Z]"'

    first, second = cell(1, "CLOSED", "2026-03-02", "2026-03-13"), cell(2, "ACTIVE", "2026-03-16", "2026-03-27")
    text = jira(f"A,ABC-1,1,Story,Done,,5,{first},,", f"B,ABC-2,2,Story,Done,,3,{second},,")
    team = make_team()
    import_all(team, text, "jira-csv")
    sprint = Sprint.objects.get()
    assert (sprint.start_date, sprint.end_date, sprint.dates_known) == (date(2026, 3, 2), date(2026, 3, 13), True)


def test_sprints_that_do_not_say_when_they_were_end_with_their_last_resolved_story():
    text = jira(
        "A,ABC-1,1,Story,Done,2026-03-13,5,Sprint 1,,", "B,ABC-2,2,Story,Done,2026-03-26,3,Sprint 2,,",
    )  # fmt: skip
    team = make_team()
    import_all(team, text, "jira-csv")
    assert list(Sprint.objects.values_list("end_date", "dates_known")) == [
        (date(2026, 3, 13), False),
        (date(2026, 3, 26), False),
    ]


def test_sprint_names_without_numbers_follow_what_was_finished_in_them():
    text = jira(
        "A,ABC-1,1,Story,Done,2026-03-26,5,Pumps and tubes,,", "B,ABC-2,2,Story,Done,2026-03-13,3,Night alarms,,",
    )  # fmt: skip
    team = make_team()
    report = check(team, text, "jira-csv")
    assert "The names of the sprints do not say their order." in messages(report)
    import_all(team, text, "jira-csv")
    assert list(Sprint.objects.values_list("number", "goal")) == [(1, "Night alarms"), (2, "Pumps and tubes")]


def test_a_team_with_sprints_of_its_own_gets_the_stories_without_the_past():
    team = make_team()
    make_running_sprint(team)
    report = check(team, THREE, "jira-csv")
    assert "Your team has sprints of its own already, so the file's sprints stay out." in messages(report)
    import_all(team, THREE, "jira-csv")
    assert not Sprint.objects.filter(team=team, is_imported=True).exists()
    assert Story.objects.filter(team=team, external_key="ABC-1").exists()


def test_resolved_rows_without_a_known_state_are_done():
    text = jira("A,ABC-1,1,Story,,2026-03-13,5,Sprint 1,,", "B,ABC-2,2,Story,Strange,2026-03-14,2,Sprint 1,,")
    team = make_team()
    import_all(team, text, "jira-csv")
    assert numbers(team) == [(1, 7, 7, 0)]
