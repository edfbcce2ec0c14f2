"""Six retrospectives that team Pulse has held, the last one in full. Played through the services, like everything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ceremonies.actions.queries import reviewed_in
from ceremonies.actions.services import decide_action, make_action
from ceremonies.meeting.services import take_seat
from ceremonies.meeting.walking import begin, go_on
from ceremonies.models import Meeting, Participant
from ceremonies.polls.services import answer_poll
from ceremonies.retro.services import board, talking
from ceremonies.retro.services.opening import open_retro
from sprints.models import Sprint
from teams.models import Team, User

HOST = "maren"
PEOPLE = ("maren", "ines", "aisha", "tomasz", "priya", "daniel", "leo", "jonas")
MINUTES = {"check-in": 9, "gather": 8, "vote": 5, "discuss": 22, "actions": 8, "close": 6}


@dataclass(frozen=True)
class Tried:
    """An action, and what the next retrospective said of it."""

    title: str
    owner: str
    measure: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Held:
    """One retrospective: moods by option from great to bad, and its actions."""

    moods: tuple[int, int, int, int, int]
    tried: tuple[Tried, ...]


RETROS = (
    Held(
        (1, 4, 2, 1, 0),
        (
            Tried("Name one person who answers for the gateway each week", "tomasz", "nobody asks in three places",
                  "done", "The list hangs beside the board"),
            Tried("Write down how a recorder is reset", "jonas", "the ward resets one without a call", "drop",
                  "The new firmware resets by itself"),
        ),
    ),
    Held(
        (2, 4, 1, 0, 0),
        (
            Tried("Show every story to a nurse before it is done", "ines", "no story comes back after the review",
                  "done", "Two sprints without a returned story"),
            Tried("Pair on the signal filters once a week", "aisha", "a second person can change a filter", "done",
                  "Priya fixed the mains hum alone"),
        ),
    ),
    Held(
        (0, 3, 2, 2, 1),
        (
            Tried("No meeting before ten on Tuesdays and Thursdays", "maren", "two mornings a week without a break",
                  "done", "Kept on all four mornings"),
            Tried("Ask for certificates when a story enters the backlog", "ines", "no story waits for a signature",
                  "keep", "One still waited: the form is new"),
        ),
    ),
    Held(
        (1, 5, 1, 1, 0),
        (
            Tried("Standup at 09:15, not 09:00", "tomasz", "everyone is there when we start", "done",
                  "On time on nine of ten days"),
            Tried("Run the alarm tests every night", "daniel", "a broken alarm is known by breakfast", "done",
                  "It found the queue bug"),
        ),
    ),
    Held(
        (2, 5, 1, 0, 0),
        (
            Tried("Second staging ward for device tests", "jonas", "no test waits for a free ward", "done",
                  "Ward 4 is up since last week"),
            Tried("Split stories over 8 before planning", "maren", "nothing over 8 points in the plan", "keep",
                  "Better, but one of 13 slipped in"),
        ),
    ),
    Held(
        (1, 4, 2, 1, 0),
        (
            Tried("Ask the trial board for 50 anonymised strips", "ines",
                  "two people who never touched the filter pipeline have reviewed it", "", ""),
            Tried("Review first: start each day with open reviews", "tomasz",
                  "no review waits longer than one working day", "", ""),
        ),
    ),
)  # fmt: skip

# The last one: column, text, topic. Topics by dots, most first.
CARDS = (
    ("slow", "Reviews waited two days or more on four of nine stories.", "Reviews wait too long"),
    ("slow", "I did not know who to ask about the filter pipeline.", "Reviews wait too long"),
    ("slow", "Two reviews were skipped to make the sprint.", "Reviews wait too long"),
    ("slow", "Scope grew in the middle of the sprint without a word in standup.", "Scope that arrives quietly"),
    ("well", "The ward visit on day 2 answered five open questions in one hour.", "Ward visits"),
    ("well", "The nurse's remark about gloves saved us a redesign.", "Ward visits"),
    ("idea", "A shared list of recorded strips we may use in tests.", "Test data we may use"),
    ("well", "The failover script found the queue bug before any patient did.", "Test data we may use"),
    ("slow", "Staging was down on Thursday until lunch.", "Staging on Thursdays"),
    ("well", "Two days without a single meeting. We finished four stories.", "Meeting-free days"),
    ("idea", "Let the device technician join refinement once a month.", "Technician in refinement"),
)
DOTS = {
    "Reviews wait too long": (3, 2, 2, 1, 2, 1, 0, 0),
    "Scope that arrives quietly": (0, 2, 1, 2, 0, 1, 1, 0),
    "Test data we may use": (1, 0, 1, 0, 2, 0, 1, 0),
    "Ward visits": (1, 1, 0, 0, 1, 0, 1, 1),
    "Staging on Thursdays": (0, 0, 1, 1, 0, 1, 0, 2),
}
WHYS = (
    ("Why did they wait?", "Only Aisha and Tomasz feel safe reviewing signal code."),
    ("Why only those two?", "The filter pipeline has no tests others trust."),
    ("Why are there no tests?", "We have no recorded strips we are allowed to use in CI."),
    ("Why do we have no strips?", "Nobody has asked the trial board for an anonymised set."),
)
THANKS = (
    ("Leo", "for the failover script that found the bug before a patient did."),
    ("Jonas", "for explaining pairing twice, without a sigh."),
    ("ward 4", "for coffee and honest answers."),
)
INSIGHTS = (
    "One hour on the ward answers more than a week of messages.",
    "Two days without meetings are worth more than four half days.",
)
OUTSIDE = "Staging is switched off on Thursdays for updates"
WORTH = (4, 3, 1, 0, 0)


@dataclass
class Circle:
    """Who sits in a retrospective, and its clock."""

    meeting: Meeting
    seats: list[Participant]
    users: dict[str, User]
    now: datetime

    @property
    def host(self) -> User:
        return self.users[HOST]

    @property
    def at(self) -> dict:
        return {"meeting": self.meeting, "now": self.now}

    def next(self, phase: str) -> None:
        """The phase takes its minutes, and the host goes on."""
        self.now += timedelta(minutes=MINUTES[phase])
        go_on(meeting=self.meeting, seen=phase, actor=self.host, now=self.now)

    def answer(self, series: str, counts: tuple[int, ...]) -> None:
        poll = self.meeting.polls.get(series=series)
        options = list(poll.options.values_list("pk", flat=True))
        chosen = [option for option, count in zip(options, counts, strict=True) for _ in range(count)]
        for seat, option in zip(self.seats, chosen, strict=False):
            answer_poll(poll=poll, person=seat, chosen=[option], now=self.now)


def lay_out(team: Team, users: dict[str, User], plans: Sequence, at: Callable) -> None:
    """Puts a retrospective after the close of each of the latest finished sprints on the time line."""
    for place, plan in enumerate(plans[-len(RETROS) :]):
        at(plan.day(10), "16:45", lambda now, p=plan, n=place: hold(team, users, p.sprint, n, now))


def hold(team: Team, users: dict[str, User], sprint: Sprint, place: int, now: datetime) -> None:
    """The retrospective number `place` of `RETROS`, about `sprint`."""
    before, held = RETROS[place - 1] if place else None, RETROS[place]
    meeting = open_retro(team=team, sprint=sprint, actor=users[HOST], now=now)
    seats = [take_seat(meeting=meeting, user=users[one], is_voter=True, now=now) for one in PEOPLE]
    circle = Circle(begin(meeting=meeting, actor=users[HOST], now=now), seats, users, now)
    is_last = place == len(RETROS) - 1
    circle.answer("mood", held.moods)
    _review(circle, before)
    circle.next("check-in")
    if is_last:
        _gather(circle)
    circle.next("gather")
    if is_last:
        _vote(circle)
    circle.next("vote")
    if is_last:
        _talk(circle)
    circle.next("discuss")
    _decide(circle, held, with_source=is_last)
    circle.next("actions")
    circle.answer("worth", WORTH)
    circle.next("close")


def _review(circle: Circle, before: Held | None) -> None:
    said = {one.title: one for one in before.tried} if before else {}
    for one in reviewed_in(circle.meeting):
        about = said.get(one.action.title)
        verdict, reason = (about.verdict, about.reason) if about else ("done", "Took two sprints, and holds")
        decide_action(action=one.action, verdict=verdict, reason=reason, actor=circle.host, **circle.at)


def _gather(circle: Circle) -> None:
    for number, (column, text, _) in enumerate(CARDS):
        writer = circle.seats[number % len(circle.seats)]
        board.add_card(column=column, text=text, writer=writer, **circle.at)
    for to, text in THANKS:
        board.add_note(kind="thanks", to=to, text=text, **circle.at)


def _vote(circle: Circle) -> None:
    by_text = {card.text: card for card in circle.meeting.retro.cards.select_related("topic")}
    topics: dict[str, int] = {}
    for _, text, title in CARDS:
        card = by_text[text]
        if title in topics:
            board.move_card(card_id=card.pk, topic_id=topics[title], **circle.at)
        else:
            topics[title] = card.topic_id
            board.name_topic(topic_id=card.topic_id, title=title, **circle.at)
    for title, dots in DOTS.items():
        for seat, number in zip(circle.seats, dots, strict=True):
            if number:
                board.give_dots(topic_id=topics[title], dots=number, person=seat, **circle.at)


def _talk(circle: Circle) -> None:
    first, second, *_ = circle.meeting.retro.topics.all()
    parent = None
    for question, answer in WHYS:
        why = talking.ask_why(topic_id=first.pk, parent_id=parent, question=question, answer=answer, **circle.at)
        parent = why.pk
    talking.mark_root(why_id=parent, is_root=True, **circle.at)
    talking.talk_about(topic_id=second.pk, **circle.at)


def _decide(circle: Circle, held: Held, *, with_source: bool) -> None:
    today = circle.meeting.team.today(circle.now)
    for number, one in enumerate(held.tried):
        make_action(
            title=one.title, owner_id=circle.users[one.owner].pk, measure=one.measure, actor=circle.host,
            due_on=today + timedelta(days=14 - 7 * number), **circle.at,
            source="five whys on “Reviews wait too long”" if with_source and not number else "",
        )  # fmt: skip
    if with_source:
        talking.hand_to_scrum_master(title=OUTSIDE, actor=circle.users[HOST], **circle.at)
        for text in INSIGHTS:
            board.add_note(kind="insight", text=text, **circle.at)
