"""Polls are asked, answered and closed here. One poll has one lock, the row of the poll."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.views.decorators.debug import sensitive_variables

from ceremonies.meeting.blind import new_nonce, token_of
from ceremonies.meeting.rules import require_open
from ceremonies.models import Meeting, Participant, Poll, PollAnswer, PollOption
from ceremonies.polls import announce, rules
from ceremonies.polls.queries import answer_count, answers_of
from ceremonies.polls.rules import Draft, Option
from core.errors import Conflict, Invalid
from sprints.models import Sprint
from stories.models import Story
from teams.models import Team, User
from teams.services import diary


@dataclass(frozen=True)
class Manner:
    """How a poll is held. An anonymous one is always hidden until it closes: see `rules.may_show`."""

    is_anonymous: bool = True
    is_multiple: bool = False
    is_hidden: bool = True
    lets_add: bool = False
    for_stakeholders: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@transaction.atomic
def ask_poll(
    *, team: Team, draft: Draft, actor: User | None, now: datetime, manner: Manner = Manner(), series: str = "",
    meeting: Meeting | None = None, sprint: Sprint | None = None, story: Story | None = None,
) -> Poll:  # fmt: skip
    """Asks the team, or a room. Raises Invalid for a bad draft or times, Conflict for a room that is closed."""
    draft = rules.clean_draft(draft)
    if meeting is not None:
        require_open(meeting.state)
    opens, closes = manner.opens_at, manner.closes_at
    if closes is not None and closes <= max(now, opens or now):
        raise Invalid("The poll would close before it opens.", field="closes_at", fix="Choose a later time.")
    poll = Poll.objects.create(
        team=team, meeting=meeting, sprint=sprint or (meeting and meeting.sprint), story=story,
        question=draft.question, series=series, is_anonymous=manner.is_anonymous, is_multiple=manner.is_multiple,
        is_hidden=manner.is_hidden or manner.is_anonymous, lets_add=manner.lets_add,
        for_stakeholders=manner.for_stakeholders, asked_by=actor, asked_at=now, opens_at=opens, closes_at=closes,
        nonce=new_nonce() if manner.is_anonymous else "",
    )  # fmt: skip
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=place, emoji=option.emoji, text=option.text)
        for place, option in enumerate(draft.options)
    )
    diary.record(actor=actor, verb="asked", subject=poll, now=now, team=team)
    announce.poll_asked(poll, now)
    return poll


@transaction.atomic
def ask_template(
    *, team: Team, key: str, actor: User | None, now: datetime, meeting: Meeting | None = None,
    sprint: Sprint | None = None, manner: Manner = Manner(),
) -> list[Poll]:  # fmt: skip
    """Asks a question that the team asks again and again; "health" asks all of the health check."""
    templates = rules.HEALTH if key == "health" else [rules.template_of(key)]
    sprint = sprint or team.sprints.active().first() or team.sprints.closed().order_by("-number").first()
    return [
        ask_poll(
            team=team, draft=one.draft, actor=actor, now=now, manner=manner, series=one.key, meeting=meeting,
            sprint=meeting.sprint if meeting and meeting.sprint else sprint,
        )
        for one in templates
    ]  # fmt: skip


def locked(poll: Poll | int) -> Poll:
    """The poll as it is now, locked until the transaction ends; raises Conflict when it is gone."""
    key = poll.pk if isinstance(poll, Poll) else poll
    rows = Poll.objects.select_for_update(of=("self",)).select_related("team__organisation", "meeting")
    fresh = rows.filter(pk=key).first()
    if fresh is None:
        raise Conflict("This poll does not exist any more.", fix="Look at the list of polls.")
    return fresh


def _require_open(poll: Poll, now: datetime) -> None:
    rules.require_open(
        is_closed=poll.is_closed,
        has_begun=poll.opens_at is None or poll.opens_at <= now,
        is_over=poll.closes_at is not None and poll.closes_at <= now,
    )


@sensitive_variables("chosen", "choice")
@transaction.atomic
def answer_poll(*, poll: Poll, person: User | Participant, chosen: Collection[int], now: datetime) -> Poll:
    """Sets what the person chooses, in place of what they chose before; none takes it back.

    Raises Conflict when the poll is not open, Invalid for options that it does not have or too many. In an anonymous
    poll nothing is written but a blind token and the options; no time, no diary.
    """
    poll = locked(poll)
    _require_open(poll, now)
    options = list(poll.options.values_list("pk", flat=True))
    choice = rules.clean_choice(chosen, options, is_multiple=poll.is_multiple)
    if poll.is_anonymous:
        _drop_in(poll, token_of(poll.nonce, person), choice)
    else:
        _write_names(poll, person, choice)
    announce.poll_changed(poll, now)
    return poll


@sensitive_variables("choice")
def _drop_in(poll: Poll, token: str, choice: list[int]) -> None:
    ballots = {key: value for key, value in poll.ballots.items() if key != token}
    if choice:
        ballots[token] = choice
    poll.ballots = dict(sorted(ballots.items()))
    poll.save(update_fields=["ballots"])


def _write_names(poll: Poll, person: User | Participant, choice: list[int]) -> None:
    answers_of(poll, person).exclude(option__in=choice).delete()
    had = set(answers_of(poll, person).values_list("option", flat=True))
    is_guest = isinstance(person, Participant) and person.user_id is None
    user = None if is_guest else person.user_id if isinstance(person, Participant) else person.pk
    PollAnswer.objects.bulk_create(
        PollAnswer(option_id=option, user_id=user, seat=person if is_guest else None)
        for option in choice
        if option not in had
    )


@transaction.atomic
def add_option(*, poll: Poll, option: Option, now: datetime) -> PollOption:
    """Somebody adds an answer to choose from; of whom nothing is kept. Raises Conflict where that is not allowed."""
    poll = locked(poll)
    _require_open(poll, now)
    if not poll.lets_add:
        raise Conflict("This poll takes no more options.", field="option", fix="Ask whoever made it.")
    options = list(poll.options.all())
    if len(options) >= rules.MOST_OPTIONS:
        raise Conflict(f"A poll has at most {rules.MOST_OPTIONS} options.", field="option", fix="Choose one of them.")
    option = rules.clean_option(option, [Option(one.emoji, one.text) for one in options])
    added = PollOption.objects.create(poll=poll, position=len(options), emoji=option.emoji, text=option.text)
    announce.poll_changed(poll, now)
    return added


@transaction.atomic
def close_poll(*, poll: Poll | int, actor: User | None, now: datetime) -> Poll:
    """Counts, shows and ends it. Again: no change.

    Answers that wait for the lock meanwhile are refused: they are in wholly or not at all. What tied answers to
    people in an anonymous poll is deleted, so that a closed poll never opens again.
    """
    poll = locked(poll)
    if poll.is_closed:
        return poll
    counts = _counted(poll)
    poll.answers = answer_count(poll)
    poll.closed_at, poll.ballots, poll.nonce = now, {}, ""
    poll.save(update_fields=["answers", "closed_at", "ballots", "nonce"])
    for option in poll.options.all():
        option.votes = counts.get(option.pk, 0)
        option.save(update_fields=["votes"])
    diary.record(actor=actor, verb="closed", subject=poll, now=now, team=poll.team, answers=poll.answers)
    announce.poll_changed(poll, now)
    return poll


def _counted(poll: Poll) -> dict[int, int]:
    if not poll.is_anonymous:
        return dict(poll.options.annotate(n=Count("chosen")).values_list("pk", "n"))
    counts: dict[int, int] = {}
    for choice in poll.ballots.values():
        for option in choice:
            counts[option] = counts.get(option, 0) + 1
    return counts


def close_polls_of(meeting: Meeting, actor: User | None, now: datetime) -> None:
    """Everything that a room still asks is closed: with the room, or with the phase it was asked in."""
    for poll in meeting.polls.filter(closed_at=None).order_by("pk"):
        close_poll(poll=poll, actor=actor, now=now)
