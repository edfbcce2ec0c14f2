"""Schemathesis asks the real server everything that the schema allows, and much that it does not (N3).

`API_EXAMPLES=200 bin/test tests/api/test_schemathesis.py` asks longer.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from scrum.asgi import application
from teams.tokens.rules import Scope
from teams.tokens.services import make_token
from tests.factories import NOW, make_running_sprint, make_sprint, make_story, make_team, owner_of
from tests.live.conftest import serving

EXAMPLES = os.environ.get("API_EXAMPLES", "1")
CONFIG = """
[auth.wfc]
path = "{folder}/people.json"
peers = ["alice", "bob"]

# What is right by type may still be refused by a rule: a name that is taken, a story without a title.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 429]
"""
ALL_BUT_TOKENS = [scope for scope in Scope if scope is not Scope.TOKENS]


def a_team_with_work(name: str):
    team = make_team(name)
    make_running_sprint(team, stories=[make_story(team, f"Work of {name}")])
    make_sprint(team)
    return team


def person(name: str, team, scopes) -> dict:
    _, secret = make_token(user=owner_of(team), name=name, scopes=scopes, now=NOW)
    return {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {secret}"}]}


@pytest.fixture
def ask(transactional_db, settings, tmp_path):
    """`ask("--phases", "fuzzing")` runs Schemathesis; what it said, and the events of its report."""
    settings.REDIS_URL = ""  # nothing is counted: who asks thousands of times shall be answered
    with transaction.atomic():
        teams = [a_team_with_work("Pulse"), a_team_with_work("Atlas")]
        people = [person(*one, ALL_BUT_TOKENS) for one in zip(("alice", "bob"), teams, strict=True)]
        people.append(person("keeper", a_team_with_work("Orbit"), [*Scope]))
    (tmp_path / "people.json").write_text(json.dumps({"auth": people}))
    (tmp_path / "schemathesis.toml").write_text(CONFIG.format(folder=tmp_path))
    (tmp_path / "schema.json").write_bytes(OpenApiJsonRenderer().render(SchemaGenerator().get_schema(public=True)))
    report = tmp_path / "report.ndjson"
    program = (Path(sys.executable).with_name("st"), "--config-file", tmp_path / "schemathesis.toml", "run")
    options = (
        "--checks",
        "all",
        "--no-color",
        "--seed",
        "1",
        "--request-timeout",
        "120",
        "--report-ndjson-path",
        report,
    )

    def run(*more):
        with serving(application) as address:
            command = (*program, tmp_path / "schema.json", "--url", f"http://{address}", *options, *more)
            command += ("--report-ndjson-path", report)
            said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return said, [json.loads(line) for line in report.read_text().splitlines()]

    return run


def results(events, check: str) -> Counter:
    """How often a check came to which result, in the whole report."""
    finished = (event["ScenarioFinished"]["recorder"] for event in events if "ScenarioFinished" in event)
    checks = (one for recorder in finished for case in recorder.get("checks", {}).values() for one in case)
    return Counter(one["status"] for one in checks if one["name"] == check)


def test_schemathesis_finds_nothing(ask):
    said, events = ask("--max-examples", EXAMPLES)
    assert said.returncode == 0, said.stdout[-20_000:]
    selected, tested = re.search(r"Selected: (\d+)/\d+\n  Tested: (\d+)", said.stdout).groups()
    assert selected == tested
    assert results(events, "object_level_authorization").keys() == {"success"}
    assert "will not run" not in said.stdout + said.stderr
