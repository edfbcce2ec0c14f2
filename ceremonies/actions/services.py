"""Actions are made in a retrospective and followed until they are done or dropped (RET-5)."""

from datetime import date, datetime

from django.db import transaction

from ceremonies.actions import rules
from ceremonies.meeting import announce
from ceremonies.meeting.phases import require_phase
from ceremonies.meeting.rules import require_open
from ceremonies.meeting.services import lock_meeting
from ceremonies.models import Action, Decision, Meeting, Retro
from core.errors import Conflict, Invalid
from teams.models import User
from teams.services import diary

WHERE_MADE = ("discuss", "actions", "close")


@transaction.atomic
def make_action(
    *, meeting: Meeting, title: str, owner_id: int | None, due_on: date | None, measure: str, actor: User | None,
    now: datetime, source: str = "",
) -> Action:  # fmt: skip
    """A decision with its owner, its day and how the team will know that it worked.

    Raises Conflict beyond the number that the team set itself, Invalid at the field that is wrong.
    """
    meeting = lock_meeting(meeting)
    require_open(meeting.state)
    require_phase(meeting.phase, *WHERE_MADE)
    most = Retro.objects.get(meeting=meeting).most_actions
    if meeting.actions.count() >= most:
        raise Conflict(f"{most} is the limit you chose: what is few gets done.", fix="Take another one out first.")
    action = Action.objects.create(
        team=meeting.team, meeting=meeting, created_at=now, source=source[:160], **_words(title, measure),
        owner=_owner(meeting, owner_id), due_on=rules.clean_due(due_on, meeting.team.today(now)),
    )  # fmt: skip
    diary.record(actor=actor, verb="decided", subject=action, now=now, team=meeting.team, owner=action.owner)
    announce.room_changed(meeting, now)
    return action


def _words(title: str, measure: str) -> dict[str, str]:
    return {
        "title": rules.clean_words(title, 160, "title", "What will you try?"),
        "measure": rules.clean_words(measure, 200, "measure", "How will you know that it worked?"),
    }


def _owner(meeting: Meeting, owner_id: int | None) -> User:
    member = meeting.team.memberships.current().select_related("user").filter(user=owner_id).first()
    if member is None:
        raise Invalid("An action has an owner of the team.", field="owner", fix="Choose somebody.")
    return member.user


@transaction.atomic
def change_action(
    *, action: Action, title: str, owner_id: int | None, due_on: date | None, measure: str, actor: User | None,
    now: datetime,
) -> Action:  # fmt: skip
    """Rewrites an action of a room that is open. Raises Conflict later: then it is decided on, not rewritten."""
    meeting = _open_room(action)
    before = action.title
    action.owner = _owner(meeting, owner_id)
    due = due_on if due_on == action.due_on else rules.clean_due(due_on, meeting.team.today(now))
    for name, value in {**_words(title, measure), "due_on": due}.items():
        setattr(action, name, value)
    action.save()
    diary.record(
        actor=actor, verb="changed", subject=action, now=now, team=meeting.team, title=(before, action.title)
    )  # fmt: skip
    announce.room_changed(meeting, now)
    return action


@transaction.atomic
def take_action_back(*, action: Action, actor: User | None, now: datetime) -> None:
    """Takes an action out of a room that is open."""
    meeting = _open_room(action)
    diary.record(actor=actor, verb="took back", subject=action, now=now, team=meeting.team)
    action.delete()
    announce.room_changed(meeting, now)


def _open_room(action: Action) -> Meeting:
    if action.meeting is None:
        raise Conflict("The retrospective of this action is gone.", fix="Decide on it in the next one.")
    meeting = lock_meeting(action.meeting)
    require_open(meeting.state)
    if not Action.objects.filter(pk=action.pk).exists():
        raise Conflict("That action is not there any more.", fix="Look at the list as it is now.")
    return meeting


@transaction.atomic
def decide_action(
    *, action: Action, verdict: str, actor: User | None, now: datetime, reason: str = "",
    meeting: Meeting | None = None,
) -> Action:  # fmt: skip
    """Says that an action is done, kept or dropped; in a `meeting` once, and changed as long as it is open.

    Raises Invalid at `verdict` or `reason`, Conflict for an action that is over.
    """
    verdict, reason = rules.clean_verdict(verdict, reason)
    if meeting is not None:
        meeting = lock_meeting(meeting)
        require_open(meeting.state)
    action = Action.objects.select_for_update(of=("self",)).select_related("team", "owner").get(pk=action.pk)
    said_here = meeting is not None and action.decisions.filter(meeting=meeting).exists()
    if not action.is_open and not said_here:
        raise Conflict(f"“{action.title}” is {action.state} already.", fix="Make a new action if it is needed again.")
    before = action.state
    action.state = rules.STATE_AFTER[verdict]
    action.ended_at = None if action.is_open else now
    action.save(update_fields=["state", "ended_at"])
    said = {"verdict": verdict, "reason": reason, "decided_at": now}
    if meeting is None:
        Decision.objects.create(action=action, **said)
    else:
        Decision.objects.update_or_create(action=action, meeting=meeting, defaults=said)
        announce.room_changed(meeting, now)
    diary.record(
        actor=actor, verb="decided", subject=action, now=now, team=action.team, state=(before, action.state),
        reason=reason,
    )  # fmt: skip
    return action
