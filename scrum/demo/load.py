"""Makes the demo organisation by calling the services with back-dated clocks, never by writing rows.

All that ever happened is laid out on one time line first and then done in that order, so that keys, ledgers and the
diary are as honest as those of a team that worked for half a year.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from scrum.demo import backlog, past, people, poker, present, releases, retros, reviews, shares, standups, talk
from scrum.demo.reading import Fate, Line, backlog_lines, criterion, fate, sprint_lines, usual_criteria
from sprints.closing.services import close_sprint
from sprints.models import Sprint
from sprints.planning.services import commit_sprint, create_sprint, edit_sprint
from sprints.rules import working_dates
from sprints.scope.services import add_to_sprint, mark_goal_story, remove_from_sprint
from stories.backlog.services import rank_story
from stories.checks.services import tick_criterion, tick_item
from stories.impediments.services import raise_impediment
from stories.labels.services import create_epic, create_label
from stories.models import Epic, Label, Story
from stories.personas.services import create_persona
from stories.rules import Category, Gate
from stories.spikes.services import write_learning
from stories.story.queries import checklist
from stories.story.services import change_status, create_story, edit_story, estimate_story
from teams.availability.services.absences import enter_absence
from teams.availability.services.allocations import allocate
from teams.availability.services.holidays import keep_holidays_of
from teams.models import Team, User
from teams.services.members import add_member, join_organisation
from teams.services.organisations import create_organisation, create_team, edit_team

SPRINT_DAYS = 14
TODAY_IS_DAY = 7


@dataclass
class Cast:
    """The people, personas and the team that the time line acts on."""

    team: Team
    users: dict[str, User]
    personas: dict

    @property
    def scrum_master(self) -> User:
        return self.users["maren"]

    @property
    def product_owner(self) -> User:
        return self.users["ines"]

    def developer(self, number: int) -> User:
        return self.users[people.DEVELOPERS[number % len(people.DEVELOPERS)]]


class TimeLine:
    """What will be done, and when; `run` does it in order and leaves out what would lie in the future."""

    def __init__(self, zone):
        self.zone = zone
        self._acts: list[tuple[datetime, int, Callable[[datetime], object]]] = []

    def moment(self, day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=self.zone)

    def at(self, day: date, clock: str, act: Callable[[datetime], object]) -> None:
        self._acts.append((self.moment(day, clock), len(self._acts), act))

    def run(self, now: datetime) -> None:
        for moment, _, act in sorted(self._acts, key=lambda entry: entry[:2]):
            if moment <= now:
                act(moment)


def _make_cast(now: datetime, password: str) -> Cast:
    users = {}
    for name, mailbox, *_ in people.PEOPLE:
        users[mailbox] = User.objects.create_user(f"{mailbox}@pulse.example", None, name=name, date_joined=now)
    for _, mailbox, *_ in people.PEOPLE[: people.SIGN_IN_AS]:
        users[mailbox].set_password(password)
        users[mailbox].save(update_fields=["password"])
    owner = users[people.PEOPLE[0][1]]
    organisation = create_organisation(name=people.ORGANISATION, owner=owner, now=now)
    team = create_team(organisation=organisation, actor=owner, now=now, **people.TEAM)
    for _, mailbox, role, roles, share, kind, focus in people.PEOPLE[1:]:
        user = users[mailbox]
        join_organisation(organisation=organisation, user=user, actor=owner, now=now, role=role)
        add_member(team=team, user=user, roles=roles, allocation=share, kind=kind, focus=focus, actor=owner, now=now)
    team = edit_team(team=team, actor=owner, now=now, sprint_days=SPRINT_DAYS)
    team = keep_holidays_of(team=team, actor=owner, now=now, **people.HOLIDAYS)
    personas = {}
    for short, name, role, goals, frustrations, icon, tone in people.PERSONAS:
        personas[short] = create_persona(
            organisation=organisation, actor=users["ines"], now=now, name=name, role=role, goals=goals,
            frustrations=frustrations, icon=icon, tone=tone,
        )  # fmt: skip
    return Cast(team, users, personas)


def first_day(today: date, weekdays: list[int]) -> date:
    """The first day of a sprint whose working day number TODAY_IS_DAY is today, or the last one before a weekend."""
    start = today
    while len(working_dates(start, today, weekdays)) < TODAY_IS_DAY:
        start -= timedelta(1)
    return start


class Tale:
    """A story of the time line; `row` exists once the line has come to its creation."""

    def __init__(self, cast: Cast, line: Line, number: int):
        self.cast, self.line, self.number, self.row = cast, line, number, None

    def create(self, now: datetime) -> None:
        line, cast = self.line, self.cast
        criteria = line.criteria or usual_criteria(line, self.number)
        points = line.points if line.kind != "spike" and line.points != "?" else None
        self.row = create_story(
            team=cast.team, actor=cast.product_owner, now=now, kind=line.kind, title=line.title, points=points,
            persona=cast.personas.get(line.persona), goal=line.goal, value=line.value,
            criteria=[criterion(text) for text in criteria], timebox_days=2 if line.kind == "spike" else None,
            question=line.title if line.kind == "spike" else "", epic=_epic(cast, line.epic, now),
            labels=[_label(cast, name, now) for name in line.labels],
        )  # fmt: skip

    def tick(self, gate: Gate, now: datetime) -> None:
        for item, ticked in checklist(self.row, gate):
            if not ticked:
                tick_item(story=self.row, item=item, ticked=True, actor=self.cast.scrum_master, now=now)

    def move(self, category: Category, now: datetime) -> None:
        status = self.cast.team.statuses.filter(category=category).first()
        change_status(story=self.row, status=status, actor=self.cast.developer(self.number), now=now)

    def start(self, now: datetime) -> None:
        workers = [self.cast.developer(self.number)]
        if self.number % 4 == 1:
            workers.append(self.cast.developer(self.number + 1))
        edit_story(story=self.row, actor=workers[0], now=now, assignees=workers)
        self.move(Category.DOING, now)

    def finish(self, now: datetime) -> None:
        for met in self.row.criteria.all():
            tick_criterion(criterion=met, met=True, actor=self.cast.product_owner, now=now)
        self.tick(Gate.DONE, now)
        if self.line.kind == "spike":
            write_learning(spike=self.row, text=past.LEARNED, actor=self.cast.developer(self.number), now=now)
        self.move(Category.DONE, now)


def _epic(cast: Cast, name: str, now: datetime) -> Epic | None:
    if not name:
        return None
    found = cast.team.epics.filter(name=name).first()
    return found or create_epic(team=cast.team, name=name, actor=cast.product_owner, now=now)


def _label(cast: Cast, name: str, now: datetime) -> Label:
    found = cast.team.labels.filter(name=name).first()
    return found or create_label(team=cast.team, name=name, actor=cast.product_owner, now=now)


class SprintPlan:
    """One sprint of the time line: its days, its stories and what happens to each."""

    def __init__(self, cast: Cast, line: TimeLine, goal: str, start: date, stories: list[tuple[Tale, Fate]]):
        self.cast, self.line, self.goal, self.stories = cast, line, goal, stories
        self.start, self.end = start, _last_day(start, cast.team)
        self.days = working_dates(self.start, self.end, cast.team.working_days)
        self.sprint: Sprint | None = None

    def day(self, number: int) -> date:
        return self.days[number - 1]

    def lay_out(self, days_off: dict[str, int]) -> None:
        """Puts planning, every story's fate and the close on the time line."""
        eve = self.start - timedelta(5)
        self.line.at(eve, "09:00", self._plan)
        for story, happens in self.stories:
            self._lay_out_story(story, happens, eve)
        for mailbox, days in days_off.items():
            self.line.at(self.start, "10:30", lambda now, m=mailbox, d=days: self._take_off(m, d, now))
        self.line.at(self.day(1), "10:42", self._commit)
        self.line.at(self.day(10), "16:40", self._close)

    def _plan(self, now: datetime) -> None:
        who = {"actor": self.cast.scrum_master, "now": now}
        self.sprint = self.cast.team.sprints.planned().first() or create_sprint(
            team=self.cast.team, start_date=self.start, end_date=self.end, **who
        )
        edit_sprint(sprint=self.sprint, goal=self.goal, start_date=self.start, end_date=self.end, **who)

    def _lay_out_story(self, story: Tale, happens: Fate, eve: date) -> None:
        line, number = self.line, story.number
        if story.row is None and not getattr(story, "laid_out", False):
            story.laid_out = True
            created = self.day(happens.added) if happens.added else eve - timedelta(60 + number % 20)
            line.at(created, f"09:{number % 50:02d}", story.create)
            line.at(created, "10:05", lambda now: story.tick(Gate.READY, now))
        joined = (self.day(happens.added), "11:10") if happens.added else (self.start, f"10:{number % 20:02d}")
        line.at(*joined, lambda now: self._add(story, happens, now))
        self._lay_out_work(story, happens)

    def _lay_out_work(self, story: Tale, happens: Fate) -> None:
        line, minute = self.line, f"{story.number * 7 % 60:02d}"
        begun = happens.started or happens.blocked or max(1, (happens.in_review or happens.done) - 2)
        if happens.re_estimated[0]:
            line.at(
                self.day(happens.re_estimated[0]), f"11:{minute}", lambda now: self._re_estimate(story, happens, now)
            )
        if happens.done or happens.started or happens.in_review or happens.blocked:
            line.at(self.day(max(begun, happens.added)), f"13:{minute}", story.start)
        if happens.blocked:
            line.at(self.day(happens.blocked), f"15:{minute}", lambda now: self._block(story, now))
        if happens.in_review or happens.done:
            line.at(
                self.day(happens.in_review or happens.done),
                f"14:{minute}",
                lambda now: story.move(Category.REVIEW, now),
            )
        if happens.done:
            line.at(self.day(happens.done), f"15:{minute}", story.finish)
        if happens.carried_to == "next":
            line.at(self.day(8), f"13:{minute}", story.start)
        if happens.removed:
            line.at(self.day(happens.removed), f"09:{minute}", lambda now: self._remove(story, now))

    def _add(self, story: Tale, happens: Fate, now: datetime) -> None:
        reason = story.line.reason if happens.added else ""
        actor = self.cast.product_owner
        add_to_sprint(sprint=self.sprint, story=story.row, actor=actor, now=now, reason=reason)
        if happens.serves_goal:
            mark_goal_story(sprint=self.sprint, story=story.row, serves_goal=True, actor=actor, now=now)

    def _remove(self, story: Tale, now: datetime) -> None:
        actor = self.cast.scrum_master
        remove_from_sprint(sprint=self.sprint, story=story.row, actor=actor, now=now, reason=story.line.reason)

    def _re_estimate(self, story: Tale, happens: Fate, now: datetime) -> None:
        estimate_story(
            story=story.row, points=happens.re_estimated[1], actor=self.cast.developer(story.number), now=now,
            reason=story.line.reason,
        )  # fmt: skip

    def _block(self, story: Tale, now: datetime) -> None:
        raise_impediment(
            team=self.cast.team, story=story.row, title=story.line.reason.rstrip("."), now=now,
            actor=self.cast.developer(story.number), next_step="Maren asks Regulatory every morning",
        )  # fmt: skip

    def _take_off(self, mailbox: str, days: int, now: datetime) -> None:
        """Days off in a row, the first ones of the sprint."""
        _enter_days_off(self.cast, mailbox, self.days[0], self.days[days - 1], now)

    def _commit(self, now: datetime) -> None:
        commit_sprint(sprint=self.sprint, actor=self.cast.scrum_master, now=now)

    @property
    def reaches_its_goal(self) -> bool:
        return not any(happens.carried_to and happens.serves_goal for _, happens in self.stories)

    def _close(self, now: datetime) -> None:
        destinations = {story.row.pk: happens.carried_to for story, happens in self.stories if happens.carried_to}
        close_sprint(
            sprint=self.sprint, destinations=destinations, actor=self.cast.scrum_master, now=now,
            goal_met=self.reaches_its_goal,
        )  # fmt: skip


