"""The past sprints of a team that moves in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.errors import Conflict, Invalid
from sprints.ledger.queries import scope_of
from sprints.models import Commitment, Sprint
from tests.factories import NOW, make_running_sprint, make_team
from tests.integrations.files import check, import_all, messages, upload

pytestmark = pytest.mark.django_db

HISTORY = "team,seq,committed,completed\nA,2,30,24.5\nB,1,9,9\nA,1,20,26\nA,3,0,5\n"


def told(report):
    return {f"Line {kind.lines[0]}: {kind.message}" for kind in report.errors}


def numbers(team):
    return [
        (sprint.number, scope_of(sprint).committed, scope_of(sprint).done)
        for sprint in Sprint.objects.filter(team=team)
    ]


def test_the_sprints_of_one_team_come_in_by_their_order_with_their_points():
    team = make_team()
    import_all(team, HISTORY, "history", owner="A")
    assert numbers(team) == [(1, 20, 26), (2, 30, Decimal("24.5")), (3, 0, 5)]
    assert set(Sprint.objects.values_list("state", "is_imported", "dates_known")) == {("closed", True, False)}
    assert Commitment.objects.count() == 3


def test_unknown_dates_are_laid_out_backwards_in_the_teams_rhythm():
    team = make_team(sprint_days=7)
    import_all(team, HISTORY, "history", owner="A")
    first, second, third = Sprint.objects.all()
    assert third.end_date == NOW.date() - timedelta(1)
    assert [(s.end_date - s.start_date).days + 1 for s in (first, second, third)] == [7, 7, 7]
    assert second.end_date == third.start_date - timedelta(1)
    assert first.end_date == second.start_date - timedelta(1)


def test_known_lengths_and_dates_are_used():
    team = make_team()
    text = "seq,committed,completed,start,end,days\n1,5,5,,,10\n2,6,6,2026-03-02,2026-03-13,\n3,7,7,,2026-03-27,5\n"
    import_all(team, text, "history")
    assert list(Sprint.objects.values_list("number", "start_date", "end_date", "dates_known")) == [
        (1, date(2026, 2, 20), date(2026, 3, 1), False),
        (2, date(2026, 3, 2), date(2026, 3, 13), True),
        (3, date(2026, 3, 23), date(2026, 3, 27), True),
    ]


def test_sprints_without_numbers_are_sorted_by_their_dates():
    team = make_team()
    text = "start,end,committed,completed\n2026-03-16,2026-03-27,2,2\n2026-03-02,2026-03-13,1,1\n"
    import_all(team, text, "history")
    assert numbers(team) == [(1, 1, 1), (2, 2, 2)]


def test_names_with_numbers_give_the_order():
    team = make_team()
    import_all(team, "Sprint,Committed,Completed\nPUL Sprint 10,3,3\nPUL Sprint 9,2,2\n", "history")
    assert [number for number, *_ in numbers(team)] == [9, 10]


def test_a_file_of_several_teams_asks_which_one():
    team = make_team()
    with pytest.raises(Invalid, match="Whose rows"):
        check(team, HISTORY, "history")


def test_the_same_file_again_brings_nothing_new():
    team = make_team()
    import_all(team, HISTORY, "history", owner="A")
    report = check(team, HISTORY, "history", owner="A")
    assert (report.new, report.here, report.refused) == (0, 3, 0)
    with pytest.raises(Conflict):
        import_all(team, HISTORY, "history", owner="A")
    assert Sprint.objects.count() == 3


def test_a_sprint_that_is_here_with_other_points_is_refused():
    team = make_team()
    import_all(team, HISTORY, "history", owner="A")
    report = check(team, HISTORY.replace("20,26", "20,27"), "history", owner="A")
    assert told(report) == {"Line 4: Sprint 1 is here already, with 20 and 26 points."}


def test_a_team_with_sprints_of_its_own_is_refused_at_once():
    team = make_team()
    make_running_sprint(team)
    with pytest.raises(Conflict, match="has sprints of its own already") as refused:
        upload(team, HISTORY, "history")
    assert refused.value.field == "kind"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("4,-1,5,,", "“-1” cannot be committed points."),
        ("4,5,many,,", "“many” cannot be completed points."),
        ("4,1e999,5,,", "“1e999” cannot be committed points."),
        ("4,,5,,", "The committed points are missing."),
        ("four,5,5,,", "“four” has no number to sort by."),
        ("1,5,5,,", "Sprint 1 is in the file twice, first in line 2."),
        ("4,5,5,0001-01-01,", "0001-01-01 is not a plausible date."),
        ("4,5,5,9999-12-20,9999-12-31", "9999-12-20 is not a plausible date."),
        ("4,5,5,9999-12-31,", "9999-12-31 is not a plausible date."),
        ("4,5,5,,0001-01-01", "0001-01-01 is not a plausible date."),
        ("4,5,5,2026-03-09,2026-03-02", "The sprint ends before it starts."),
        ("4,5,5,2025-03-09,2026-03-02", "A sprint lasts at most 60 days."),
        ("4,5,5,31.02.2026,", "“31.02.2026” is no date."),
        ("4,5,5,2026-10-26,2026-11-06", "The sprint ends on 2026-11-06."),
    ],
)
def test_one_sprint_that_cannot_come_in_keeps_all_out(row, message):
    team = make_team()
    text = f"seq,committed,completed,start,end\n1,5,5,,\n{row}\n"
    report = check(team, text, "history")
    assert [kind.message for kind in report.errors if kind.lines == [3]][:1] == [message]
    with pytest.raises(Conflict):
        import_all(team, text, "history")
    assert not Sprint.objects.exists()


def test_dates_before_2000_are_not_made_up():
    rows = "".join(f"{n},5,5\n" for n in range(1, 400))
    report = check(make_team(sprint_days=28), f"seq,committed,completed\n{rows}", "history")
    assert any("plausible" in message for message in messages(report))
    assert not report.may_come_in


def test_dates_that_run_against_the_numbers_are_a_hint():
    text = "seq,committed,completed,start\n1,5,5,2026-03-16\n2,5,5,2026-03-02\n"
    report = check(make_team(), text, "history")
    assert report.may_come_in
    assert messages(report) == ["Sprint 1 starts after the sprint that follows it."]


def test_too_many_sprints_are_refused(monkeypatch):
    monkeypatch.setattr("integrations.imports.formats.csv_history.MAX_SPRINTS", 2)
    with pytest.raises(Invalid, match="more than 2 sprints"):
        check(make_team(), HISTORY, "history", owner="A")
