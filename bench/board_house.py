"""The whole house with a full and a small board, for measuring.

`python -m bench.board_house FD` serves on an inherited socket, with DATA_DIR from the environment. Prints what it has
made as one line of JSON.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import IO

import django
import uvicorn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from forecasting.releases.services import create_release  # noqa: E402
from forecasting.sharing.services import share_report  # noqa: E402
from scrum.web import config  # noqa: E402
from sprints.board import memory  # noqa: E402
from sprints.history.services import record_past_sprint  # noqa: E402
from sprints.planning.services import commit_sprint, create_sprint  # noqa: E402
from sprints.scope.services import add_to_sprint  # noqa: E402
from stories.checks.services import tick_item  # noqa: E402
from stories.models import Story  # noqa: E402
from stories.personas.services import create_persona  # noqa: E402
from stories.rules import Gate  # noqa: E402
from stories.story.queries import checklist  # noqa: E402
from stories.story.services import change_status, create_story  # noqa: E402
from teams.models import Team, User  # noqa: E402
from teams.rules import OrganisationRole, TeamRole  # noqa: E402
from teams.services.members import add_member, join_organisation  # noqa: E402
from teams.services.organisations import create_organisation, create_team  # noqa: E402

FULL, SMALL = 200, 20
PEOPLE = 10
PAST_SPRINTS = 12
FORTNIGHT = timedelta(14)


def session_of(user: User) -> str:
    """The key of a new signed-in session."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def ready_story(team: Team, number: int, persona, owner: User, now) -> Story:
    """A story as teams write them, with three criteria, ready to be committed."""
    story = create_story(
        team=team, actor=owner, now=now, title=f"See the alarm number {number} at the bedside in time", points=3,
        persona=persona, goal="to see it", value="nothing is missed", assignees=[owner],
        criteria=["It is seen", "It is heard", "It is kept"],
    )  # fmt: skip
    for item, _ in checklist(story, Gate.READY):
        tick_item(story=story, item=item, ticked=True, actor=owner, now=now)
    return story


def full_team(name: str, number: int, owner: User, organisation) -> Team:
    """A team with a past and with `number` stories on its board, a quarter of them in progress."""
    now = timezone.now() - timedelta(4)
    team = create_team(organisation=organisation, name=name, actor=owner, now=now)
    persona = organisation.personas.first() or create_persona(
        organisation=organisation, actor=owner, now=now, name="Ward nurse"
    )
    for back in range(PAST_SPRINTS, 0, -1):
        record_past_sprint(
            team=team, number=PAST_SPRINTS + 1 - back,
            committed=Decimal(30 + back % 3), completed=Decimal(25 + back % 7),
            start_date=now.date() - FORTNIGHT * back, end_date=now.date() - FORTNIGHT * back + timedelta(11),
            actor=owner, now=now,
        )  # fmt: skip
    sprint = create_sprint(team=team, start_date=now.date(), end_date=now.date() + timedelta(11), actor=owner, now=now)
    for n in range(number):
        add_to_sprint(sprint=sprint, story=ready_story(team, n, persona, owner, now), actor=owner, now=now)
    commit_sprint(sprint=sprint, actor=owner, now=now)
    doing = team.statuses.get(category="doing")
    for story in team.stories.order_by("pk")[: number // 4]:
        change_status(story=story, status=doing, actor=owner, now=now + timedelta(hours=1))
    return team


def colleague(team: Team, number: int) -> User:
    """One more person on the team, to share the open sockets."""
    user, now = User.objects.create_user(f"{number}@bench.test", None, name=f"Colleague {number}"), timezone.now()
    join_organisation(organisation=team.organisation, user=user, actor=user, now=now, role=OrganisationRole.MEMBER)
    add_member(team=team, user=user, roles=[TeamRole.MEMBER], actor=user, now=now)
    return user


def queries_of(team: Team, owner: User) -> dict[str, int]:
    """How many queries the board takes when nothing is kept, and when everything is."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    client.force_login(owner, backend=settings.AUTHENTICATION_BACKENDS[0])
    memory.forget()
    found = {}
    for name in ("cold", "warm"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/t/{team.organisation.slug}/{team.slug}/board/").status_code == 200
        found[name] = len(captured)
    return found


def report_of(team: Team, owner: User) -> str:
    """The address of a shared report of a release of everything that the team has, with a target date."""
    now, everything = timezone.now(), [*team.stories.all()]
    target = now.date() + FORTNIGHT * 8
    release = create_release(team=team, name="All", stories=everything, target_date=target, actor=owner, now=now)
    _, token = share_report(team=team, release=release, name="Bench", expires_at=now + FORTNIGHT, actor=owner, now=now)
    return f"/r/{token}/"


def build() -> dict:
    """Makes the data; returns what the measuring side must know."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():  # one wait for the disk instead of thousands
        owner = User.objects.create_user("olga@bench.test", None, name="Olga Owner")
        organisation = create_organisation(name="Bench", owner=owner, now=timezone.now())
        small = full_team("Small", SMALL, owner, organisation)
        full = full_team("Full", FULL, owner, organisation)
        report = report_of(full, owner)
        people = [owner, *(colleague(full, number) for number in range(1, PEOPLE))]
    todo, doing = full.statuses.filter(category__in=("todo", "doing"))
    return {
        "team": f"/t/{organisation.slug}/{full.slug}/",
        "report": report,
        "key": full.pk,
        "topic": f"board:{full.sprints.active().get().pk}",
        "sessions": [session_of(person) for person in people],
        "columns": [doing.pk, todo.pk],
        "stories": list(full.stories.order_by("-pk").values_list("pk", "key")[:50]),
        "queries": {"small": queries_of(small, owner), "full": queries_of(full, owner)},
    }


@contextmanager
def speaking_alone() -> Iterator[IO[str]]:
    """Our output for ourselves: the house's log, which is part of what a request costs, goes nowhere from now on."""
    own = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    with os.fdopen(own, "w") as told:
        yield told


def main() -> None:
    settings.ROOT_URLCONF = "bench.board_urls"
    with speaking_alone() as told:
        told.write(json.dumps(build()) + "\n")
    uvicorn.Server(config()).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