def _enter_days_off(cast: Cast, mailbox: str, first: date, last: date, now: datetime, **about: object) -> None:
    user = cast.users[mailbox]
    enter_absence(
        organisation=cast.team.organisation, user=user, first_day=first, last_day=last, actor=user, now=now, **about
    )


def _last_day(start: date, team: Team) -> date:
    return working_dates(start, start + timedelta(SPRINT_DAYS - 1), team.working_days)[-1]


DAYS_OFF = {3: {"priya": 3}, 6: {"tomasz": 5}, 8: {"aisha": 5, "leo": 5}, 10: {"daniel": 1, "jonas": 2}}


def _lay_out_sprints(cast: Cast, line: TimeLine, today: date) -> list[SprintPlan]:
    start = first_day(today, cast.team.working_days)
    plans, carried = [], []
    lines = [(goal, sprint_lines(text)) for goal, text in past.SPRINTS]
    lines.append((present.GOAL, sprint_lines(present.STORIES)))
    numbers = iter(range(10_000))
    for position, (goal, rows) in enumerate(lines):
        stories = carried + [(Tale(cast, row, next(numbers)), fate(row.codes)) for row in rows]
        begins = start - timedelta(SPRINT_DAYS * (len(lines) - 1 - position))
        plan = SprintPlan(cast, line, goal, begins, stories)
        plan.lay_out(DAYS_OFF.get(position, {}))
        carried = [(story, fate(happens.goes_on)) for story, happens in stories if happens.carried_to == "next"]
        plans.append(plan)
    return plans


