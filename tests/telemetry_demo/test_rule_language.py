"""The rules language: what a text means, and what is said, where, about a text that means nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_demo.alerting.language.parsing import DEEPEST, parse
from telemetry_demo.alerting.language.problems import Unreadable, mended, pointed_at
from telemetry_demo.alerting.language.tree import (
    SECOND,
    Action,
    Aggregate,
    All,
    Any,
    Comparison,
    Lasting,
    Measure,
    Missing,
    Not,
    Rule,
)

MINUTE = 60 * SECOND
WORDS = [
    "when", "then", "alert", "flag", "and", "or", "not", "for", "mean", "(", ")", ",", ">", "<=", "1", "3.5", "min",
    "s", "heart_rate", "spo2", "%", "bpm", '"x"', "#", "\n", "missing", "é",
]  # fmt: skip


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Unreadable) as refused:
        parse(text)
    return [(problem.where, problem.sentence) for problem in refused.value.problems]


def test_the_example_of_the_specification_is_read_as_it_is_meant():
    rule = parse('when mean(heart_rate, 1 min) > 120 for 3 min then alert "tachycardia"')
    fast = Comparison(Measure(Aggregate.MEAN, "heart_rate", MINUTE), ">", 120)
    assert rule == Rule(Lasting(fast, 3 * MINUTE), Action.ALERT, "tachycardia", frozenset({"heart_rate"}))
    assert parse('when mean(value, 1 min) > 120 for 3 min then alert "tachycardia"') == rule


def test_for_binds_closer_than_and_which_binds_closer_than_or():
    low, slow, gone = (
        Comparison(Measure(Aggregate.LATEST, "spo2", 10 * MINUTE), "<", 90),
        Comparison(Measure(Aggregate.MIN, "heart_rate", 30 * SECOND), "<=", 40.5),
        Missing("spo2", 2 * 60 * MINUTE),
    )
    text = """
        # agreed with the ward
        WHEN spo2 < 90 % and min(heart_rate, 30 s) <= 40.5 bpm for 1 minute or not missing(spo2, 2 h)
        then flag "see to it"
    """
    assert parse(text).condition == Any((All((low, Lasting(slow, MINUTE))), Not(gone)))
    text = 'when spo2 < 90 and (min(heart_rate, 30 s) <= 40.5 or missing(spo2, 2 h)) for 1 min then alert "x"'
    assert parse(text).condition == All((low, Lasting(Any((slow, gone)), MINUTE)))


@pytest.mark.parametrize("word", ["mean", "min", "max", "count", "change", "rate"])
def test_each_function_reduces_a_window(word):
    condition = parse(f'when {word}(spo2, 90 sec) >= -3 then alert "x"').condition
    assert condition == Comparison(Measure(Aggregate(word), "spo2", 90 * SECOND), ">=", -3)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ('whn heart_rate > 3 then alert "x"', "Line 1, column 1", "Did you mean when?"),
        ('when heart_rate > 3\nthn alert "x"', "Line 2, column 1", "Did you mean then?"),
        ('when heart_rate > 120 fro 3 min then alert "x"', "Line 1, column 23", "Did you mean for?"),
        ('when heart_rate > 120 an spo2 < 90 then alert "x"', "Line 1, column 23", "Did you mean and?"),
        ('when spo2 < 9 then alrt "x"', "Line 1, column 20", "Did you mean alert?"),
        ('when spo2 < 9 then alert x', "Line 1, column 26", "a text in quotes"),
        ('when spo2 < 9 then alert "x', "Line 1, column 26", "no closing quote"),
        ("when spo2 < 9 then alert “x”", "Line 1, column 26", "straight double quotes"),
        ('when spo2 ≥ 9 then alert "x"', "Line 1, column 11", "Did you mean >=?"),
        ("when spo2 < 9\n", "Line 1, column 14", "ends too early"),
        ('when spo2 < 9 and then alert "x"', "Line 1, column 19", "“then” cannot stand here"),
        ('when mean(spo2) < 9 then alert "x"', "Line 1, column 15", "a comma"),
        ('when spo2 < 9 then alert "x" or', "Line 1, column 30", "the end"),
        ('when heart_rat > 3 then alert "x"', "Line 1, column 6", "called heart_rat. Did you mean heart_rate?"),
        ('when meen(spo2, 1 min) > 3 then alert "x"', "Line 1, column 6", "Did you mean mean?"),
        ('when mean(spo2, 1 mni) > 3 then alert "x"', "Line 1, column 19", "mni is no unit of time. Did you mean min?"),
        ('when mean(spo2, 25 h) > 3 then alert "x"', "Line 1, column 17", "at most 24 h"),
        ('when spo2 < 9 for 0 s then alert "x"', "Line 1, column 19", "longer than nothing"),
        ('when heart_rate > 120 % then alert "x"', "Line 1, column 23", "measured in bpm, not in %. Did you mean bpm?"),
        ('when rate(spo2, 1 min) < 1 % then alert "x"', "Line 1, column 28", "Did you mean %/min?"),
        ('when count(spo2, 1 min) < 1 % then alert "x"', "Line 1, column 29", "without a unit"),
        ('when mising(spo2, 1 min) then alert "x"', "Line 1, column 6", "Did you mean missing?"),
        ('when mean(spo2, 1 min) then alert "x"', "Line 1, column 6", "compared with a number"),
        ('when missing(spo2, 1 min) > 3 then alert "x"', "Line 1, column 6", "condition of its own"),
        ('when spo2 < 9 then alert " "', "Line 1, column 26", "An alert says something"),
        ("  \n", "Line 1, column 1", "There is no rule yet"),
        ("x" * 5000, "Line 1, column 1", "longer than 4000"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place_with_what_to_write(text, where, said):
    [(place, sentence)] = problems(text)
    assert place == where
    assert said in sentence


def test_all_wrong_names_are_told_at_once_and_each_can_be_put_right():
    text = 'when meen(spo, 1 min) > 3\nand heart_rte < 1 mn then alert "x"'.replace(" mn", "")
    with pytest.raises(Unreadable) as refused:
        parse(text)
    found = refused.value.problems
    assert [problem.where for problem in found] == ["Line 1, column 6", "Line 1, column 11", "Line 2, column 5"]
    assert pointed_at(text, found[2]) == 'and heart_rte < 1 then alert "x"\n    ^^^^^^^^^'
    for problem in reversed(found):
        text = mended(text, problem)
    assert text == 'when mean(spo2, 1 min) > 3\nand heart_rate < 1 then alert "x"'
    assert parse(text)


@pytest.mark.parametrize("wrap", ["({})", "not {}", "({}) for 1 s"])
def test_a_rule_that_is_nested_too_deep_is_refused_and_not_followed(wrap):
    text = "spo2 < 9"
    for _ in range(400):
        text = wrap.format(text)
    [(_, sentence)] = problems(
        f'when {text} then alert "x"'[:4000] if len(text) < 3900 else f'when {text} then alert "x"'
    )
    assert "nested" in sentence or "longer" in sentence
    deep = "not " * (DEEPEST + 10) + "spo2 < 9"
    assert "nested" in problems(f'when {deep} then alert "x"')[0][1]


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=25,
    )
)  # fmt: skip
def test_any_text_is_a_rule_or_has_a_problem_inside_it(words):
    text = " ".join(words)
    try:
        assert isinstance(parse(text), Rule)
    except Unreadable as refused:
        lines = text.splitlines() or [""]
        for problem in refused.problems:
            assert 1 <= problem.place.line <= len(lines)
            assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
            assert problem.place.end > problem.place.column
            assert "^" in pointed_at(text, problem)
