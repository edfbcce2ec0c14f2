"""Jira's sprint reports: what was committed, added, removed, completed and carried on is in the ledger."""

import json
from datetime import date

import pytest
from django.urls import reverse

from core.errors import Conflict, Invalid
from integrations.imports.services import bring_in, check_run, undo_run
from sprints.ledger.queries import scope_of
from sprints.models import CommittedStory, LedgerEvent, Sprint
from stories.models import Story
from tests.factories import NOW, make_running_sprint, make_team, owner_of
from tests.integrations.files import check, import_all, messages, upload
from tests.integrations.sprint_reports import FIRST, SECOND, file_of, issue, report

pytestmark = pytest.mark.django_db
TWO = file_of(SECOND, FIRST)


def totals(team):
    """(number, committed, added, removed, re-estimated, done, carried) of each sprint, in points."""
    for sprint in Sprint.objects.filter(team=team):
        scope = scope_of(sprint)
        yield (sprint.number, scope.committed, scope.added, scope.removed, scope.reestimated, scope.done, scope.carried)


def events(team, key):
    rows = LedgerEvent.objects.filter(sprint__team=team, story_key=key).order_by("at", "pk")
    return [(row.sprint.number, row.kind, row.points, row.destination) for row in rows]


def test_commitment_is_all_four_lists_less_what_was_added():
    team = make_team()
    run = import_all(team, TWO, "")
    assert run.format == "jira-sprint-report"
    assert list(totals(team)) == [(1, 29, 3, 8, 3, 13, 14), (2, 13, 3, 1, 0, 15, 0)]
    sprint = Sprint.objects.get(number=1)
    assert (sprint.start_date, sprint.end_date) == (date(2026, 3, 2), date(2026, 3, 13))
    assert (sprint.goal, sprint.dates_known) == ("Nurses hear only what matters", True)
    assert CommittedStory.objects.filter(commitment__sprint=sprint).count() == 6


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("ABC-1", [(1, "committed", 5, ""), (1, "reestimated", 8, ""), (1, "moved", 8, "")]),
        ("ABC-2", [(1, "added", 3, ""), (1, "moved", 3, "")]),
        ("ABC-3", [(1, "committed", 13, ""), (1, "carried", 13, "Sprint 2"), (2, "committed", 13, ""),
                   (2, "moved", 13, "")]),
        ("ABC-4", [(1, "committed", 8, ""), (1, "removed", 8, "")]),
        ("ABC-5", [(1, "committed", 1, ""), (1, "carried", 1, "Another sprint")]),
        ("ABC-7", [(1, "committed", None, ""), (1, "carried", None, "Backlog")]),
        ("ABC-9", [(2, "added", 1, ""), (2, "removed", 1, "")]),
    ],
)  # fmt: skip
def test_each_list_of_a_report_is_told_by_its_own_kinds_of_events(key, told):
    team = make_team()
    import_all(team, TWO, "")
    assert events(team, key) == told


def test_stories_that_are_here_are_known_by_their_keys():
    team = make_team()
    import_all(team, "Issue key,Title\nABC-3,Mute\n")
    import_all(team, TWO, "")
    mute = Story.objects.get(external_key="ABC-3")
    told = LedgerEvent.objects.filter(story_id=mute.pk)
    assert {(event.story_key, event.title) for event in told} == {(mute.key, "Mute")}
    assert told.count() == 4


@pytest.mark.parametrize(
    "text", [json.dumps(FIRST), file_of(FIRST), json.dumps(FIRST) + "\n" + json.dumps(SECOND), TWO]
)
def test_one_report_a_list_of_them_or_several_one_after_another_are_read(text):
    found = check(make_team(), text, "")
    assert (found.new, len(found.sprints)) == (text.count('"contents"'),) * 2
    assert found.sprints[0]["committed"] == "29.00"


def test_the_same_reports_again_bring_no_doubles_and_a_later_one_joins_them():
    team = make_team()
    import_all(team, file_of(FIRST), "")
    again = check(team, TWO, "")
    assert (again.new, again.here) == (1, 1)
    import_all(team, TWO, "")
    assert [row[:2] for row in totals(team)] == [(1, 29), (2, 13)]


