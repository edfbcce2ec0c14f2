"""What bringing in twenty thousand stories costs, how much memory it takes, and how long others wait for it.

The floor is the least anybody could do with the same rows in the same run: parse the file and `bulk_create` the
stories' columns, without checking, labels, diary or search. Times are processor time; memory is that of a process of
its own, peak over what it had when it was idle.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import Reading, figure
from bench.house import PROJECT

ROWS, MANY_ROWS = 20_000, 100_000
HEADER = ("Issue key", "Issue Type", "Summary", "Story Points", "Status", "Labels", "Labels", "Created", "Epic Name",
          "Description", "Acceptance Criteria")  # fmt: skip
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@figure("import.20k", "import.20k_lock", unit="s", group="import")
def twenty_thousand() -> dict[str, Reading]:
    """Upload, check and bring-in together; and the longest time that the write lock was held."""
    facts = _measured(ROWS)
    return {
        "import.20k": Reading(round(facts["taken"], 2), round(facts["floor"], 2), n=ROWS),
        "import.20k_lock": Reading(round(facts["lock"], 2), n=ROWS),
    }


@figure("import.20k_memory", unit="MB", group="import")
def twenty_thousand_memory() -> Reading:
    return Reading(_measured(ROWS)["memory"], n=ROWS)


@figure("import.100k_memory", unit="MB", group="import")
def hundred_thousand_memory() -> Reading:
    return Reading(_measured(MANY_ROWS)["memory"], n=MANY_ROWS)


def _measured(rows: int) -> dict:
    """The facts of one import in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="truepace-import-") as folder:
        environ = os.environ | {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "scrum.settings", "LOG_LEVEL": "error"}
        command = [sys.executable, "-m", "bench.imports", str(rows)]
        said = subprocess.run(command, cwd=PROJECT, env=environ, check=True, capture_output=True, text=True)
    return json.loads(said.stdout.splitlines()[-1])


def write_backlog(path: Path, rows: int) -> None:
    """A backlog as Jira exports it, the same each time."""
    chance = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(rows):
            title = f"As a nurse, I want to see value {n} so that I act" if n % 4 == 0 else f"Show value {n} on top"
            criteria = "- It is silent\n- It comes back" if n % 5 == 0 else ""
            writer.writerow([
                f"ABC-{n}", chance.choice(["Story", "Bug", "Task"]), title, chance.choice(["1", "2.0", "5", ""]),
                chance.choice(["To Do", "In Progress", "Done"]), chance.choice(["alarm", "night", ""]), "ui",
                f"2025-03-{1 + n % 28:02d} 10:{n % 60:02d}:00", chance.choice(["Alarms", "Wards"]),
                "A description of what is wanted, and of what is not. " * 3, criteria,
            ])  # fmt: skip


@contextmanager
def _timed(took: Callable[[float], None]) -> Iterator[None]:
    before = time.process_time()
    yield
    took(time.process_time() - before)


def memory(line: str) -> int:
    """Kilobytes of the process: VmRSS now, VmHWM at most since `forget_peak`."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{line}:")[2].split()[0])


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def measure(rows: int) -> dict:
    """Runs in the process that `_measured` starts."""
    import django

    django.setup()
    from django.core.files import File
    from django.core.management import call_command

    from integrations.imports import services
    from teams.models import User
    from teams.services.organisations import create_organisation, create_team

    call_command("migrate", verbosity=0)
    owner = User.objects.create_user("owner@example.org", None, name="Owner")
    organisation = create_organisation(name="Heartworks", owner=owner, now=NOW)
    team, bare = (create_team(organisation=organisation, name=name, actor=owner, now=NOW) for name in ("Pulse", "Bare"))
    path = Path(os.environ["DATA_DIR"]) / "backlog.csv"
    write_backlog(path, rows)
    facts, taken = {}, []
    forget_peak()
    idle = memory("VmRSS")
    with _timed(taken.append), path.open("rb") as file:
        run = services.upload_file(team=team, file=File(file, name="backlog.csv"), actor=owner, now=NOW, slug="csv")
        services.check_run(run=run, now=NOW)
        with longest_lock() as longest:
            services.bring_in(run=run, actor=owner, now=NOW)
    facts |= {"taken": taken[0], "lock": max(longest), "memory": round((memory("VmHWM") - idle) / 1024, 1)}
    with _timed(lambda took: facts.update(floor=took)):
        _bare_import(path, bare)
    return facts


@contextmanager
def longest_lock() -> Iterator[list[float]]:
    """How long each transaction lasted, from its BEGIN to its COMMIT, in seconds."""
    from django.db import connection

    begun, lasted = [], []

    def listen(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith("BEGIN"):
            begun.append(time.perf_counter())
        return answer

    commit = connection._commit

    def timed_commit():
        commit()
        lasted.append(time.perf_counter() - begun.pop())

    connection._commit = timed_commit
    try:
        with connection.execute_wrapper(listen):
            yield lasted
    finally:
        connection._commit = commit


def _bare_import(path: Path, team) -> None:
    from decimal import Decimal

    from django.db import transaction

    from stories.models import Story

    status = team.statuses.first().pk
    with path.open(newline="", encoding="utf-8") as file, transaction.atomic():
        rows = csv.reader(file)
        next(rows)
        stories = [
            Story(
                team_id=team.pk, number=n, key=f"{team.key}-{n}", title=row[2], status_id=status,
                points=Decimal(row[3]) if row[3] else None, rank=n, external_key=row[0], description=row[9],
                created_at=datetime.fromisoformat(row[7]).replace(tzinfo=UTC), updated_at=NOW,
            )
            for n, row in enumerate(rows, start=1)
        ]  # fmt: skip
        Story.objects.bulk_create(stories, batch_size=1000)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
