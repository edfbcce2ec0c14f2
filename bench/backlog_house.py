"""The whole house with backlogs of 100, 200 and 10,000 stories, for measuring.

`python -m bench.backlog_house FD` serves on an inherited socket, with DATA_DIR from the environment. Prints what it has
made as one line of JSON.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator
from datetime import timedelta

import django
import uvicorn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrum.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.board_house import session_of, speaking_alone  # noqa: E402
from scrum.web import config  # noqa: E402
from stories.imports.rules import Draft  # noqa: E402
from stories.imports.services import import_stories  # noqa: E402
from stories.models import ChecklistTick, Persona  # noqa: E402
from stories.personas.services import create_persona  # noqa: E402
from stories.rules import Gate, Kind  # noqa: E402
from teams.models import Team, User  # noqa: E402
from teams.services.organisations import create_organisation, create_team  # noqa: E402

SIZES = {"hundred": 100, "small": 200, "large": 10_000}
LATELY_DONE = 40
WORDS = ("alarm", "ward", "recorder", "lead", "battery", "strip", "patient", "shift", "gain", "trial")
RARE = 20  # stories that have the rare word, in every backlog


def drafts(team: Team, number: int, persona: Persona, now) -> Iterator[Draft]:
    """Stories as teams write them: most with sentence, criteria, label and epic, a third ready, some of them old."""
    todo, done = (team.statuses.filter(category=category).first().pk for category in ("todo", "done"))
    for n in range(number + LATELY_DONE):
        word, other = WORDS[n % len(WORDS)], WORDS[n // len(WORDS) % len(WORDS)]
        yield Draft(
            line=n, kind=Kind.STORY, title=f"See the {word} of the {other} in time, number {n}", persona_id=persona.pk,
            goal=f"to see the {word}", value="nothing is missed", points=(1, 2, 3, 5, 8, 13)[n % 6],
            description=f"Seen on the {other} every day. " * 3, epic=f"Epic {n % 12}", labels=[word],
            criteria=[f"The {word} is seen", "It is heard", "It is kept" if n >= RARE else "It is kept by zebras"],
            status_id=todo if n < number else done, created_at=now - timedelta(days=n % 400),
        )  # fmt: skip


def team_of(name: str, number: int, owner: User, organisation, persona: Persona) -> Team:
    """A team with `number` stories in its backlog and a few done ones."""
    now = timezone.now()
    team = create_team(organisation=organisation, name=name, actor=owner, now=now)
    import_stories(team=team, drafts=drafts(team, number, persona, now), actor=owner, now=now)
    items = team.checklist_items.filter(gate=Gate.READY)
    ticked = team.stories.order_by("pk").values_list("pk", flat=True)[: number // 3]
    ChecklistTick.objects.bulk_create(
        ChecklistTick(story_id=story, item=item, ticked_by=owner, ticked_at=now) for story in ticked for item in items
    )
    return team


def build() -> dict:
    """Makes the data; returns what the measuring side must know."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():  # one wait for the disk instead of thousands
        now = timezone.now()
        owner = User.objects.create_user("olga@bench.test", None, name="Olga Owner")
        organisation = create_organisation(name="Bench", owner=owner, now=now)
        persona = create_persona(organisation=organisation, actor=owner, now=now, name="Ward nurse")
        teams = {name: team_of(name.title(), size, owner, organisation, persona) for name, size in SIZES.items()}
    return {
        "teams": {name: f"/t/{organisation.slug}/{team.slug}/" for name, team in teams.items()},
        "ids": {name: team.pk for name, team in teams.items()},
        "stories": {
            name: list(team.stories.in_backlog().ordered().values_list("key", flat=True))
            for name, team in teams.items()
        },
        "sessions": [session_of(owner)],
    }


def main() -> None:
    settings.ROOT_URLCONF = "bench.board_urls"
    with speaking_alone() as told:
        told.write(json.dumps(build()) + "\n")
    uvicorn.Server(config()).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
