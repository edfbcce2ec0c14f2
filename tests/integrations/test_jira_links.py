"""What Jira's CSV says besides stories and sprints: links, estimates in time, and days of sprints in columns."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.imports.rules import values
from integrations.imports.services import undo_run
from sprints.models import Sprint
from stories.links.rules import path_between, without_circles
from stories.models import Story, StoryLink
from tests.factories import NOW, make_team, owner_of
from tests.integrations.files import check, import_all, messages

HEAD = (
    "Summary,Issue key,Issue Type,Status,Outward issue link (Blocks),Inward issue link (Blocks),"
    "Outward issue link (Relates),Inward issue link (Duplicate),Outward issue link (Blocks)"
)


def jira(*rows, head=HEAD):
    return "\n".join([head, *rows]) + "\n"


def links():
    rows = StoryLink.objects.order_by("pk")
    return {(row.source.external_key, row.kind, row.target.external_key) for row in rows}


@pytest.mark.django_db
def test_links_of_both_directions_come_in_once_and_go_with_their_stories():
    team = make_team()
    text = jira(
        "A,ABC-1,Story,To Do,ABC-2,,ABC-3,,ABC-3", "B,ABC-2,Story,To Do,,ABC-1,,,", "C,ABC-3,Story,To Do,,,,ABC-2,",
    )  # fmt: skip
    run = import_all(team, text, "jira-csv")
    assert links() == {
        ("ABC-1", "blocks", "ABC-2"), ("ABC-1", "blocks", "ABC-3"), ("ABC-1", "relates", "ABC-3"),
        ("ABC-2", "relates", "ABC-3"),
    }  # fmt: skip
    undo_run(run=run, actor=owner_of(team), now=NOW)
    assert (StoryLink.objects.count(), Story.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_later_file_links_to_what_is_here_and_to_nothing_else():
    team, other = make_team(), make_team("Atlas")
    import_all(team, jira("A,ABC-1,Story,To Do,,,,,"), "jira-csv")
    import_all(other, jira("Foreign,ABC-9,Story,To Do,,,,,"), "jira-csv")
    text = jira("B,ABC-2,Story,To Do,ABC-1,ABC-9,ABC-2,,")
    assert "A link leads to an issue that does not come in." in messages(check(team, text, "jira-csv"))
    import_all(team, text, "jira-csv")
    assert links() == {("ABC-2", "blocks", "ABC-1")}


@pytest.mark.django_db
def test_a_circle_of_blocks_stays_open_with_links_that_are_here_too():
    team = make_team()
    import_all(team, jira("A,ABC-1,Story,To Do,ABC-2,,,,", "B,ABC-2,Story,To Do,,,,,"), "jira-csv")
    text = jira("C,ABC-3,Story,To Do,ABC-1,ABC-2,,,", "D,ABC-4,Story,To Do,ABC-5,ABC-5,,,", "E,ABC-5,Story,To Do,,,,,")
    assert "Stories block each other in a circle." in messages(check(team, text, "jira-csv"))
    import_all(team, text, "jira-csv")
    assert links() == {("ABC-1", "blocks", "ABC-2"), ("ABC-3", "blocks", "ABC-1"), ("ABC-4", "blocks", "ABC-5")}


_NODE = st.integers(0, 7)


@given(st.lists(st.tuples(_NODE, _NODE), max_size=25))
def test_no_circle_is_left_and_only_what_closes_one_stays_out(wanted):
    kept = without_circles([], wanted)

    def steps(border):
        return [link for link in kept if link[0] in border]

    assert all(path_between(target, source, steps) is None for source, target in kept)
    assert all(path_between(target, source, steps) for source, target in wanted if (source, target) not in kept)


@pytest.mark.django_db
def test_spikes_keep_a_timebox_and_other_estimates_in_time_are_named():
    head = "Summary,Issue key,Issue Type,Original Estimate"
    text = jira("A,ABC-1,Spike,28800", "B,ABC-2,Spike,38h", "C,ABC-3,Story,7200", "D,ABC-4,Spike,soon", head=head)
    run = import_all(make_team(), text, "jira-csv")
    boxes = Story.objects.order_by("number").values_list("timebox_days", flat=True)
    assert list(boxes) == [Decimal(1), None, None, None]
    assert {
        "38h is no timebox of a spike.", "Estimates in time stay out.", "“soon” is no duration.",
    } <= set(run.report["kinds"])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "hours"),
    [("7200", 2), ("38h", 38), ("1d 4h", 12), ("2w", 80), ("30m", Decimal("0.5")), ("1.5d", 12), ("0", 0), ("", None)],
)
def test_durations_are_read_in_seconds_and_in_words(text, hours):
    assert values.hours(text) == hours


@pytest.mark.parametrize("text", ["soon", "-5h", "h", "1y", "9" * 30, "1d 1d 1d 1d 1d", "\u0667\u0668x"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match=text):
        values.hours(text)


@pytest.mark.django_db
def test_columns_of_their_own_say_when_a_sprint_was():
    head = "Summary,Issue key,Status,Sprint,Sprint start,Sprint end,Sprint state"
    text = jira(
        "A,ABC-1,Done,Sprint 1,2026-03-02,2026-03-13,closed", "B,ABC-2,To Do,Sprint 2,2026-03-16,soon,active", head=head
    )
    team = make_team()
    run = import_all(team, text, "jira-csv")
    sprint = Sprint.objects.get()
    assert (sprint.start_date, sprint.end_date, sprint.dates_known) == (date(2026, 3, 2), date(2026, 3, 13), True)
    assert {"“soon” is no date.", "“Sprint 2” is still running, so it is no past sprint."} <= set(run.report["kinds"])
