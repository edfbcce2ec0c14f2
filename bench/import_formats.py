"""How much memory twenty thousand issues take in each format of other tools, and how long others wait for them.

Each import has a process and a database of its own: peak memory over what it had when it was idle, and the longest
transaction. Files of Taiga hold ten megabytes of attachments besides.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench import Reading, figure
from bench.house import PROJECT
from bench.imports import NOW, forget_peak, longest_lock, memory

ISSUES, SPRINTS = 20_000, 100
_TEXT = "A description of what is wanted, and of what is not. " * 5


def _days(sprint: int) -> tuple[str, str]:
    start = date(2022, 1, 3) + timedelta(14 * sprint)
    return start.isoformat(), (start + timedelta(11)).isoformat()


def jira_csv(path: Path) -> None:
    """Every issue in one to three sprints."""
    head = ["Summary", "Issue key", "Issue Type", "Status", "Story Points", "Description", "Created", "Resolved"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*head, "Outward issue link (Blocks)", *["Sprint"] * 3])
        for n in range(ISSUES):
            first, stays = 1 + n % (SPRINTS - 3), 1 + n % 3
            names = [f"Sprint {first + step}" if step < stays else "" for step in range(3)]
            done = _days(first + stays - 2)[1]
            writer.writerow([f"Title {n}", f"ABC-{n}", "Story", "Done", n % 8, _TEXT, "2021-12-01", done,
                             f"ABC-{n + 1}" if n % 4 else "", *names])  # fmt: skip


def github_json(path: Path) -> None:
    _write_list(path, map(_issue, range(ISSUES)))


def _issue(n: int) -> dict:
    sprint = n % SPRINTS
    milestone = {"title": f"Sprint {sprint + 1}", "due_on": f"{_days(sprint)[1]}T07:00:00Z", "state": "closed"}
    return {
        "number": n + 1, "title": f"Title {n}", "body": _TEXT, "state": "closed", "milestone": milestone,
        "labels": [{"name": f"points: {n % 8}"}, {"name": f"label {n % 9}"}], "created_at": "2021-12-01T08:00:00Z",
        "closed_at": f"{_days(sprint)[1]}T07:00:00Z",
    }  # fmt: skip


def jira_sprint_report(path: Path) -> None:
    _write_list(path, map(_report, range(SPRINTS)))


def _report(sprint: int) -> dict:
    start, end = (f"{day}T09:00:00.000Z" for day in _days(sprint))
    each = ISSUES // SPRINTS
    issues = [
        {"key": f"ABC-{sprint * each + n}", "summary": f"Title {n}", "typeName": "Story",
         "estimateStatistic": {"statFieldValue": {"value": n % 8}}}
        for n in range(each)
    ]  # fmt: skip
    half = each // 2
    contents = {"completedIssues": issues[:half], "issuesNotCompletedInCurrentSprint": issues[half:]}
    told = {"name": f"Sprint {sprint + 1}", "state": "CLOSED", "isoStartDate": start, "isoCompleteDate": end}
    return {"contents": contents, "sprint": told}


def taiga_json(path: Path) -> None:
    """Every story with three entries of history; every twentieth with an attachment of 10 kB, one with 10 MB."""
    milestones = [
        {"name": f"Sprint {n + 1}", "estimated_start": start, "estimated_finish": end, "closed": True}
        for n, (start, end) in enumerate(map(_days, range(SPRINTS)))
    ]
    small = {"us_statuses": [{"name": "Done", "is_closed": True}], "points": [{"name": "3", "value": 3}]}
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(small | {"milestones": milestones})[:-1] + ', "user_stories": [')
        for n in range(ISSUES):
            file.write(("," if n else "") + json.dumps(_story(n)))
        file.write("]}")


def _story(n: int) -> dict:
    sprint = n % SPRINTS
    start, end = (f"{day}T10:00:00+0000" for day in _days(sprint))
    name = f"Sprint {sprint + 1}"
    data = "QUJD" * (2_600_000 if n == ISSUES // 2 else 2_500 if n % 20 == 0 else 0)
    diffs = ({"milestone": [None, 7]}, {"description": [_TEXT, _TEXT]}, {"is_closed": [False, True]})
    history = [
        {"created_at": at, "diff": diff, "values": {"milestone": {"7": name}}, "snapshot": None}
        for at, diff in zip((start, start, end), diffs, strict=True)
    ]
    return {
        "ref": n + 1, "subject": f"Title {n}", "description": _TEXT, "status": "Done", "is_closed": True,
        "milestone": name, "created_date": "2021-12-01T08:00:00+0000", "finish_date": end, "history": history,
        "role_points": [{"role": "Back", "points": "3"}], "attachments": [{"attached_file": {"data": data}}],
    }  # fmt: skip


def _write_list(path: Path, entries: Iterator[dict]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for n, entry in enumerate(entries):
            file.write(("," if n else "[") + json.dumps(entry))
        file.write("]")


_MAKERS = {maker.__name__.replace("_", "-"): maker for maker in (jira_csv, github_json, jira_sprint_report, taiga_json)}


@figure(*(f"import.{slug}_20k_memory" for slug in _MAKERS), unit="MB", group="import")
def memory_of_formats() -> dict[str, Reading]:
    return {f"import.{slug}_20k_memory": Reading(_measured(slug)["memory"], n=ISSUES) for slug in _MAKERS}


@figure(*(f"import.{slug}_20k_lock" for slug in _MAKERS), unit="s", group="import")
def locks_of_formats() -> dict[str, Reading]:
    return {f"import.{slug}_20k_lock": Reading(_measured(slug)["lock"], n=ISSUES) for slug in _MAKERS}


_facts: dict[str, dict] = {}


def _measured(slug: str) -> dict:
    """The facts of one import, measured once, in a process and a database of its own."""
    if slug not in _facts:
        with tempfile.TemporaryDirectory(prefix="truepace-import-") as folder:
            environ = os.environ | {
                "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "scrum.settings", "LOG_LEVEL": "error",
            }  # fmt: skip
            command = [sys.executable, "-m", "bench.import_formats", slug]
            said = subprocess.run(command, cwd=PROJECT, env=environ, check=True, capture_output=True, text=True)
        _facts[slug] = json.loads(said.stdout.splitlines()[-1])
    return _facts[slug]


def measure(slug: str) -> dict:
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
    team = create_team(organisation=organisation, name="Pulse", actor=owner, now=NOW)
    path = Path(os.environ["DATA_DIR"]) / "file"
    _MAKERS[slug](path)
    forget_peak()
    idle, began = memory("VmRSS"), time.process_time()
    with path.open("rb") as file:
        run = services.upload_file(team=team, file=File(file, name="file"), actor=owner, now=NOW)
    services.check_run(run=run, now=NOW)
    with longest_lock() as longest:
        services.bring_in(run=run, actor=owner, now=NOW)
    taken = round(time.process_time() - began, 1)
    assert run.format == slug, run.format
    assert team.sprints.count() >= SPRINTS - 3, team.sprints.count()
    return {"memory": round((memory("VmHWM") - idle) / 1024, 1), "lock": round(max(longest), 2), "taken": taken}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1])) + "\n")
