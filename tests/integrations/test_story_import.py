"""A backlog from any CSV: what comes in, what is said about it, and that a broken file leaves nothing behind."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import Conflict, Invalid
from integrations.imports.queries import choices_of
from integrations.imports.services import bring_in, check_run, upload_file
from integrations.models import ImportRun
from stories.models import Epic, Persona, Story
from stories.story.queries import history
from tests.factories import NOW, make_member, make_persona, make_story, make_team, owner_of
from tests.integrations.files import check, csv_file, import_all, messages, upload

pytestmark = pytest.mark.django_db

BACKLOG = (
    "Issue key,Issue Type,Summary,Story Points,Status,Labels,Labels,Created,Assignee,Epic Name,Acceptance Criteria\n"
    'ABC-1,Story,"As a ward nurse, I want to mute an alarm so that patients sleep",5.0,To Do,alarm,night,'
    '2025-03-01 10:00:00,Tom Berg,Alarms,"- It is silent\n- It comes back"\n'
    "ABC-2,Bug,Alarm is lost,,Closed,alarm,,01/Apr/25 9:00 AM,nobody@example.org,Alarms,\n"
    "ABC-3,Spike,Which codec?,3,In Progress,,,,,,\n"
)


def test_everything_that_was_mapped_comes_in():
    team = make_team()
    nurse, tom = make_persona(team), make_member(team, name="Tom Berg")
    import_all(team, BACKLOG)
    mute, lost, codec = Story.objects.filter(team=team).order_by("number")

    assert (mute.key, mute.external_key, mute.kind) == (f"{team.key}-1", "ABC-1", "story")
    assert str(mute.sentence) == "As a ward nurse, I want to mute an alarm so that patients sleep."
    assert (mute.title, mute.persona, mute.points) == ("Mute an alarm", nurse, Decimal(5))
    assert [str(criterion) for criterion in mute.criteria.all()] == ["It is silent", "It comes back"]
    assert sorted(map(str, mute.labels.all())) == ["alarm", "night"]
    assert list(mute.assignees.all()) == [tom]
    assert mute.created_at == datetime(2025, 3, 1, 10, 0, tzinfo=UTC)
    assert (mute.status.name, mute.in_backlog, mute.epic.name) == ("To do", True, "Alarms")
    assert (lost.kind, lost.status.name, lost.in_backlog, lost.points) == ("bug", "Done", False, None)
    assert lost.created_at == datetime(2025, 4, 1, 9, 0, tzinfo=UTC)
    assert (codec.kind, codec.status.name, codec.points, codec.created_at) == ("spike", "In progress", None, NOW)
    assert mute.rank < lost.rank < codec.rank
    assert list(history(mute).values_list("verb", "actor")) == [("imported", owner_of(team).pk)]


def test_new_stories_stand_below_those_that_were_there_and_numbers_go_on():
    team = make_team()
    mine = make_story(team)
    import_all(team, BACKLOG)
    assert list(Story.objects.filter(team=team).in_backlog().ordered().values_list("number", flat=True)) == [1, 2, 4]
    assert make_story(team, "Next").number == 5
    mine.refresh_from_db()
    assert mine.version == Story.objects.get(pk=mine.pk).version


def test_the_dry_run_changes_nothing_and_says_what_will_happen():
    team = make_team()
    report = check(team, BACKLOG)
    assert not Story.objects.exists()
    assert not Epic.objects.exists()
    assert (report.rows, report.new, report.refused, report.may_come_in) == (3, 3, 0, True)
    assert [row["title"] for row in report.preview] == ["to mute an alarm", "Alarm is lost", "Which codec?"]
    assert set(messages(report)) == {
        "“ward nurse” is not one of your personas.",
        "“Tom Berg” is not on the team.",
        "“nobody@example.org” is not on the team.",
        "Spikes have a timebox instead of points.",
    }


def test_the_same_file_again_brings_nothing_new():
    team = make_team()
    import_all(team, BACKLOG)
    report = check(team, BACKLOG)
    assert (report.new, report.here, report.may_come_in) == (0, 3, False)
    with pytest.raises(Conflict, match="Nothing of the file can come in"):
        import_all(team, BACKLOG)
    assert Story.objects.count() == 3


def test_a_longer_file_brings_only_what_is_new():
    team = make_team()
    import_all(team, BACKLOG)
    import_all(team, BACKLOG + "ABC-4,Story,New one,2,To Do,,,,,,\n")
    assert list(Story.objects.order_by("number").values_list("external_key", flat=True)) == [
        "ABC-1", "ABC-2", "ABC-3", "ABC-4",
    ]  # fmt: skip


def test_without_keys_the_same_file_is_refused_a_second_time():
    team = make_team()
    import_all(team, "Title\nOne\nTwo\n")
    with pytest.raises(Conflict, match="This very file came in on 02 November 2026"):
        import_all(team, "Title\nOne\nTwo\n")
    assert Story.objects.count() == 2


def test_equal_keys_in_another_team_are_other_stories():
    team = make_team()
    import_all(team, BACKLOG)
    other = make_team("Atlas")
    import_all(other, BACKLOG)
    assert Story.objects.filter(team=other).count() == 3


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A-9,Nine,-3", "Line 4: “-3” cannot be points."),
        ("A-9,Nine,1e999999999", "Line 4: “1e999999999” cannot be points."),
        ("A-9,Nine,99999", "Line 4: “99999” cannot be points."),
        ("A-9,Nine,many", "Line 4: “many” cannot be points."),
        ("A-1,Again,3", "Line 4: A-1 is in the file twice, first in line 2."),
        (f"{'K' * 61},Nine,3", "Line 4: The key has more than 60 characters."),
        (",,3", "Line 4: The row has neither a title nor a key."),
    ],
)
def test_one_row_that_cannot_come_in_keeps_everything_out(row, message):
    team = make_team()
    text = f"Key,Title,Points\nA-1,One,1\nA-2,Two,2\n{row}\n"
    report = check(team, text)
    assert (report.new, report.refused, report.may_come_in) == (2, 1, False)
    [kind] = report.errors
    assert message == f"Line {kind.lines[0]}: {kind.message}"
    with pytest.raises(Conflict):
        import_all(team, text)
    assert not Story.objects.exists()


def test_rows_that_cannot_come_in_can_be_left_out_by_decision():
    team = make_team()
    text = "Key,Title,Points\nA-1,One,1\nA-2,Two,-2\nA-1,Twin,3\n"
    assert check(team, text, leave_out=["points"]).may_come_in is False
    import_all(team, text, leave_out=["points", "twice"])
    assert list(Story.objects.values_list("title", flat=True)) == ["One"]


def test_points_off_the_scale_are_kept_with_a_hint():
    team = make_team()
    run = import_all(team, 'Title,Points\nA,4\nB,"0,5"\nC,3.667\nD,M\nE,?\n')
    assert list(Story.objects.order_by("number").values_list("points", flat=True)) == [
        Decimal(4), Decimal("0.5"), Decimal("3.67"), Decimal(3), None,
    ]  # fmt: skip
    assert {kind["message"] for kind in run.report["kinds"].values()} == {
        "4 points are not on your scale.",
        "0.5 points are not on your scale.",
        "Points were rounded to two decimals.",
    }


def test_words_that_were_decided_win_over_guesses():
    team = make_team()
    done = team.statuses.get(name="Done")
    words = {"kind": {"Wish": "debt", "Bug": "leave out"}, "status": {"Parked": str(done.pk)}}
    import_all(team, "Title,Type,Status\nA,Wish,Parked\nB,Bug,Open\n", words=words)
    [story] = Story.objects.all()
    assert (story.title, story.kind, story.status) == ("A", "debt", done)


def test_unknown_words_are_named_and_fall_back_to_the_beginning():
    report = check(make_team(), "Title,Type,Status\nA,Gizmo,Limbo\n")
    assert messages(report) == [
        "“Gizmo” is no kind of ours; these rows become user stories.",
        "“Limbo” is no column of your board; these rows begin in the first one.",
    ]


def test_a_column_of_another_team_is_not_accepted_as_a_status():
    team, other = make_team(), make_team("Atlas")
    foreign = str(other.statuses.get(name="Done").pk)
    import_all(team, "Title,Status\nA,Parked\n", words={"status": {"Parked": foreign}})
    assert Story.objects.get().status == team.statuses.get(name="To do")


def test_epics_and_cancelled_work_stay_out_and_are_counted():
    report = check(make_team(), "Title,Type,Status\nA,Epic,Open\nB,Story,Won't Do\nC,Story,Open\n")
    assert (report.new, report.left_out) == (1, 2)


def test_unknown_personas_stay_empty_and_their_words_stay_in_the_description():
    team = make_team()
    import_all(team, 'Title,Description\nLogs,"As an auditor, I want logs so that I can check. More."\n')
    story = Story.objects.get()
    assert (story.persona, story.goal, story.value) == (None, "logs", "I can check")
    assert story.description == "As an auditor, I want logs so that I can check. More."
    assert not Persona.objects.exists()


def test_personas_are_added_when_somebody_says_so_each_once():
    team = make_team()
    text = "Title,Persona,I want\nA,auditor,see\nB,Auditor,see\nC,,see\n"
    assert check(team, text, add_personas=True).personas == ["Auditor"]
    import_all(team, text, add_personas=True)
    auditor = Persona.objects.get()
    assert (auditor.name, auditor.organisation) == ("Auditor", team.organisation)
    assert list(Story.objects.order_by("number").values_list("persona", flat=True)) == [auditor.pk, auditor.pk, None]


def test_a_word_of_the_file_can_mean_a_persona_of_ours():
    team = make_team()
    nurse = make_persona(team)
    import_all(team, "Title,Persona\nA,Schwester\n", words={"persona": {"Schwester": str(nurse.pk)}})
    assert Story.objects.get().persona == nurse


def test_a_persona_of_another_organisation_is_not_accepted():
    team, other = make_team(), make_team("Atlas")
    foreign = make_persona(other, "Pilot")
    import_all(team, "Title,Persona\nA,Pilot\n", words={"persona": {"Pilot": str(foreign.pk)}})
    assert Story.objects.get().persona is None


def test_a_row_without_a_title_is_called_by_its_key():
    import_all(make_team(), "Key,Title\nA-7,\n")
    assert Story.objects.get().title == "A-7"


def test_long_texts_lose_nothing():
    long_title, criterion = "word " * 60, "x" * 400
    import_all(make_team(), f"Title,Description,Acceptance criteria\n{long_title},Text,{criterion}\n")
    story = Story.objects.get()
    assert len(story.title) <= 200
    assert story.title.endswith(" …")
    assert story.description.startswith(long_title.strip())
    assert criterion in story.description


def test_formulas_and_foreign_letters_come_in_as_the_text_they_are():
    import_all(make_team(), 'Title,Labels\n"=1+1 — Überwachung 🫀","-x"\n')
    story = Story.objects.get()
    assert (story.title, story.labels.get().name) == ("=1+1 — Überwachung 🫀", "-x")


def test_implausible_dates_become_today():
    report = check(make_team(), "Title,Created\nA,0001-01-01\nB,9999-12-31\nC,soon\nD,2999-01-01\n")
    assert report.may_come_in
    assert [kind.code for kind in report.kinds.values()] == ["created"] * 4


def test_dates_that_can_be_read_two_ways_are_named_and_can_be_decided():
    text = "Title,Created\nA,3/4/2025\n"
    assert "Dates like 3/4/2025 can be read two ways; they are read with the day first." in messages(
        check(make_team(), text)
    )
    team = make_team()
    import_all(team, text, day_order="month")
    assert Story.objects.get(team=team).created_at == datetime(2025, 3, 4, tzinfo=UTC)


def test_a_file_of_several_projects_asks_whose_rows():
    team = make_team()
    text = "Project,Title\nABC,One\nXYZ,Two\n"
    with pytest.raises(Invalid, match="Whose rows") as refused:
        check(team, text)
    assert refused.value.field == "owner"
    assert check(team, text, owner="*").new == 2
    import_all(team, text, owner="XYZ")
    assert Story.objects.get().title == "Two"


def test_a_project_that_is_called_like_the_team_is_chosen_by_itself():
    team = make_team(key="XYZ")
    assert choices_of(upload(team, "Project,Title\nABC,One\nXYZ,Two\n")).owner == "XYZ"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "not a CSV"),
        (b"Title,Points\n", "no rows"),
        (b'Title\n"never closed\n', "Line 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_upload(content, message):
    team = make_team()
    with pytest.raises(Invalid, match=message) as refused:
        upload_file(team=team, slug="csv", file=csv_file(content), actor=owner_of(team), now=NOW)
    assert refused.value.field == "file"
    assert not ImportRun.objects.exists()


def test_many_rows_cost_few_queries(django_assert_max_num_queries):
    rows = "".join(f"K-{n},Story {n},3,label {n % 7},Epic {n % 5}\n" for n in range(900))
    run = upload(team := make_team(), f"Key,Title,Points,Labels,Epic\n{rows}")
    check_run(run=run, now=NOW)
    with django_assert_max_num_queries(70):
        bring_in(run=run, actor=owner_of(team), now=NOW)
    assert team.stories.count() == 900
