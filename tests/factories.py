"""Plain functions that make test data through the services, as the product does."""

import itertools
from datetime import UTC, date, datetime, timedelta

from sprints.planning.services import commit_sprint, create_sprint
from sprints.scope.services import add_to_sprint
from stories.checks.services import tick_criterion, tick_item
from stories.models import ChecklistTick
from stories.personas.services import create_persona
from stories.rules import Category, Gate
from stories.story.queries import checklist
from stories.story.services import change_status, create_story
from teams.models import User
from teams.rules import OrganisationRole, TeamRole
from teams.services.members import add_member, join_organisation
from teams.services.organisations import create_organisation, create_team

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def make_user(name="", **fields) -> User:
    number = next(_numbers)
    name = name or f"Person {number}"
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}.{number}@example.org")
    # An unusable password spares each test the price of a real hash; sign in with `client.force_login`.
    return User.objects.create_user(email, None, name=name, **fields)


def make_team(name="Pulse", *, owner=None, organisation=None, now=NOW, **fields):
    """A team in its own organisation, with the owner as its Scrum master."""
    owner = owner or make_user("Olga Owner")
    organisation = organisation or create_organisation(name="Heartworks", owner=owner, now=now)
    return create_team(organisation=organisation, name=name, actor=owner, now=now, **fields)


def make_member(team, *roles, name="", organisation_role=OrganisationRole.MEMBER, now=NOW) -> User:
    """A new person with these roles on the team (team member when none is given)."""
    user = make_user(name)
    join_organisation(organisation=team.organisation, user=user, actor=user, now=now, role=organisation_role)
    add_member(team=team, user=user, roles=roles or (TeamRole.MEMBER,), actor=user, now=now)
    return user


def owner_of(team) -> User:
    return team.memberships.order_by("pk").first().user


def make_persona(team, name="Ward nurse", now=NOW, **fields):
    existing = team.organisation.personas.filter(name=name).first()
    return existing or create_persona(
        organisation=team.organisation, actor=owner_of(team), now=now, name=name, **fields
    )


def make_story(team, title="See open alarms", *, points=3, ready=True, now=NOW, criteria=("It works",), **fields):
    """A story that is Ready unless told otherwise."""
    actor = fields.pop("actor", None) or owner_of(team)
    if ready and fields.get("kind", "story") == "story":
        sentence = {"persona": make_persona(team), "goal": "to see it", "value": "nothing is missed"}
        fields = {**sentence, **fields}
    story = create_story(team=team, actor=actor, now=now, title=title, points=points, criteria=criteria, **fields)
    if ready:
        tick_all(story, Gate.READY, actor=actor, now=now)
    return story


def tick_all(story, gate, *, actor, now=NOW):
    """Ticks what is open. The last by the service, which says so to everybody; one such act is enough for tests."""
    *most, last = [item for item, ticked in checklist(story, gate) if not ticked] or [None]
    ChecklistTick.objects.bulk_create(
        ChecklistTick(story=story, item=item, ticked_by=actor, ticked_at=now) for item in most
    )
    if last:
        tick_item(story=story, item=last, ticked=True, actor=actor, now=now)


def make_sprint(team, *, stories=(), start=date(2026, 11, 2), days=12, now=NOW, **fields):
    """A planned sprint with these stories in it."""
    actor = owner_of(team)
    sprint = create_sprint(
        team=team, start_date=start, end_date=start + timedelta(days - 1), actor=actor, now=now, **fields
    )
    for story in stories:
        add_to_sprint(sprint=sprint, story=story, actor=actor, now=now)
    return sprint


def make_running_sprint(team, *, stories=None, now=NOW, **fields):
    """A committed sprint; with one Ready story unless told otherwise."""
    sprint = make_sprint(team, stories=[make_story(team)] if stories is None else stories, now=now, **fields)
    commit_sprint(sprint=sprint, actor=owner_of(team), now=now)
    sprint.refresh_from_db()
    return sprint


def status(team, category):
    return team.statuses.filter(category=category).first()


def finish(story, *, now=NOW, actor=None):
    """Takes a story through the Definition of Done to Done."""
    actor = actor or owner_of(story.team)
    for criterion in story.criteria.all():
        tick_criterion(criterion=criterion, met=True, actor=actor, now=now)
    tick_all(story, Gate.DONE, actor=actor, now=now)
    return change_status(story=story, status=status(story.team, Category.DONE), actor=actor, now=now)
