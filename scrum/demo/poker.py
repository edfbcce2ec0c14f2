"""Poker rooms of team Pulse: past sessions before the latest sprints, one that waits for its host, and one without a
meeting. Votes are laid out by hand, so that every shape of a reveal is there to look at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ceremonies.meeting.services import close_meeting, take_seat
from ceremonies.models import Meeting, QueuedStory
from ceremonies.poker.queries import open_round, room_of
from ceremonies.poker.services.hosting import agree, go_on, open_until, set_house_rules, start_room, vote_again
from ceremonies.poker.services.queueing import open_room_about, stories_named
from ceremonies.poker.services.voting import cast_vote
from stories.models import Story
from teams.models import Team, User

VOTERS = ("aisha", "tomasz", "priya", "daniel", "leo", "jonas", "sofia")
# How far from the agreed card each voter is in the first round, in cards; one line is one story.
FIRST_VOTES = (
    (0, 0, -1, 0, 1, 0, 0),
    (-1, 1, -2, 0, 2, 0, -1),
    (0, 0, 0, 0, 0, 0, 0),
    (1, 0, 1, 0, 0, -1, 0),
    (0, -1, 0, 0, 0, 1, 0),
)
SECOND_VOTES = (0, 0, -1, 0, 1, 0, 0)
# Without a meeting: story by story what is on the table, and why.
ALONE = (
    (
        ("3", "5", "5", "13", "5", "8", "5"),
        {"aisha": "Most of it is in the trial screen already", "daniel": "Nobody has such nights on record"},
    ),
    (("5", "8", "5", "3"), {"priya": "One more chart"}),
    (("2",), {}),
)


@dataclass
class Table:
    """The people of a room as the services know them."""

    team: Team
    users: dict[str, User]

    @property
    def host(self) -> User:
        return self.users["maren"]

    def open(self, keys: list[str], title: str, now: datetime) -> Meeting:
        """A room that Maren hosts without voting, in which everybody sits."""
        meeting = open_room_about(
            team=self.team,
            stories=stories_named(self.team, keys),
            actor=self.host,
            now=now,
            title=title,
            is_voter=False,
        )
        for voter in VOTERS:
            take_seat(meeting=meeting, user=self.users[voter], is_voter=True, now=now)
        take_seat(meeting=meeting, user=self.users["ines"], is_voter=False, now=now)
        return meeting

    def vote(
        self, item: QueuedStory, cards: dict[str, str], now: datetime, reasons: dict[str, str] | None = None
    ) -> None:
        """Puts down what each named voter says, some seconds apart."""
        meeting, round_ = item.room.meeting, open_round(item)
        seats = {seat.user_id: seat for seat in meeting.participants.all()}
        for place, (voter, card) in enumerate(cards.items()):
            cast_vote(
                meeting=meeting, round_id=round_.pk, participant=seats[self.users[voter].pk], value=card,
                reason=(reasons or {}).get(voter, ""), now=now + timedelta(seconds=8 * place),
            )  # fmt: skip


def play(table: Table, stories: list[Story], title: str, now: datetime) -> Meeting:
    """A session in which the team agrees on the size that each story has."""
    sizes = {story.key: story.points for story in stories}
    meeting = table.open(list(sizes), title, now)
    start_room(meeting=meeting, actor=table.host, now=now)
    for number, size in enumerate(sizes.values()):
        now = _estimate(table, meeting, size, number, now)
    return close_meeting(meeting=meeting, actor=table.host, now=now)


def _estimate(table: Table, meeting: Meeting, size: Decimal, number: int, now: datetime) -> datetime:
    """One story: a first round, a second one where the first was wide, the size; returns when it is agreed."""
    room = room_of(meeting)
    labels = [label for label, points in room.deck]
    place = next(place for place, (_, points) in enumerate(room.deck) if Decimal(points) == size)
    rounds = [FIRST_VOTES[number % len(FIRST_VOTES)]]
    if max(rounds[0]) - min(rounds[0]) > 2:
        rounds.append(SECOND_VOTES)
    for again, steps in enumerate(rounds):
        now += timedelta(minutes=2)
        if again:
            vote_again(meeting=meeting, item_id=room.current_id, now=now)
        cards = [labels[min(max(place + step, 0), len(labels) - 1)] for step in steps]
        table.vote(room.current, dict(zip(VOTERS, cards, strict=True)), now)
    now += timedelta(minutes=2)
    agree(meeting=meeting, item_id=room.current_id, points=size, actor=table.host, now=now)
    if room.queue.filter(state="waiting").exists():
        go_on(meeting=meeting, actor=table.host, now=now)
    return now


def open_rooms(table: Table, keys: list[str], now: datetime) -> None:
    """Two rooms about stories without a size: one waits for its host, one is open without a meeting for three days."""
    table.open(keys[:4], "Refinement for the next sprint", now)
    deadline = now.astimezone(table.team.zone).replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=3)
    _without_meeting(table, keys[4:7], now, deadline)


def _without_meeting(table: Table, keys: list[str], now: datetime, deadline: datetime) -> None:
    """One story is revealed, on the others cards are missing."""
    meeting = table.open(keys, "What patients asked for", now)
    set_house_rules(meeting=meeting, actor=table.host, now=now, reveals_by_itself=True, asks_reasons=True)
    open_until(meeting=meeting, deadline=deadline, actor=table.host, now=now)
    items = room_of(meeting).queue.select_related("room__meeting__team").order_by("position")
    for item, (cards, reasons) in zip(items, ALONE, strict=False):
        table.vote(item, dict(zip(VOTERS, cards, strict=False)), now + timedelta(hours=2), reasons)
