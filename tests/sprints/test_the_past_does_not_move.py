"""SPR-8: no later act changes a closed sprint's numbers, whoever looks.

A state machine does to a team what people do to teams, at random. After every step, the bytes of the numbers that
each viewer is served for each closed sprint are those of its closing; at the end so are the tables for download.
"""

import json
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.errors import DomainError
from sprints.board import memory
from sprints.closing.services import Destination, close_sprint
from sprints.planning.services import commit_sprint, create_sprint, following_dates
from sprints.scope.services import add_to_sprint, remove_from_sprint
from stories.models import Story
from stories.permissions import Override
from stories.personas.services import edit_persona
from stories.story.services import (
    archive_story,
    change_status,
    delete_story,
    edit_story,
    estimate_story,
    restore_story,
)
from teams.availability.services.holidays import add_day_off
from teams.rules import TeamRole
from teams.services.members import edit_member, edit_profile
from teams.services.organisations import edit_team
from tests.factories import NOW, make_member, make_persona, make_story, make_team, owner_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NUMBERS, SNAPSHOT, LIST = "sprints:report_numbers", "sprints:commitment_csv", "sprints:reports_csv"
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns")

picks = st.integers(0, 99)
sizes = st.sampled_from([None, 0, 1, 2, 3, 5, 8, 13, "0.5"])


