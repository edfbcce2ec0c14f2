"""A team's people, its calendar and what its ceremonies left behind, as rows."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from ceremonies.models import Action, Poll, QueuedStory
from ceremonies.polls.queries import answer_count, tally
from stories.impediments.queries import seen_by
from teams.availability.queries import calendar_of
from teams.models import Team

PEOPLE: Final = ("Name", "E-mail", "Roles", "Share in %", "What they do")
CALENDAR: Final = ("Date", "Name", "Day", "Off", "Share in %")
ESTIMATES: Final = ("Agreed on", "Session", "Issue key", "Summary", "Points before", "Points agreed", "Rounds")

IMPEDIMENTS: Final = (
    "What", "Issue key", "Owner", "Next step", "Raised by", "Since", "Solved", "How", "Team", "Other team",
)  # fmt: skip
ACTIONS: Final = ("Decided on", "Action", "Owner", "Due", "How we know", "State", "Ended")
POLLS: Final = ("Closed", "Question", "Anonymous", "Answers", "Option", "Votes")


def people_rows(team: Team) -> Iterator[tuple]:
    """The members, by name."""
    for member in team.memberships.current().select_related("user").order_by("user__name", "pk"):
        roles = ", ".join(member.role_names)
        yield member.user.name, member.user.email, roles, member.allocation, member.focus


def calendar_rows(team: Team, first: date, last: date) -> Iterator[tuple]:
    """One row for each person and day; why somebody is off is not told."""
    for person in calendar_of(team, first, last):
        for day in person.days:
            off = ", ".join(sorted(half.value for half in day.off))
            yield day.date.isoformat(), person.user.name, day.state.value, off, day.share


def estimate_rows(team: Team) -> Iterator[tuple]:
    """What was agreed on in poker rooms, latest first; never a card of anybody."""
    agreed = QueuedStory.objects.filter(room__meeting__team=team).exclude(agreed_at=None)
    for item in agreed.select_related("room__meeting").prefetch_related("rounds").order_by("-agreed_at", "-pk"):
        on, session = item.agreed_at.date().isoformat(), item.room.meeting.title
        before, agreed_on = ("" if it is None else float(it) for it in (item.points_before, item.agreed_points))
        yield on, session, item.key, item.title, before, agreed_on, len(item.rounds.all())


def impediment_rows(team: Team) -> Iterator[tuple]:
    """All that the team has or had in its way, and what other teams wait for it with; oldest first."""
    for one in seen_by(team).order_by("opened_at", "pk"):
        story, owner, other = one.story.key if one.story else "", str(one.owner or ""), str(one.other_team or "")
        since, solved = _day(team, one.opened_at), _day(team, one.resolved_at)
        raised, whose = one.raised_by.name, one.team.name
        yield one.title, story, owner, one.next_step, raised, since, solved, one.resolution, whose, other


def action_rows(team: Team) -> Iterator[tuple]:
    """What retrospectives decided to try, oldest first."""
    for action in Action.objects.of_team(team).order_by("created_at", "pk"):
        decided, ended, due = _day(team, action.created_at), _day(team, action.ended_at), action.due_on.isoformat()
        yield decided, action.title, action.owner.name, due, action.measure, action.get_state_display(), ended


def poll_rows(team: Team) -> Iterator[tuple]:
    """Closed polls by option, latest first. Votes are empty where too few have answered to stay unknown."""
    for poll in (
        Poll.objects.closed().filter(team=team, meeting=None).prefetch_related("options").order_by("-closed_at")
    ):
        shown, anonymous = tally(poll), "yes" if poll.is_anonymous else "no"
        for option in poll.options.all():
            votes = shown.get(option.pk, 0) if shown else ""
            yield _day(team, poll.closed_at), poll.question, anonymous, answer_count(poll), str(option), votes


def _day(team: Team, moment: datetime | None) -> str:
    """The day by the team's clock."""
    return moment.astimezone(team.zone).date().isoformat() if moment else ""
