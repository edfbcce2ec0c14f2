"""Jira's wiki markup and the cells of its Sprint columns, whatever people write in them."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.imports.rules.sprint_names import NAME, named_sprint
from integrations.imports.rules.wiki import to_markdown

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
_MARKUP = st.lists(
    st.sampled_from(
        ["{code}", "{code:java}", "{noformat}", "{quote}", "{color:red}", "{color}", "h1. ", "bq. ", "* ", "# ", "-- ",
         "*", "+", "-", "{{", "}}", "[", "|", "]", "!", "||", "\\\\", "\n", " ", "ab", "http://x.y", ".png", "ä"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@given(_TEXT | _MARKUP)
def test_no_word_of_a_description_is_lost(text):
    """Letters that stand outside of markup are there afterwards, as often as before."""
    assert to_markdown(text).count("ä") == text.count("ä")
    for word in ("ab", "http://x.y"):
        assert to_markdown(text).count(word) >= (word in text)


@given(st.text(st.characters(categories=["L", "N", "Zs"], max_codepoint=0x2FF), max_size=200))
def test_plain_text_stays_as_it_is(text):
    assert to_markdown(text) == text.strip()


@given(_MARKUP.filter(lambda text: not re.search(r"\{(code|noformat)", text)))
def test_code_keeps_every_character(text):
    body = text.strip("\r\n")
    assert body in to_markdown("before\n{code:java}" + text + "{code}\nafter")


@pytest.mark.parametrize("text", ["[" * 50_000, "{code}" * 9_999, "*a " * 30_000, "!" * 60_000, "{{" * 30_000])
def test_markup_that_never_closes_is_read_to_its_end(text):
    assert len(to_markdown(text)) >= len(text.strip()) // 10


_NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="[]=,<>"), min_size=1).filter(
    lambda name: name.split()
)
_DAYS = st.dates(date(2005, 1, 1), date(2040, 1, 1))


@given(_NAMES, _DAYS, st.integers(0, 50), st.sampled_from(["CLOSED", "ACTIVE", "FUTURE"]), st.integers(1, 10**6))
def test_a_sprint_as_jira_server_writes_it_is_read_back_whole(name, start, days, state, number):
    end = start + timedelta(days)
    cell = (
        f"com.atlassian.greenhopper.service.sprint.Sprint@1f[id={number},rapidViewId=2,state={state},name={name},"
        f"startDate={start}T09:00:00.000Z,endDate={end}T17:00:00.000Z,completeDate=<null>,sequence={number},goal=]"
    )
    sprint = named_sprint(cell)
    assert (sprint.name, sprint.start, sprint.end) == (" ".join(name.split())[:NAME], start, end)
    assert sprint.is_over == (state == "CLOSED")


@given(_TEXT)
def test_any_other_cell_is_a_name_or_nothing(cell):
    sprint = named_sprint(cell)
    assert (sprint is None) == (not cell.split())
    assert sprint is None or 0 < len(sprint.name) <= NAME


@given(st.integers(1, 999_999), st.sampled_from(["Sprint {}", "{}", "Ward-{}", "PI 2026 Sprint {}", "S{} (late)"]))
def test_the_last_number_of_a_name_is_the_sprints(number, name):
    assert named_sprint(name.format(number)).number == number
