"""A standup as everybody in the room sees it. Only what a phase prints is read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from ceremonies.actions.queries import open_actions
from ceremonies.meeting.page import Face, face_of
from ceremonies.models import Action, Meeting, ParkedTopic, StandupAgreement, StandupAnswer, Turn
from ceremonies.standup import rules
from ceremonies.standup.queries import agreement_of, answers_on, expected_on, moved_by, plate_of
from ceremonies.standup.services.turns import places_of
from sprints.board.cards import Card
from sprints.board.header import day_words, days_of
from sprints.rules import SprintState
from stories.models import Impediment
from teams.models import User


@dataclass(frozen=True)
class Speaker:
    """One line of the speaking order."""

    turn: Turn
    face: Face
    is_here: bool
    is_next: bool
    wrote: bool

    @property
    def time(self) -> str:
        return f"{self.turn.spoken // 60}:{self.turn.spoken % 60:02}"


class StandupPage:
    """What the templates print; every part is read when it is printed."""

    lobby_template = "ceremonies/standup/_lobby.html"

    def __init__(self, meeting: Meeting, now: datetime):
        self.meeting, self.now, self.team = meeting, now, meeting.team

    @property
    def day(self) -> date:
        return self.team.today(self.meeting.created_at)

    @cached_property
    def agreement(self) -> StandupAgreement:
        return agreement_of(self.team)

    @cached_property
    def answers(self) -> dict[int, StandupAnswer]:
        return {answer.user_id: answer for answer in answers_on(self.team, self.day)}

    @property
    def day_words(self) -> str:
        sprint = self.meeting.sprint
        return day_words(days_of(sprint, self.team, self.now)) if sprint else ""

    @property
    def sprint_is_over(self) -> bool:
        """The sprint was closed or cancelled during its standup, which goes on without cards."""
        return self.meeting.sprint is not None and self.meeting.sprint.state != SprintState.ACTIVE

    # The round

    @cached_property
    def turns(self) -> list[Turn]:
        return list(self.meeting.turns.select_related("participant__user"))

    @cached_property
    def current(self) -> Turn | None:
        return next((turn for turn in self.turns if turn.state == Turn.SPEAKING), None)

    @cached_property
    def next_seat(self) -> str:
        place = rules.following(places_of(self.meeting))
        return place.seat if place else ""

    @cached_property
    def speakers(self) -> list[Speaker]:
        """Everybody in the order: who was heard, who speaks, who waits."""
        order = {Turn.HEARD: 0, Turn.SPEAKING: 1, Turn.WAITING: 2}
        return [self._speaker(turn) for turn in sorted(self.turns, key=lambda turn: order[turn.state])]

    def _speaker(self, turn: Turn) -> Speaker:
        person = turn.participant
        is_here = person.is_here and person.is_voter
        is_next = turn.state == Turn.WAITING and person.seat == self.next_seat
        return Speaker(turn, face_of(person), is_here, is_next, person.user_id in self.answers)

    @property
    def speaker(self) -> Speaker | None:
        return next((one for one in self.speakers if one.turn == self.current), None)

    @property
    def following(self) -> Speaker | None:
        return next((one for one in self.speakers if one.is_next), None)

    @property
    def peers(self) -> list[Speaker]:
        """Who may be handed the word."""
        return [one for one in self.speakers if one.turn.state == Turn.WAITING and one.is_here]

    @property
    def turn_ends(self) -> int:
        """When the speaker's fair share is over, in ms since 1970."""
        return round((self.current.began_at + timedelta(seconds=self.current.seconds)).timestamp() * 1000)

    @property
    def answer(self) -> StandupAnswer | None:
        """What the speaker wrote for the day."""
        return self.answers.get(self.current.participant.user_id) if self.current else None

    @property
    def moved(self) -> str:
        user = self.current and self.current.participant.user
        return moved_by(self.team, user, self.day, self.now) if user else ""

    @cached_property
    def plate(self) -> list[Card]:
        return list(plate_of(self._sprint, self.current and self.current.participant.user, self.now))

    @property
    def plate_choices(self) -> list[tuple[int, str]]:
        """The plate's stories, by id and key."""
        rows = self.team.stories.filter(key__in=[card.key for card in self.plate]).order_by("rank", "pk")
        return list(rows.values_list("pk", "key"))

    @property
    def _sprint(self):
        sprint = self.meeting.sprint
        if sprint is not None:
            sprint.team = self.team
        return sprint

    @property
    def is_report(self) -> bool:
        handed = sorted((turn for turn in self.turns if turn.by_speaker is not None), key=lambda turn: turn.position)
        return rules.is_report([turn.by_speaker for turn in handed])

    # Who is missing

    @cached_property
    def unheard(self) -> list[User]:
        """Who is at work today and neither here nor in writing."""
        seated = {turn.participant.user_id for turn in self.turns} or set(
            self.meeting.participants.present().values_list("user", flat=True)
        )
        return [user for user in expected_on(self.team, self.day) if user.pk not in seated | set(self.answers)]

    @property
    def written(self) -> list[StandupAnswer]:
        """Answers of those who are not in the room."""
        seated = {turn.participant.user_id for turn in self.turns}
        return [answer for user, answer in self.answers.items() if user not in seated]

    # What stays

    @cached_property
    def parked(self) -> list[ParkedTopic]:
        return list(self.meeting.parked.prefetch_related("needed"))

    @property
    def actions(self) -> list[Action]:
        """What the team agreed to try in its retrospectives."""
        return open_actions(self.team)

    @property
    def impediments(self) -> list[Impediment]:
        """What was raised while the room ran."""
        rows = self.team.impediments.filter(opened_at__gte=self.meeting.created_at).select_related("story", "owner")
        return list(rows.filter(opened_at__lte=self.meeting.closed_at or self.now).order_by("opened_at"))


def content(meeting: Meeting, now: datetime) -> StandupPage:
    return StandupPage(meeting, now)
