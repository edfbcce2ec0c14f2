"""A room has so many seats; who left has left room for others."""

import pytest

from ceremonies.meeting import rules
from ceremonies.meeting.services import allow_guests, leave_seat, open_meeting, take_guest_seat
from core.errors import Conflict
from tests.factories import NOW, make_team, owner_of

pytestmark = pytest.mark.django_db


def test_only_those_who_are_there_fill_a_room(monkeypatch):
    monkeypatch.setattr(rules, "MOST_PARTICIPANTS", 4)  # three and who opens it
    team = make_team()
    meeting = open_meeting(team=team, kind=rules.Kind.POKER, title="Poker", actor=owner_of(team), now=NOW)
    allow_guests(meeting=meeting, is_allowed=True, actor=owner_of(team), now=NOW)
    first, *_ = [take_guest_seat(meeting=meeting, name=name, now=NOW) for name in ("Ann", "Bob", "Cem")]
    with pytest.raises(Conflict, match="full"):
        take_guest_seat(meeting=meeting, name="Dee", now=NOW)
    leave_seat(participant=first, now=NOW)
    assert take_guest_seat(meeting=meeting, name="Dee", now=NOW).is_here
