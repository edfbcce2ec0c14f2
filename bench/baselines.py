"""How soon a poker room has its reference stories, with 10,000 done stories beside 200 (POK-3)."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from decimal import Decimal

from bench import Reading, figure
from bench.house import PROJECT

MANY, FEW = 10_000, 200
TURNS = 20
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WORDS = ("alarm", "ward", "recorder", "lead", "battery", "strip", "patient", "shift", "gain", "trial", "nurse", "night")


@figure("baselines.10k", "baselines.10k_first", unit="ms of processor time", group="baselines")
def baselines() -> dict[str, Reading]:
    """The references of a story, and the same when a story was finished just before and all texts are read anew."""
    with tempfile.TemporaryDirectory(prefix="truepace-bench-") as folder:
        environ = os.environ | {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "scrum.settings", "LOG_LEVEL": "error"}
        command = [sys.executable, "-m", "bench.baselines"]
        said = subprocess.run(command, cwd=PROJECT, env=environ, check=True, capture_output=True, text=True)
    many, few = json.loads(said.stdout.splitlines()[-1])
    return {
        "baselines.10k": Reading(many["kept"], few["kept"], n=TURNS),
        "baselines.10k_first": Reading(many["first"], few["first"], n=TURNS),
    }


def measure() -> list[dict[str, float]]:
    """Runs in the process that `baselines` starts."""
    import django

    django.setup()
    from django.core.management import call_command

    from ceremonies.poker.baselines import forget, references
    from stories.models import Story
    from teams.models import User
    from teams.services.organisations import create_organisation, create_team

    call_command("migrate", verbosity=0)
    owner = User.objects.create_user("owner@example.org", None, name="Owner")
    organisation = create_organisation(name="Heartworks", owner=owner, now=NOW)

    def team_of(number: int):
        team = create_team(organisation=organisation, name=f"With {number}", actor=owner, now=NOW)
        done = team.statuses.filter(category="done").first()
        Story.objects.bulk_create(
            Story(
                team=team, number=n, key=f"{team.key}-{n}", status=done, rank=n, created_at=NOW, updated_at=NOW,
                points=Decimal((1, 2, 3, 5, 8, 13)[n % 6]), goal=f"to see the {WORDS[n // 12 % 12]}",
                title=f"See {WORDS[n % 12]} and {WORDS[n // 144 % 12]} in time, number {n}",
            )
            for n in range(1, number + 1)
        )  # fmt: skip
        return team

    def cost(team, before=lambda: None) -> float:
        story = Story(team=team, pk=0, title="See the alarm of the night ward", goal="to see the battery")
        taken = []
        for _ in range(TURNS):
            before()
            begun = time.process_time()
            assert len(references(team, story)) == 6
            taken.append(1000 * (time.process_time() - begun))
        return round(statistics.median(taken), 2)

    teams = [team_of(number) for number in (MANY, FEW)]
    return [{"first": cost(team, forget), "kept": cost(team)} for team in teams]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