def test_undo_takes_the_sprints_and_their_ledger_back():
    team = make_team()
    run = import_all(team, TWO, "")
    undo_run(run=run, actor=owner_of(team), now=NOW)
    assert [model.objects.count() for model in (Sprint, LedgerEvent, CommittedStory)] == [0, 0, 0]


def test_a_sprint_that_is_not_over_stays_out_with_a_hint():
    found = check(make_team(), file_of(FIRST, report("Ward Sprint 9", state="ACTIVE")), "")
    assert (found.new, found.left_out, found.may_come_in) == (1, 1, True)
    assert "“Ward Sprint 9” is still running or has not begun." in messages(found)


def test_sprints_without_numbers_in_their_names_are_numbered_by_their_days():
    late = {"startDate": "02/Apr/26 9:00 AM", "completeDate": "13/Apr/26 5:00 PM"}
    team = make_team()
    import_all(team, file_of(report("Pumps", done=[issue("A-1", 1)], **late), report("Alarms")), "")
    names = LedgerEvent.objects.filter(kind="started").order_by("at").values_list("sprint__number", "title")
    assert list(names) == [(1, "Alarms"), (2, "Pumps")]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"what": 1}, "This is no sprint report."),
        (report("Sprint 2", startDate="None"), "“Sprint 2”: “” is no date."),
        (report("Sprint 2", completeDate="01/Mar/26 9:00 AM"), "“Sprint 2”: The sprint ends before it starts."),
        (report("Sprint 2", done=[issue("A-1", -1)]), "A-1: -1.0 cannot be points."),
        (report("Sprint 2", done=[issue("", 1)]), "An issue has no key."),
        (FIRST, "Sprint 1 is in the file twice, first in report 1."),
    ],
)
def test_a_report_that_cannot_come_in_keeps_all_out_and_is_named(entry, message):
    team = make_team()
    found = check(team, file_of(FIRST, entry), "")
    assert (found.refused, found.may_come_in) == (1, False)
    [kind] = found.errors
    assert (kind.message, kind.where) == (message, "report 2")


def test_a_board_that_estimates_in_time_is_counted_in_hours():
    text = file_of(report("Sprint 1", done=[issue("A-1", 7200)])).replace("customfield_10004", "timeoriginalestimate")
    found = check(make_team(), text, "")
    assert found.sprints[0]["completed"] == "2.00"
    assert "The board estimates in time; hours stand for points." in messages(found)


def test_a_sum_of_the_report_that_its_issues_do_not_come_to_is_named():
    odd = report("Sprint 1", done=[issue("A-1", 3)])
    odd["contents"]["completedIssuesEstimateSum"] = {"value": 5.0, "text": "5.0"}
    found = check(make_team(), file_of(odd), "")
    assert "“Sprint 1” says that 5 points were completed; its issues come to 3." in messages(found)


def test_a_team_with_sprints_of_its_own_is_told_so_on_upload():
    team = make_team()
    make_running_sprint(team)
    with pytest.raises(Conflict, match="sprints of its own"):
        upload(team, TWO, "")


def test_a_sprint_that_came_in_meanwhile_does_not_come_in_twice():
    team = make_team()
    first, second = upload(team, TWO, ""), upload(team, file_of(FIRST, SECOND), "")
    for run in (first, second):
        check_run(run=run, now=NOW)
    bring_in(run=first, actor=owner_of(team), now=NOW)
    with pytest.raises(Conflict, match="come in meanwhile"):
        bring_in(run=second, actor=owner_of(team), now=NOW)
    assert Sprint.objects.filter(team=team).count() == 2


def test_json_of_another_tool_is_refused_by_name():
    with pytest.raises(Invalid, match="no tool that we know"):
        upload(make_team(), '{"boards": []}', "")


def test_the_pages_show_the_reports_and_ask_for_no_columns(client):
    team = make_team()
    client.force_login(owner_of(team))
    run = upload(team, TWO, "")
    page = client.get(reverse("integrations:import_map", kwargs=team.url_kwargs | {"pk": run.pk})).content.decode()
    assert "We found <b>2 sprints</b>" in page
    assert 'name="column-0"' not in page
    check_run(run=run, now=NOW)
    page = client.get(reverse("integrations:import_check", kwargs=team.url_kwargs | {"pk": run.pk})).content.decode()
    assert "As the reports tell them" in page
    assert "Ward Sprint 2" in page
