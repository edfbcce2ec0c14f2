"""An organisation of 20,000 stories out into one archive and back in: time beside a floor, and memory.

    python -m bench.exports ROWS FOLDER    what one process of a measurement runs

The floor reads the same tables as bare values, writes them as JSON into a ZIP, reads them back and inserts the same
rows without checking anything: what nobody can leave away who takes rows out and in.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from functools import cache
from pathlib import Path

from bench import Reading, figure
from bench.house import PROJECT
from bench.imports import forget_peak, memory, write_backlog

ROWS = 20_000


@figure("export.round_trip", unit="s", group="export")
def round_trip() -> Reading:
    """Export and import together, in seconds of the processor."""
    facts = _measured()
    return Reading(facts["taken"], floor=facts["floor"], n=facts["rows"])


@figure("export.round_trip_memory", unit="MB", group="export")
def round_trip_memory() -> Reading:
    """The most memory above idle."""
    return Reading(_measured()["memory"], n=_measured()["rows"])


@cache
def _measured() -> dict:
    """The facts of one round trip in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="truepace-export-") as folder:
        environ = os.environ | {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "scrum.settings", "LOG_LEVEL": "error"}
        command = [sys.executable, "-m", "bench.exports", str(ROWS), folder]
        said = subprocess.run(command, cwd=PROJECT, env=environ, check=True, capture_output=True, text=True)
    return json.loads(said.stdout.splitlines()[-1])


def measure(rows: int, folder: Path) -> dict:
    """Runs in the process that `round_trip` starts."""
    import django

    django.setup()
    from integrations.archive.services import bring_in_archive, write_archive
    from teams.models import Organisation

    organisation, now = _make(rows, folder), _now()
    forget_peak()
    idle, begun = memory("VmRSS"), time.process_time()
    with (folder / "all.zip").open("w+b") as file:
        counts = write_archive(organisation=organisation, file=file, actor=None, now=now)
        Organisation.objects.filter(pk=organisation.pk).update(slug="before")
        file.seek(0)
        bring_in_archive(file=file, actor=None, now=now)
    facts = {"taken": time.process_time() - begun, "memory": round((memory("VmHWM") - idle) / 1024, 1)}
    begun = time.process_time()
    _bare_round_trip(organisation)
    return facts | {"floor": time.process_time() - begun, "rows": sum(counts.values())}


def _now():
    from django.utils import timezone

    return timezone.now()


def _make(rows: int, folder: Path):
    """An organisation whose team has brought in a backlog of so many stories."""
    from django.core.files import File
    from django.core.management import call_command

    from integrations.imports import services
    from teams.models import User
    from teams.services.organisations import create_organisation, create_team

    call_command("migrate", verbosity=0)
    now, path = _now(), folder / "backlog.csv"
    owner = User.objects.create_user("owner@example.org", None, name="Owner")
    organisation = create_organisation(name="Heartworks", owner=owner, now=now)
    team = create_team(organisation=organisation, name="Pulse", actor=owner, now=now)
    write_backlog(path, rows)
    with path.open("rb") as file:
        run = services.upload_file(team=team, file=File(file, name="backlog.csv"), actor=owner, now=now, slug="csv")
    services.check_run(run=run, now=now)
    services.bring_in(run=run, actor=owner, now=now)
    return organisation


def _bare_round_trip(organisation) -> None:
    from django.core.serializers.json import DjangoJSONEncoder
    from django.db import transaction

    from integrations.archive.tables import tables

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables():
            with archive.open(table.label, "w") as target:
                for row in table.rows_of(organisation).values().iterator():
                    target.write(json.dumps(row, cls=DjangoJSONEncoder).encode() + b"\n")
    with zipfile.ZipFile(file) as archive, transaction.atomic():
        for table in tables():
            with archive.open(table.label) as source:
                made = [table.model(**{**json.loads(line), "id": None}) for line in source]
            if table.label in ("stories.story", "stories.criterion", "teams.activity"):
                _insert_again(table.model, made)


def _insert_again(model, made: list) -> None:
    """The same rows a second time, under numbers that are free."""
    for row in made:
        if hasattr(row, "number"):
            row.number += 10**6
        if hasattr(row, "key"):
            row.key = f"X{row.key}"
        if hasattr(row, "external_key"):
            row.external_key = ""
    model._base_manager.bulk_create(made, batch_size=1000)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), Path(sys.argv[2]))) + "\n")
