"""Columns, words, sentences, numbers and dates of other tools."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import Invalid
from integrations.imports.rules import fields, sentence, values, words
from integrations.imports.rules.fields import HISTORY_SET, STORY_SET

STATUSES = [(1, "To do", "todo"), (2, "In progress", "doing"), (3, "Done", "done")]


def guessed(known, *names):
    return {name: field for name, field in known.guess(names).items() if field}


def test_jiras_columns_are_recognised():
    names = (
        "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Assignee", "Created", "Labels", "Description",
        "Custom field (Epic Name)", "Custom field (Story Points)", "Custom field (Acceptance Criteria)",
    )  # fmt: skip
    assert guessed(STORY_SET, *names) == {
        "Summary": "title",
        "Issue key": "key",
        "Issue Type": "kind",
        "Status": "status",
        "Assignee": "assignee",
        "Created": "created",
        "Labels": "labels",
        "Description": "description",
        "Custom field (Epic Name)": "epic",
        "Custom field (Story Points)": "points",
        "Custom field (Acceptance Criteria)": "criteria",
    }


def test_the_columns_of_taiga_linear_and_azure_are_recognised():
    assert guessed(STORY_SET, "id", "ref", "subject", "total-points", "tags") == {
        "ref": "key", "subject": "title", "total-points": "points", "tags": "labels",
    }  # fmt: skip
    assert guessed(STORY_SET, "ID", "Title", "Status", "Estimate") == {
        "ID": "key", "Title": "title", "Status": "status", "Estimate": "points",
    }  # fmt: skip
    assert guessed(STORY_SET, "ID", "Work Item Type", "Title", "State", "Effort") == {
        "ID": "key", "Work Item Type": "kind", "Title": "title", "State": "status", "Effort": "points",
    }  # fmt: skip


def test_only_one_of_two_point_columns_is_taken_and_the_other_is_shown_to_resemble_it():
    both = ("Summary", "Story point estimate", "Story Points")
    assert guessed(STORY_SET, *both) == {"Summary": "title", "Story Points": "points"}
    assert STORY_SET.resembles("Story point estimate").label == "Points"
    assert STORY_SET.resembles("Custom field (WSJF)") is None


def test_the_columns_of_a_sprint_history_are_recognised():
    names = ("team", "seq", "sprint_name", "planned_days", "committed_points", "points_added", "completed_points")
    assert guessed(HISTORY_SET, *names) == {
        "seq": "sequence", "planned_days": "length", "committed_points": "committed", "completed_points": "completed",
    }  # fmt: skip
    assert HISTORY_SET.guess_owner(names) == "team"


@pytest.mark.parametrize(
    ("known", "columns", "message"),
    [
        (STORY_SET, {"a": "points"}, "No column becomes the title"),
        (STORY_SET, {"a": "title", "b": "title"}, "“a” and “b” both become Title"),
        (STORY_SET, {"a": "rank"}, "There is no field “rank”"),
        (HISTORY_SET, {"a": "completed"}, "No column holds the committed points"),
        (HISTORY_SET, {"a": "committed"}, "No column holds the completed points"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(known, columns, message):
    with pytest.raises(Invalid, match=message) as refused:
        known.check(columns)
    assert refused.value.field == "columns"


def test_several_columns_may_become_labels():
    STORY_SET.check({"a": "title", "b": "labels", "c": "labels", "d": ""})


def test_a_column_is_found_by_a_name_that_differs_in_case_and_punctuation():
    assert fields.column_named(["Story Points", "x"], "story_points") == "Story Points"
    with pytest.raises(Invalid, match="no column “y”") as refused:
        fields.column_named(["Story Points", "x"], "y")
    assert "Story Points, x" in refused.value.fix


def test_words_for_kinds_and_states_are_understood():
    assert [words.guess_kind(word) for word in ("New Feature", "Defect", "Technical task", "Spike", "Epic", "Zzz")] == [
        "story", "bug", "debt", "spike", words.LEAVE_OUT, "",
    ]  # fmt: skip
    assert [words.guess_status(word, STATUSES) for word in ("DONE", "Closed", "Doing", "Open", "Won't Do", "Zzz")] == [
        "3", "3", "2", "1", words.LEAVE_OUT, "",
    ]  # fmt: skip


def test_a_board_without_review_takes_stories_in_review_into_the_column_before():
    assert words.guess_status("Code review", STATUSES) == "2"


def test_a_sentence_is_taken_apart():
    found = sentence.find("As a ward nurse, I want to mute an alarm so that patients can sleep. See the draft.")
    assert (found.persona, found.goal, found.value, found.rest) == (
        "ward nurse", "to mute an alarm", "patients can sleep", "See the draft.",
    )  # fmt: skip


def test_a_sentence_over_several_lines_leaves_the_rest_of_the_text():
    found = sentence.find("Context first.\n\nAs an admin\nI need to see logs\nin order to find faults.\n\nMore here.")
    assert (found.persona, found.goal, found.value) == ("admin", "to see logs", "find faults")
    assert found.rest == "Context first.\n\nMore here."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Works as a proxy",
        "As a result of the crash we want a fix",
        "As a follow-on to the change which removed the cache, and more, I want it back",
        "As a nurse. I want",
        "Has a I want",
    ],
)
def test_other_texts_are_no_sentences(text):
    assert sentence.find(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        (" 5.0 ", 5),
        ("0,5", "0.5"),
        ("½", "0.5"),
        ("1 000", 1000),
        ("M", 3),
        ("xl", 8),
        ("-1", -1),
        ("", None),
        ("?", None),
    ],
)
def test_points_are_read_as_people_write_them(text, number):
    assert values.points(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("text", ["five", "1.2.3", "NaN", "Infinity", "9" * 1000, "1,2,3", "0x10"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        values.points(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014-01-28 00:45:03", datetime(2014, 1, 28, 0, 45, 3, tzinfo=UTC)),
        ("2015-09-21T16:41:48Z", datetime(2015, 9, 21, 16, 41, 48, tzinfo=UTC)),
        ("21/Sep/26 9:00 AM", datetime(2026, 9, 21, 9, 0, tzinfo=UTC)),
        ("11/May/24 03:26 PM", datetime(2024, 5, 11, 15, 26, tzinfo=UTC)),
        ("11/May/24 12:26 AM", datetime(2024, 5, 11, 0, 26, tzinfo=UTC)),
        ("31.12.2025", datetime(2025, 12, 31, tzinfo=UTC)),
        ("2020/3/4", datetime(2020, 3, 4, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates_are_read_as_tools_write_them(text, expected):
    assert values.moment(text, UTC) == expected


def test_month_first_is_told_from_the_rest_of_the_file():
    assert values.day_comes_first(["3/4/2025", "6/21/2025 16:14"]) is False
    assert values.day_comes_first(["3/4/2025", "21.6.2025"]) is True
    assert values.day_comes_first(["3/4/2025", "2025-01-30", "1/Feb/25"]) is None
    assert values.moment("6/21/2025 16:14", UTC, day_first=False) == datetime(2025, 6, 21, 16, 14, tzinfo=UTC)


@pytest.mark.parametrize("text", ["45/45/2020", "soon", "2025-13-01", "1/1", "Zzz 1, 2020"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        values.moment(text, UTC)


def test_criteria_come_one_per_line_or_as_given_when_then():
    cell = "- It beeps\n2. It blinks\n\nGiven an alarm\nWhen I mute it\nThen it is silent for 2 minutes"
    assert values.criteria([cell]) == [
        "It beeps",
        "It blinks",
        {"given": "an alarm", "when": "I mute it", "then": "it is silent for 2 minutes"},
    ]


def test_people_are_known_by_name_and_address():
    assert values.names_of_person("Anna Rahman <A.Rahman@example.org>") == ["a.rahman@example.org", "anna rahman"]
