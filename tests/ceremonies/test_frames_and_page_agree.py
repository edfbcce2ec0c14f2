"""What a page holds, brought forward by frames alone, is what somebody who comes later fetches."""

import json
import random
import re

import pytest
from django.utils import timezone

from ceremonies.meeting.services import leave_seat, set_voting, take_seat
from ceremonies.models import Vote
from ceremonies.poker.services.hosting import vote_again
from ceremonies.poker.services.voting import Ballot, cast_votes, reveal_round
from core.errors import DomainError
from live import publish
from tests.ceremonies.world import make_table, signed_in
from tests.factories import make_member

ACTS = 60
_SEAT = re.compile(r'<li class="seat[^>]* data-seat-of="(\w+)"(.*?)</li>', re.DOTALL)


def seats_in(html: str) -> dict[str, tuple[bool, bool]]:
    """Whether each seat has voted, and whether its card is shown."""
    return {seat: ("data-voted" in rest, "face-up" in rest) for seat, rest in _SEAT.findall(html)}


class Browser:
    """What `static/js/poker/wire.js` keeps of a room: its open round, and who has voted."""

    def __init__(self, client, url: str):
        self.client, self.url = client, url
        self.round, self.seats = self.fetched()

    def fetched(self) -> tuple[set[str], dict]:
        return self._read(self.client.get(self.url, headers={"HX-Request": "true"}).content.decode())

    def _read(self, html: str) -> tuple[set[str], dict]:
        return set(re.findall(r'name="round" value="(\d+)"', html)), seats_in(html)

    def hear(self, text: str) -> None:
        frame = json.loads(text)
        getattr(self, f"on_{frame['kind']}")(frame["payload"])

    def on_room(self, payload: dict) -> None:
        self.round, self.seats = self._read("".join(payload[part] for part in ("bar", "main", "foot")))

    def on_voted(self, payload: dict) -> None:
        for vote in payload["votes"]:
            assert self.round == {str(vote["round"])}
            self.seats[vote["seat"]] = (True, False)

    def on_seat(self, payload: dict) -> None:
        seat = payload["seat"]
        if not self.round or self.seats.get(seat, (False, False))[1]:
            return  # cards that are shown stay as they are
        self.seats.pop(seat, None)
        self.seats |= seats_in(payload["table"])


class Act:
    """Somebody does something at random."""

    def __init__(self, table, chance: random.Random):
        self.table, self.chance, self.now = table, chance, timezone.now()

    def votes(self):
        some = self.chance.sample(self.table.all, self.chance.randint(1, 3))
        ballots = [Ballot(self.table.meeting.pk, self.table.round.pk, seat.pk, self.now, "5") for seat in some]
        cast_votes(ballots=ballots)

    def reveals(self):
        reveal_round(meeting=self.table.meeting, round_id=self.table.round.pk, by=None, now=self.now)

    def votes_again(self):
        vote_again(meeting=self.table.meeting, item_id=self.table.room.current.pk, now=self.now)

    def watches(self):
        set_voting(participant=self.chance.choice(self.table.seats), is_voter=self.chance.random() < 0.7, now=self.now)

    def leaves(self):
        leave_seat(participant=self.chance.choice(self.table.seats), now=self.now)

    def comes_back(self):
        user = self.chance.choice(self.table.seats).user
        take_seat(meeting=self.table.meeting, user=user, is_voter=True, now=self.now)


@pytest.mark.django_db
def test_state_and_frames_are_the_state_that_is_fetched(monkeypatch, django_capture_on_commit_callbacks):
    frames, table, chance = [], make_table(voters=5), random.Random(4)
    monkeypatch.setattr(publish.bus, "broadcast", lambda topic, version, text: frames.append(text))
    browser = Browser(signed_in(make_member(table.team, name="Late")), table.url())
    kinds = set()
    assert (len(browser.round), len(browser.seats)) == (1, len(table.all))
    for number in range(ACTS):
        name = chance.choice(("votes", "votes", "reveals", "votes_again", "watches", "leaves", "comes_back"))
        frames.clear()
        with django_capture_on_commit_callbacks(execute=True):
            try:
                getattr(Act(table, chance), name)()
            except DomainError:
                continue
        for frame in frames:
            browser.hear(frame)
            kinds.add(json.loads(frame)["kind"])
        assert (browser.round, browser.seats) == browser.fetched(), f"after act {number}: {name}"
    assert kinds == {"voted", "seat", "room"}
    assert Vote.objects.exists()
