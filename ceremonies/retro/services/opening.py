"""A retrospective begins and ends here, and its phases do what belongs to them."""

from datetime import datetime

from django.db import transaction

from ceremonies.actions.queries import undecided
from ceremonies.meeting import announce
from ceremonies.meeting.blind import new_nonce
from ceremonies.meeting.rules import Kind, State
from ceremonies.meeting.services import lock_meeting, meeting_closed, open_meeting
from ceremonies.models import Meeting, Retro
from ceremonies.polls.services import ask_template, close_polls_of
from ceremonies.retro import rules
from ceremonies.retro.phases import CHECK_IN, CLOSE, GATHER, VOTE
from ceremonies.retro.services.board import end_vote, seal_cards, vote_anew
from core.errors import Conflict
from sprints.models import Sprint
from teams.models import Team, User
from teams.services import diary


@transaction.atomic
def open_retro(*, team: Team, sprint: Sprint | None, actor: User, now: datetime, title: str = "") -> Meeting:
    """A retrospective in its lobby, about `sprint`, held as the last one was. Raises Conflict for a foreign sprint."""
    if sprint is not None and sprint.team_id != team.pk:
        raise Conflict("That sprint belongs to another team.", field="sprint", fix="Choose one of yours.")
    last = Retro.objects.filter(meeting__team=team).order_by("-meeting__created_at", "-pk").first()
    title = title or (f"Retrospective of {sprint}" if sprint else "")
    meeting = open_meeting(team=team, kind=Kind.RETRO, actor=actor, now=now, title=title, sprint=sprint)
    Retro.objects.create(
        meeting=meeting,
        is_anonymous=last.is_anonymous if last else True,
        columns=last.columns if last else rules.columns_of("energy"),
        dots_each=last.dots_each if last else 5,
        most_actions=last.most_actions if last else 3,
        nonce=new_nonce(),
    )
    return meeting


@transaction.atomic
def set_up(
    *, meeting: Meeting, is_anonymous: bool, format_key: str, dots: int | None, most_actions: int | None,
    actor: User | None, now: datetime,
) -> Retro:  # fmt: skip
    """How it is held. Raises Conflict once it has started: what was promised to those who write stays."""
    meeting = lock_meeting(meeting)
    if meeting.state != State.LOBBY or meeting.started_at:
        raise Conflict("The retrospective has started.", fix="Change it before the next one.")
    retro = Retro.objects.get(meeting=meeting)
    retro.is_anonymous = is_anonymous
    retro.columns = rules.columns_of(format_key)
    retro.dots_each = rules.clean_number(dots, rules.DOTS, "dots")
    retro.most_actions = rules.clean_number(most_actions, rules.ACTIONS, "most_actions")
    retro.save()
    diary.record(
        actor=actor, verb="set up", subject=meeting, now=now, team=meeting.team, anonymous=is_anonymous,
        format=format_key, dots=dots, actions=most_actions,
    )  # fmt: skip
    announce.room_changed(meeting, now)
    return retro


def entered(meeting: Meeting, phase: str, actor: User | None, now: datetime) -> None:
    """Check-in and close ask how it was; the vote begins with a topic for every card."""
    if phase == CHECK_IN and not meeting.polls.filter(series="mood").exists():
        ask_template(team=meeting.team, key="mood", actor=actor, now=now, meeting=meeting)
    elif phase == VOTE:
        vote_anew(Retro.objects.get(meeting=meeting))
    elif phase == CLOSE and not meeting.polls.filter(series="worth").exists():
        ask_template(team=meeting.team, key="worth", actor=actor, now=now, meeting=meeting)


def may_leave(meeting: Meeting, phase: str, now: datetime) -> None:
    """The check-in ends when every open action of before is done, kept or dropped (RET-8)."""
    left = undecided(meeting) if phase == CHECK_IN else []
    if left:
        names = ", ".join(f"“{action.title}”" for action in left[:2]) + (" and more" if len(left) > 2 else "")
        raise Conflict(f"Not decided yet: {names}.", fix="Say of each whether it is done, kept or dropped.")


def left(meeting: Meeting, phase: str, actor: User | None, now: datetime) -> None:
    """Polls close with the phase that asked them; cards can be changed by their writers until gathering ends."""
    if phase in (CHECK_IN, CLOSE):
        close_polls_of(meeting, actor, now)
    retro = Retro.objects.get(meeting=meeting)
    if phase == GATHER:
        seal_cards(retro)
    elif phase == VOTE:
        end_vote(retro)


@meeting_closed.connect
def _end(*, meeting: Meeting, actor: User | None, now: datetime) -> None:
    """However it is closed: polls and dots are counted, and everything that tied them to people is deleted.

    A room that is opened again goes on with topics and actions; who gave which dot is gone for good.
    """
    retro = Retro.objects.filter(meeting=meeting.pk).first()
    if retro is None:
        return
    close_polls_of(meeting, actor, now)
    seal_cards(retro)
    end_vote(retro)
