"""Answers in writing, and what is in the way made an impediment (STD-3, STD-5, STD-7)."""

from datetime import date, datetime

from django.db import transaction

from ceremonies.meeting.announce import room_changed
from ceremonies.meeting.rules import State, require_open
from ceremonies.meeting.services import lock_meeting
from ceremonies.models import Meeting, StandupAnswer
from ceremonies.standup import rules
from ceremonies.standup.queries import days_to_answer, settled_at, standups_on
from ceremonies.standup.rules import Words
from core.errors import Conflict
from stories.impediments.services import raise_impediment
from stories.models import Impediment, Story
from teams.models import Team, User
from teams.services import diary


@transaction.atomic
def write_answer(*, team: Team, user: User, day: date, words: Words, now: datetime) -> StandupAnswer:
    """Writes a person's three answers for a day, or changes them. The same words again: no change.

    Written after the cut-off (or the end of the day's standup) it is marked as late, changed after it as edited.
    Raises Invalid at the field that is wrong, Conflict at `day` for other days than today's and the next standup.
    """
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    rules.require_answerable(day, days_to_answer(team, now))
    words = rules.clean_words(words)
    settled = settled_at(team, day)
    is_after = settled is not None and now >= settled
    answer = team.standup_answers.filter(user=user, day=day).first()
    if answer is None:
        answer = StandupAnswer(team=team, user=user, day=day, written_at=now, is_late=is_after)
    elif words == words_of(answer):
        return answer
    elif is_after:
        answer.edited_at = now
    answer.yesterday, answer.today, answer.in_the_way = words.yesterday, words.today, words.in_the_way
    answer.save()
    diary.record(actor=user, verb="answered", subject=answer, now=now, team=team, day=day)
    _tell_rooms(team, day, now)
    return answer


def words_of(answer: StandupAnswer) -> Words:
    return Words(answer.yesterday, answer.today, answer.in_the_way)


def _tell_rooms(team: Team, day: date, now: datetime) -> None:
    for room in standups_on(team, day).open().select_related("team__organisation"):
        room_changed(room, now)


@transaction.atomic
def log_impediment_of(*, answer: StandupAnswer, actor: User, now: datetime, story: Story | None = None) -> Impediment:
    """What an answer says is in the way becomes an impediment. Again: the one that there is already."""
    rows = StandupAnswer.objects.select_for_update(of=("self",)).select_related("team__organisation", "impediment")
    answer = rows.get(pk=answer.pk)
    if answer.impediment is not None:
        return answer.impediment
    raised = raise_impediment(team=answer.team, title=answer.in_the_way, story=story, actor=actor, now=now)
    answer.impediment = raised
    answer.save(update_fields=["impediment"])
    _tell_rooms(answer.team, answer.day, now)
    return raised


@transaction.atomic
def log_impediment_in(
    *, meeting: Meeting, title: str, actor: User, now: datetime, story: Story | None = None,
    answer: StandupAnswer | None = None,
) -> Impediment:  # fmt: skip
    """Raises in the room what somebody has just said. With their `answer` it is logged once, however often pressed."""
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    if meeting.state != State.RUNNING:
        raise Conflict("The standup has not begun.", fix="Start it first.")
    if answer is not None and title.strip() == answer.in_the_way:
        return log_impediment_of(answer=answer, actor=actor, now=now, story=story)
    raised = raise_impediment(team=meeting.team, title=title, story=story, actor=actor, now=now)
    room_changed(meeting, now)
    return raised
