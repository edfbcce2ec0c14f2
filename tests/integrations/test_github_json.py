"""Issues of GitHub in both forms: milestones become sprints, labels points, and broken JSON names its entry."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from integrations.imports.reading.github import points_of
from integrations.imports.reading.json_file import records
from sprints.ledger.queries import scope_of
from sprints.models import Sprint
from stories.models import Story, StoryLink
from tests.factories import make_member, make_team
from tests.integrations.files import check, csv_file, import_all, upload

CLI = [
    {"number": 1, "title": "Mute", "body": "It **beeps**", "state": "CLOSED", "closedAt": "2026-03-12T10:00:00Z",
     "createdAt": "2026-03-01T10:00:00Z", "labels": [{"name": "points: 3"}, {"name": "night"}],
     "assignees": [{"login": "tberg", "name": "Tom Berg"}], "milestone": {"title": "Sprint 1"}},
    {"number": 2, "title": "Lost", "body": None, "state": "OPEN", "labels": [{"name": "bug"}, {"name": "5pts"}],
     "assignees": [], "milestone": None},
]  # fmt: skip
REST = [
    {"number": 3, "title": "Rest", "state": "closed", "closed_at": "2026-03-12T10:00:00Z", "labels": [{"name": "sp/5"}],
     "user": {"login": "x"}, "assignee": {"login": "tberg"}, "milestone": {"title": "Sprint 1"}},
    {"number": 4, "title": "A pull request", "state": "closed", "pull_request": {"url": "x"}, "labels": []},
]  # fmt: skip


@pytest.mark.django_db
def test_issues_come_in_with_points_labels_people_and_their_milestone_as_sprint():
    team = make_team()
    tom = make_member(team, name="Tom Berg")
    run = import_all(team, json.dumps(CLI + REST), "")
    assert run.format == "github-json"
    mute, lost, rest = Story.objects.order_by("number")
    assert (mute.external_key, mute.points, mute.description, mute.status.category) == ("#1", 3, "It **beeps**", "done")
    assert [str(label) for label in mute.labels.all()] == ["night"]
    assert list(mute.assignees.all()) == [tom]
    assert (lost.kind, lost.points, lost.in_backlog, rest.points) == ("bug", 5, True, 5)
    scope = scope_of(Sprint.objects.get())
    assert (scope.committed, scope.done) == (8, 8)


@pytest.mark.django_db
def test_milestones_bring_their_last_day_and_their_state_and_issues_what_blocks_them():
    def closed(number, milestone, **more):
        return REST[0] | {"number": number, "milestone": milestone} | more

    text = json.dumps([
        closed(1, {"title": "Alarms", "due_on": "2026-03-27T07:00:00Z", "state": "closed"}, blocking=[{"number": 3}]),
        closed(2, {"title": "Pumps", "due_on": "2026-03-13T07:00:00Z", "state": "closed"}, state="open"),
        closed(3, {"title": "Charts", "due_on": "2026-12-24T07:00:00Z", "state": "open"}, parent={"number": 2}),
    ])  # fmt: skip
    team = make_team()
    run = import_all(team, text, "")
    ends = Sprint.objects.filter(team=team).values_list("number", "end_date", "dates_known")
    assert list(ends) == [(1, date(2026, 3, 13), False), (2, date(2026, 3, 27), False)]
    assert "“Charts” is still running, so it is no past sprint." in run.report["kinds"]
    [link] = StoryLink.objects.all()
    assert (link.source.external_key, link.kind, link.target.external_key) == ("#1", "blocks", "#3")


@pytest.mark.django_db
def test_the_same_issues_again_bring_no_doubles():
    team = make_team()
    import_all(team, json.dumps(CLI), "github-json")
    report = check(team, json.dumps(CLI), "github-json")
    assert (report.new, report.here) == (0, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_and_other_encodings_are_read(encoding):
    assert upload(make_team(), json.dumps(CLI).encode(encoding), "").survey["rows"] == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"number": 1}, {"number"', "After entry 1 the file is not valid JSON."),
        ('[{"a": 1, "a": 2}]', "Entry 1 has “a” twice."),
        ("[" * 40 + "]" * 40, "nested more than 30 deep"),
        ('{"number": 1}', "no list of entries"),
        ('[1, 2] []', "After entry 2 the file is not valid JSON."),
        ('[' + '9' * 6000 + ']', "more than 1,000 digits"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_read_names_its_entry(text, message):
    with pytest.raises(Invalid, match=message):
        list(records(csv_file(text).file))


@pytest.mark.parametrize(
    ("label", "points"),
    [("points: 3", "3"), ("3pts", "3"), ("sp/5", "5"), ("Story points: 13", "13"), ("size: 8", "8"), ("0.5 pts", "0.5"),
     ("night", ""), ("3", ""), ("p1", ""), ("points", "")],
)  # fmt: skip
def test_points_are_read_from_labels(label, points):
    assert points_of(label) == points


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcä", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(_JSON, max_size=5))
def test_a_stream_of_entries_is_what_a_whole_parser_reads(entries):
    text = json.dumps(entries, ensure_ascii=False)
    assert [entry for _, entry in records(csv_file(text).file)] == json.loads(text)
