"""``forecast`` and ``backtest`` as people and scripts call them."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from forecasting.rules import finish, next_sprint

GOLDEN = "21,34,18,27,30,25"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "sprints.csv"


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def batch(tmp_path, *lines):
    """Answers to the lines, and what the command complained about."""
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    out, err = StringIO(), StringIO()
    call_command("forecast", batch=str(path), stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def history_file(tmp_path, text):
    path = tmp_path / "history.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_one_history_is_answered_by_the_engine_of_the_pages():
    answer = json.loads(run("forecast", "--history", GOLDEN, "--backlog", "200", "--json"))
    history = [float(value) for value in GOLDEN.split(",")]
    assert answer["next"]["p50"] == next_sprint(history).p50
    assert answer["finish"] == finish(history, 200)


def test_without_a_backlog_there_is_no_finish():
    assert json.loads(run("forecast", "--history", GOLDEN, "--json"))["finish"] is None


def test_people_get_sentences():
    said = run("forecast", "--history", GOLDEN, "--backlog", "200")
    assert "about 26 points. Nine times in ten it brings at least 17, once in ten more than 36." in said
    assert "85% likely: 200 points done within 10 sprints." in said


def test_a_backlog_beyond_all_horizons_is_said_so():
    assert "done after more than 60 sprints" in run("forecast", "--history", GOLDEN, "--backlog", "100000")


def test_half_the_capacity_brings_half_the_points():
    whole, half = (
        json.loads(run("forecast", "--history", GOLDEN, "--capacity", share, "--json")) for share in ("1", "0.5")
    )
    assert half["next"]["p50"] == pytest.approx(whole["next"]["p50"] / 2)


def test_too_little_history_is_refused_without_being_an_error():
    assert json.loads(run("forecast", "--history", "21,34", "--json")) == {
        "refused": "A forecast needs 3 finished sprints, and there are 2."
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--history", "21,x,18"], "Sprint 2 of the history is 'x'; write numbers like 21,34,18."),
        (["--history", "21,,18"], "Sprint 2 of the history is ''"),
        (["--history", "21,34,-18"], "Sprint 3 of the history is -18"),
        (["--history", GOLDEN, "--backlog", "nan"], "The backlog is nan"),
        (["--history", GOLDEN, "--capacity", "-1"], "The capacity is -1"),
    ],
)
def test_broken_numbers_are_named(arguments, message):
    with pytest.raises(CommandError, match=message):
        run("forecast", *arguments)


def test_a_batch_answers_every_line_in_its_place(tmp_path):
    answers, complaints = batch(
        tmp_path,
        '{"history": [21, 34, 18], "backlog": 40, "capacity": 0.5}',
        "",
        '{"history": [1, 2]}',
        '{"history": [5, 6, 7]}',
    )
    assert answers[0]["finish"] == finish([21, 34, 18], 40, capacity=0.5)
    assert answers[1] == {"refused": "A forecast needs 3 finished sprints, and there are 2."}
    assert answers[2]["finish"] is None
    assert complaints == ""


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"history": [1, 2', "column 18 is not JSON"),
        ("[1, 2, 3]", 'it must be an object with a list "history"'),
        ('{"history": "1,2,3"}', 'it must be an object with a list "history"'),
        ('{"history": [1, -2, 3]}', "Sprint 2 of the history is -2"),
        ('{"history": [1, NaN, 3]}', "Sprint 2 of the history is nan"),
        ('{"history": [1, 2, 3], "bcklog": 4}', '"bcklog" is not known'),
        ('{"history": [1, 2, 3], "backlog": "4"}', "The backlog is '4'"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"history": [1, 2, ' + "9" * 5000 + "]}", "a number in it has more digits"),
    ],
)
def test_a_broken_line_is_named_while_the_others_are_answered(tmp_path, line, problem):
    answers, complaints = batch(tmp_path, '{"history": [5, 6, 7]}', line, '{"history": [5, 6, 7]}')
    assert f"line 2: {problem}" in complaints
    assert answers[1]["refused"].startswith(f"Line 2: {problem}")
    assert answers[0] == answers[2]
    assert "next" in answers[0]


def test_an_empty_batch_is_refused(tmp_path):
    with pytest.raises(CommandError, match="is empty"):
        batch(tmp_path, "", "")


def test_a_line_that_is_no_text_is_refused_alone(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"history": [5, 6, 7]}\n\xff"\n')
    answers = [json.loads(line) for line in run("forecast", "--batch", str(path)).splitlines()]
    assert "next" in answers[0]
    assert answers[1] == {"refused": "Line 2: it is not UTF-8 text."}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run("backtest", str(tmp_path / "nowhere.csv"))


def test_a_backtest_sorts_sprints_by_seq_and_ignores_other_columns(tmp_path):
    shuffled = history_file(
        tmp_path,
        "seq,note,team,completed_points\n4,x,a,24\n1,x,a,20\n3,x,a,30\n2,x,a,22\n10,x,a,26\n",
    )
    answer = json.loads(run("backtest", shuffled, "--json"))
    assert answer["teams"] == 1
    assert answer["scores"]["3-6"]["forecasts"] == 2 + 1
    assert set(answer["scores"]) == {"3-6"}
    assert answer["releases"] == {}


def test_a_backtest_scores_releases_where_there_is_room_for_them(tmp_path):
    sprints = "".join(f"a,{seq},{20 + seq % 5}\n" for seq in range(1, 17))
    answer = json.loads(run("backtest", history_file(tmp_path, f"team,seq,completed_points\n{sprints}"), "--json"))
    assert set(answer["releases"]) == {"3-5", "8-12"}
    assert answer["releases"]["8-12"]["forecasts"] == 3 + 2 + 1
    assert answer["releases"]["3-5"]["rps"] > 0


def test_a_backtest_speaks_to_people_too(tmp_path):
    said = run(
        "backtest",
        history_file(tmp_path, "team,seq,completed_points\na,1,20\na,2,22\na,3,30\na,4,24\n"),
    )
    assert said.startswith("After 3-6 sprints (1 forecasts, 1 teams): 50 % held 100%")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: there is no column 'team'"),
        ("team,seq,points\na,1,2\n", "line 1: there is no column 'completed_points'"),
        ("team,seq,completed_points\na,1,20\na,2,many\n", "line 3: completed_points is 'many'"),
        ("team,seq,completed_points\na,1,-20\n", "line 2: completed_points is -20"),
        ("team,seq,completed_points\na,1,1e9\n", "line 2: completed_points is 1000000000.0"),
        ("team,seq,completed_points\na,1\n", "line 2: completed_points is ''"),
        ("team,seq,completed_points\na,one,2\n", "line 2: seq is 'one'"),
        ("team,seq,completed_points\n,1,2\n", "line 2: team is empty"),
        ("team,seq,completed_points\na,1,2\na,1,3\n", "line 3: team 'a' has seq 1 twice"),
        ('team,seq,completed_points\na,1,"2\n', "unexpected end of data"),
        (
            "team,seq,completed_points\na,1,2\na,2,3\n",
            "no team has 3 sprints with points and one after them",
        ),
    ],
)
def test_a_broken_history_is_named_by_line_and_column(tmp_path, text, message):
    with pytest.raises(CommandError, match=message):
        run("backtest", history_file(tmp_path, text))


@pytest.mark.skipif(not REAL.exists(), reason="the real sprints are not on this machine")
def test_real_sprints_are_scored_and_the_engine_beats_mean_and_deviation(tmp_path):
    with REAL.open(encoding="utf-8") as rows:
        kept = [row for row in csv.DictReader(rows) if row["tier"] == "A" and int(row["seq"]) <= 20]
    sprints = "".join("{team},{seq},{completed_points}\n".format(**row) for row in kept)
    scores = json.loads(run("backtest", history_file(tmp_path, f"team,seq,completed_points\n{sprints}"), "--json"))[
        "scores"
    ]
    assert set(scores) == {"3-6", "8-12"}
    assert all(found["pinball"] < 0.95 for found in scores.values())