class TheLifeOfATeam(RuleBasedStateMachine):
    """One team with one closed sprint to begin with; the clock goes on by an hour with every act."""

    def __init__(self):
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self._forget()
        self.now, self.sealed, self.tables = NOW, {}, {}

    def teardown(self):
        self.every_table_stands_still_for_everybody()
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)
        self._forget()

    def _forget(self):
        """A rolled back database gives the same keys again."""
        memory.forget()
        for cache in caches.all(initialized_only=True):
            cache.clear()

    @initialize()
    def a_team_with_one_closed_sprint(self):
        self.team = make_team()
        self.owner, self.persona = owner_of(self.team), make_persona(self.team)
        viewers = [TeamRole.SCRUM_MASTER, TeamRole.MEMBER, TeamRole.STAKEHOLDER]
        self.people = {role: make_member(self.team, role, name=role.title()) for role in viewers}
        self.clients = {"owner": self._client(self.owner)} | {r: self._client(u) for r, u in self.people.items()}
        self.member = make_member(self.team, TeamRole.MEMBER, name="Changing Person")
        for size in (1, 3, 5, 8):
            make_story(self.team, f"Size {size}", points=size)
        self.plan_and_commit(count=3)
        self.move(which=0, to=3)
        self.close(destinations=[Destination.NEXT_SPRINT, Destination.BACKLOG])

    def _client(self, user):
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    def _hour_later(self):
        self.now += timedelta(hours=1)
        return {"actor": self.owner, "now": self.now}

    def _story(self, which, **filters):
        stories = list(Story.objects.filter(team=self.team, **filters).order_by("pk"))
        return stories[which % len(stories)] if stories else None

    def _running(self):
        return self.team.sprints.active().first()

    @rule(which=picks, to=st.integers(0, 3))
    def move(self, which, to):
        if story := self._story(which, archived_at=None):
            override = Override(by=self.owner, reason="Shown at the review")
            change_status(story=story, status=self.team.statuses.all()[to], override=override, **self._hour_later())

    @rule(which=picks, points=sizes)
    def estimate(self, which, points):
        if story := self._story(which):
            estimate_story(story=story, points=points, reason="Learned more", **self._hour_later())

    @rule(which=picks, title=st.text("abc =@", min_size=1, max_size=12).filter(str.strip))
    def edit(self, which, title):
        if story := self._story(which):
            edit_story(story=story, title=title, **self._hour_later())

    @rule(which=picks)
    def archive(self, which):
        if story := self._story(which, archived_at=None):
            archive_story(story=story, **self._hour_later())

    @rule(which=picks)
    def restore(self, which):
        if story := self._story(which, archived_at__isnull=False):
            restore_story(story=story, **self._hour_later())

    @rule(which=picks)
    def delete(self, which):
        if story := self._story(which):
            self._try(delete_story, story=story, **self._hour_later())

    @rule(points=sizes)
    def write(self, points):
        make_story(self.team, points=points, now=self._hour_later()["now"])

    @rule(which=picks)
    def add(self, which):
        if (sprint := self._running()) and (story := self._story(which, in_backlog=True, archived_at=None)):
            self._try(add_to_sprint, sprint=sprint, story=story, reason="Asked for", **self._hour_later())

    @rule(which=picks)
    def remove(self, which):
        if (sprint := self._running()) and (story := self._story(which, sprint_item__sprint=sprint)):
            self._try(remove_from_sprint, sprint=sprint, story=story, reason="Not now", **self._hour_later())

    @precondition(lambda self: not self._running())
    @rule(count=st.integers(1, 4))
    def plan_and_commit(self, count):
        sprint = self.team.sprints.planned().first() or self._plan()
        for story in Story.objects.filter(team=self.team).in_backlog().ordered()[:count]:
            self._try(add_to_sprint, sprint=sprint, story=story, **self._hour_later())
        override = Override(by=self.owner, reason="The ward waits for it")
        self._try(commit_sprint, sprint=sprint, override=override, **self._hour_later())

    def _plan(self):
        start, end = following_dates(self.team, self.team.sprints.last(), self.now.date())
        return create_sprint(team=self.team, start_date=start, end_date=end, goal="See it", **self._hour_later())

    @precondition(lambda self: self._running())
    @rule(destinations=st.lists(st.sampled_from(Destination), min_size=1, max_size=4))
    def close(self, destinations):
        sprint = self._running()
        unfinished = [item.story_id for item in sprint.items.exclude(story__status__category="done")]
        places = {story: destinations[n % len(destinations)] for n, story in enumerate(unfinished)}
        close_sprint(sprint=sprint, destinations=places, goal_met=True, **self._hour_later())
        self.sealed[sprint.number] = self._numbers(self.clients["owner"], sprint.number)
        self.tables[sprint.number] = self._tables(self.clients["owner"], sprint.number)

    def _try(self, act, **request):
        """Some acts are refused in some states; a refusal must not move the past either."""
        try:
            with transaction.atomic():
                act(**request)
        except DomainError:
            pass

    @rule(roles=st.lists(st.sampled_from(TeamRole), min_size=1, max_size=4, unique=True))
    def change_roles(self, roles):
        membership = self.team.memberships.get(user=self.member)
        edit_member(membership=membership, roles=roles, **self._hour_later())

    @rule(name=st.text("xyz", min_size=1, max_size=8))
    def rename_people_and_personas(self, name):
        edit_profile(user=self.member, name=name, single_keys=True)
        self._try(edit_persona, persona=self.persona, name=f"Nurse {name}", **self._hour_later())

    @rule(zone=st.sampled_from(ZONES), days=st.sampled_from([[0, 1, 2], [0, 1, 2, 3, 4], [5, 6]]))
    def live_elsewhere(self, zone, days):
        edit_team(team=self.team, time_zone=zone, working_days=days, **self._hour_later())

    @rule(days_ago=st.integers(0, 30))
    def be_off_together(self, days_ago):
        day = self.now.date() - timedelta(days_ago)
        self._try(add_day_off, team=self.team, day=day, name="Company outing", **self._hour_later())

    @invariant()
    def the_past_stands_still_for_everybody(self):
        for number, at_closing in self.sealed.items():
            for name, client in self.clients.items():
                assert self._numbers(client, number) == at_closing, (number, name)

    def every_table_stands_still_for_everybody(self):
        for number, at_closing in self.tables.items():
            for name, client in self.clients.items():
                assert self._tables(client, number) == at_closing, (number, name)

    def _numbers(self, client, number):
        return self._served(client, NUMBERS, number=number)

    def _tables(self, client, number):
        """The snapshot, and the sprint's line in the list of all."""
        lines = self._served(client, LIST).splitlines()
        return self._served(client, SNAPSHOT, number=number), [x for x in lines if x.startswith(b"%d," % number)]

    def _served(self, client, route, **kwargs):
        answer = client.get(self._address(route, **kwargs))
        assert answer.status_code == 200
        return answer.content

    def _address(self, route, **kwargs):
        return reverse(route, kwargs=self.team.url_kwargs | kwargs)


@pytest.mark.django_db
def test_no_later_act_moves_a_closed_sprint_for_any_viewer():
    # A tenth of what the profile asks for: each example is a whole life of a team.
    lives = settings(
        max_examples=max(1, settings.default.max_examples // 10),
        stateful_step_count=20,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(TheLifeOfATeam, settings=lives)


@pytest.mark.django_db
def test_the_numbers_that_are_compared_are_all_there():
    life = TheLifeOfATeam()
    life.a_team_with_one_closed_sprint()
    numbers = json.loads(life.sealed[1])
    assert numbers["totals"] | {"committed": "9.00", "done": "1.00", "carried": "8.00"} == numbers["totals"]
    assert numbers["series"].keys() == {"burndown", "burn-up", "flow"}
    snapshot, [line] = life.tables[1]
    assert b"Size 1" in snapshot
    assert b"closed" in line
    life.teardown()
