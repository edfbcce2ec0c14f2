"""Whose an action became hears of it when the retrospective closes, and once."""

import pytest

from ceremonies.meeting.rules import Kind
from ceremonies.meeting.services import close_meeting, open_meeting, reopen_meeting, start_meeting
from tests.factories import NOW, make_member, make_team, owner_of

pytestmark = pytest.mark.django_db


def test_the_owner_of_an_action_hears_of_it_when_the_room_closes_and_once():
    team = make_team()
    owner, who = make_member(team), {"actor": owner_of(team), "now": NOW}
    meeting = start_meeting(meeting=open_meeting(team=team, kind=Kind.RETRO, title="Retro", **who), **who)
    team.actions.create(meeting=meeting, title="Pair on Fridays", owner=owner, due_on=NOW.date(), measure="fewer bugs")
    assert not owner.notifications.exists()
    close_meeting(meeting=meeting, **who)
    reopen_meeting(meeting=meeting, **who)
    close_meeting(meeting=meeting, **who)
    told = owner.notifications.get()
    assert told.title.endswith("Pair on Fridays")
    assert told.text == "We will know by: fewer bugs"