def _lay_out_backlog(cast: Cast, line: TimeLine, today: date) -> list[Tale]:
    stories = [Tale(cast, row, number) for number, row in enumerate(backlog_lines(backlog.STORIES))]
    for story in stories:
        created = today - timedelta(story.line.age_days)
        line.at(created, f"09:{story.number % 60:02d}", story.create)
        if story.line.points != "?" and story.line.criteria:
            line.at(created + timedelta(3), "16:00", lambda now, s=story: s.tick(Gate.READY, now))
    return stories


def _order_backlog(cast: Cast, stories: list[Tale], now: datetime) -> None:
    """Puts the written order on top; what came back from sprints stays below it."""
    for story in reversed(stories):
        fresh = Story.objects.get(pk=story.row.pk)
        if fresh.in_backlog:
            rank_story(story=fresh, actor=cast.product_owner, now=now)


def _plan_leave(cast: Cast, running: SprintPlan, now: datetime) -> None:
    """What the calendar holds from today on: a half day, a holiday, a training, and a coach who is asked for more."""
    coming = running.start + timedelta(SPRINT_DAYS)
    last_day = _last_day(coming, cast.team)
    days = working_dates(coming, last_day, cast.team.working_days)
    for mailbox, first, last, about in people.leave(running.day(TODAY_IS_DAY), days):
        _enter_days_off(cast, mailbox, first, last, now, **about)
    coach = cast.team.memberships.get(user=cast.users["sofia"])
    allocate(
        membership=coach, percent=60, kind=coach.kind, first_day=coming, last_day=last_day,
        actor=cast.scrum_master, now=now,
    )  # fmt: skip


