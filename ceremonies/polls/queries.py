"""What polls read. Of an anonymous one nothing leaves before it is closed but how many have answered."""

from collections import Counter
from datetime import datetime

from ceremonies.meeting.blind import token_of
from ceremonies.models import Meeting, Participant, Poll, PollAnswer
from ceremonies.polls import rules
from teams.models import Team, User


def answer_count(poll: Poll) -> int:
    """How many have answered."""
    if poll.is_closed:
        return poll.answers
    if poll.is_anonymous:
        return len(poll.ballots)
    people = PollAnswer.objects.filter(option__poll=poll).values_list("user", "seat")
    return people.distinct().count()


def tally(poll: Poll) -> dict[int, int]:
    """Votes by option id, as far as they may be shown; empty where they may not."""
    shown = rules.may_show(
        is_anonymous=poll.is_anonymous, is_hidden=poll.is_hidden, is_closed=poll.is_closed, answers=answer_count(poll)
    )
    if not shown:
        return {}
    if poll.is_closed:
        return {option.pk: option.votes for option in poll.options.all()}
    return Counter(PollAnswer.objects.filter(option__poll=poll).values_list("option", flat=True))


def names_by_option(poll: Poll) -> dict[int, list[str]]:
    """Who chose what in a named poll whose result may be shown."""
    found: dict[int, list[str]] = {}
    if not poll.is_anonymous and (poll.is_closed or not poll.is_hidden):
        for answer in PollAnswer.objects.filter(option__poll=poll).select_related("user", "seat").order_by("pk"):
            name = answer.user.get_short_name() if answer.user else answer.seat.guest_name
            found.setdefault(answer.option_id, []).append(name)
    return found


def own_choice(poll: Poll, person: User | Participant | None) -> list[int]:
    """The option ids that the asking person has chosen: for their own eyes."""
    if person is None or (poll.is_closed and poll.is_anonymous):
        return []
    if poll.is_anonymous:
        return poll.ballots.get(token_of(poll.nonce, person), [])
    return list(answers_of(poll, person).values_list("option", flat=True))


def answers_of(poll: Poll, person: User | Participant):
    """Rows of a named poll that are the person's."""
    if isinstance(person, Participant) and person.user_id is None:
        return PollAnswer.objects.filter(option__poll=poll, seat=person)
    user = person.user_id if isinstance(person, Participant) else person.pk
    return PollAnswer.objects.filter(option__poll=poll, user=user)


def polls_in(meeting: Meeting) -> list[Poll]:
    """Polls of a room, newest first."""
    return list(meeting.polls.prefetch_related("options").order_by("-asked_at", "-pk"))


def open_polls(team: Team, now: datetime) -> list[Poll]:
    """Polls that the team may answer now outside a room, newest first."""
    rows = team.polls.filter(meeting=None).open_at(now)
    return list(rows.prefetch_related("options").select_related("asked_by", "story").order_by("-asked_at", "-pk"))


def trend_of(team: Team, series: str, limit: int = 6) -> list[tuple[Poll, int, int]]:
    """Closed polls of a series that may be shown, oldest first, each with its good and all answers."""
    template = rules.KNOWN.get(series)
    if template is None or not template.good:
        return []
    rows = team.polls.closed().filter(series=series, answers__gte=rules.FEWEST_ANSWERS)
    found = []
    for poll in rows.select_related("sprint").prefetch_related("options").order_by("-asked_at", "-pk")[:limit]:
        votes = [option.votes for option in poll.options.all()]
        found.append((poll, sum(votes[: template.good]), sum(votes)))
    return found[::-1]
