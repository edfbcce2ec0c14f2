"""A poll as everybody sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ceremonies.models import Poll, PollOption
from ceremonies.polls import rules
from ceremonies.polls.queries import answer_count, names_by_option, tally


@dataclass(frozen=True)
class Bar:
    """One option; `votes` is None while nothing may be shown."""

    option: PollOption
    votes: int | None
    share: int
    names: list[str]


@dataclass(frozen=True)
class ShownPoll:
    poll: Poll
    bars: list[Bar]
    answers: int
    now: datetime

    @property
    def is_shown(self) -> bool:
        return any(bar.votes is not None for bar in self.bars)

    @property
    def is_open(self) -> bool:
        poll = self.poll
        has_begun = poll.opens_at is None or poll.opens_at <= self.now
        return has_begun and not poll.is_closed and (poll.closes_at is None or poll.closes_at > self.now)

    @property
    def has_five(self) -> bool:
        return len(self.bars) == 5

    @property
    def manner(self) -> str:
        """How it is held, in a few words."""
        poll = self.poll
        who = "Anonymous" if poll.is_anonymous else "With names"
        choice = "several answers" if poll.is_multiple else "one answer"
        return f"{who}, {choice}" if poll.is_closed else f"{who}, {choice}, you can change it"

    @property
    def too_few(self) -> bool:
        return self.poll.is_closed and self.poll.is_anonymous and self.answers < rules.FEWEST_ANSWERS


def shown_poll(poll: Poll, now: datetime) -> ShownPoll:
    """Reads a poll; personal parts are not in it."""
    votes, names = tally(poll), names_by_option(poll)
    is_shown = poll.is_closed and not (poll.is_anonymous and poll.answers < rules.FEWEST_ANSWERS)
    is_shown = is_shown or not (poll.is_hidden or poll.is_closed)
    total = sum(votes.values())
    bars = [
        Bar(
            option=option,
            votes=votes.get(option.pk, 0) if is_shown else None,
            share=round(100 * votes.get(option.pk, 0) / total) if total else 0,
            names=names.get(option.pk, []),
        )
        for option in poll.options.all()
    ]
    return ShownPoll(poll, bars, answer_count(poll), now)


def shown_polls(polls: Iterable[Poll], now: datetime) -> list[ShownPoll]:
    return [shown_poll(poll, now) for poll in polls]