SESSIONS = 3  # past poker sessions, before the latest sprints


def _lay_out_poker(cast: Cast, line: TimeLine, plans: list[SprintPlan]) -> None:
    """A session on the last working day before each of the latest sprints, about what is new in it."""
    for plan in plans[-SESSIONS:]:
        fresh = [story for story, happens in plan.stories if not happens.added and story.number % 7 in (0, 1, 2, 4)]
        day = working_dates(plan.start - timedelta(7), plan.start - timedelta(1), cast.team.working_days)[-1]
        line.at(day, "10:00", lambda now, p=plan, s=fresh: _hold_session(cast, p, s, now))


def _hold_session(cast: Cast, plan: SprintPlan, tales: list[Tale], now: datetime) -> None:
    sized = [tale.row for tale in tales if tale.row is not None and tale.row.points is not None]
    poker.play(poker.Table(cast.team, cast.users), sized[:5], f"Refinement for {plan.sprint}", now)


NEXT_GOAL = "A ward nurse takes over a shift and knows every open alarm within one minute."


def _plan_next(cast: Cast, running: SprintPlan, stories: list[Tale], now: datetime) -> None:
    start = running.start + timedelta(SPRINT_DAYS)
    who = {"actor": cast.scrum_master, "now": now}
    sprint = create_sprint(
        team=cast.team, start_date=start, end_date=_last_day(start, cast.team), goal=NEXT_GOAL, **who
    )
    for title in (
        "Send the alarm to the second nurse after 30 seconds",
        "See the last alarm of a patient from the ward list",
    ):
        story = next(story for story in stories if story.line.title == title)
        add_to_sprint(sprint=sprint, story=story.row, **who)


@transaction.atomic
def load(*, now: datetime) -> tuple[Team, str]:
    """Creates the demo organisation with half a year of history; returns its team and the sign-in password."""
    password = secrets.token_urlsafe(9)
    beginnings = now - timedelta(400)
    cast = _make_cast(beginnings, password)
    line = TimeLine(cast.team.zone)
    today = now.astimezone(cast.team.zone).date()
    plans = _lay_out_sprints(cast, line, today)
    waiting = _lay_out_backlog(cast, line, today)
    _lay_out_poker(cast, line, plans)
    worked = working_dates(plans[-1].start, today, cast.team.working_days)
    standups.lay_out(cast.team, cast.users, worked, line.at)
    retros.lay_out(cast.team, cast.users, plans[:-1], line.at)
    reviews.lay_out(line, plans[-3:-1], cast.users)
    line.run(now)
    yesterday = now - timedelta(days=1)
    unsized = [tale.row.key for tale in waiting if tale.line.points == "?" and tale.line.kind != "spike"]
    poker.open_rooms(poker.Table(cast.team, cast.users), unsized, yesterday)
    _order_backlog(cast, waiting, yesterday)
    talk.have_talks(cast.team, cast.users, yesterday)
    _plan_leave(cast, plans[-1], yesterday)
    _plan_next(cast, plans[-1], waiting, yesterday)
    releases.make_releases(cast.team, cast.users, plans[-1].sprint, yesterday)
    shares.make_shares(cast.team, cast.users, yesterday)
    return cast.team, password
