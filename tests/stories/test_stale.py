"""Old stories: archived or kept, each with a reason; a keep lasts one quarter (STO-9)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, Invalid
from stories.stale.queries import stale_stories
from stories.stale.rules import kept_until
from stories.stale.services import archive_stale, ask_again, keep_story
from stories.story.services import restore_story
from tests.factories import NOW, make_story, make_team, owner_of

LONG_AGO = NOW - timedelta(days=300)


@pytest.fixture
def team(db):
    return make_team(now=LONG_AGO)


@pytest.fixture
def old(team):
    return make_story(team, "Weekly e-mail", now=LONG_AGO)


def listed(team, now=NOW):
    return [story.title for story in stale_stories(team, now)]


def test_only_what_is_older_than_six_months_is_listed_oldest_first(team, old):
    make_story(team, "Spare electrodes", now=NOW - timedelta(days=200))
    make_story(team, "New", now=NOW - timedelta(days=180))
    assert listed(team) == ["Weekly e-mail", "Spare electrodes"]


def test_a_keep_lasts_one_quarter_and_not_a_day_more(team, old):
    keep = keep_story(story=old, reason=" It is  planned ", actor=owner_of(team), now=NOW)
    assert (keep.until, keep.reason) == (date(2027, 2, 2), "It is planned")
    assert listed(team) == []
    assert listed(team, NOW.replace(year=2027, month=2, day=2)) == []
    assert listed(team, NOW.replace(year=2027, month=2, day=3)) == ["Weekly e-mail"]


def test_a_keep_is_renewed_and_taken_back(team, old):
    for days in (0, 100):
        keep = keep_story(story=old, reason="Again", actor=owner_of(team), now=NOW + timedelta(days=days))
    assert keep.until == date(2027, 5, 10)
    for _ in range(2):
        ask_again(story=old, actor=owner_of(team), now=NOW)
    assert listed(team) == ["Weekly e-mail"]


def test_an_archived_one_leaves_the_list_and_comes_back_restored(team, old):
    archive_stale(story=old, reason="Sites read the dashboard", actor=owner_of(team), now=NOW)
    assert listed(team) == []
    with pytest.raises(Conflict):
        keep_story(story=old, reason="No", actor=owner_of(team), now=NOW)
    restore_story(story=old, actor=owner_of(team), now=NOW)
    assert listed(team) == ["Weekly e-mail"]


@pytest.mark.parametrize("decide", [keep_story, archive_stale])
@pytest.mark.parametrize("reason", ["", " \x00 ", "x" * 301])
def test_neither_goes_without_a_reason(team, old, decide, reason):
    with pytest.raises(Invalid) as refusal:
        decide(story=old, reason=reason, actor=owner_of(team), now=NOW)
    assert refusal.value.field == "reason"
    assert listed(team) == ["Weekly e-mail"]


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_a_quarter_has_89_to_92_days(today):
    assert timedelta(89) <= kept_until(today) - today <= timedelta(92)
