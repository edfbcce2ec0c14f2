"""``manage.py telemetry_simulate`` as a stranger calls it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from telemetry_demo.simulator import http
from tests.telemetry_demo.edge.server import UNHEARD, EdgeServer


def simulated(*arguments: str) -> list[dict]:
    out = StringIO()
    call_command("telemetry_simulate", "--start", "2026-01-05T10:00:00", *arguments, stdout=out)
    return [json.loads(text) for text in out.getvalue().splitlines()]


def test_an_hour_of_ten_patients_is_the_default_and_comes_again_the_same():
    events = simulated()
    assert len({event["patient"] for event in events}) == 10
    assert events[-1]["ts"] < "2026-01-05T11:00:00"
    assert events == simulated()
    assert events != simulated("--seed", "2")


def test_faults_can_be_asked_for():
    events = simulated("--patients", "2", "--duplicates", "0.5", "--disorder", "0.5", "--places", "9", "--skew", "3600")
    keys = [(event["device"], event["seq"]) for event in events]
    assert len(set(keys)) < len(keys)
    assert [event["ts"] for event in events] != sorted(event["ts"] for event in events)
    assert min(event["ts"] for event in events) >= "2026-01-05T11:00:00"


def test_files_hold_the_same_events_as_the_standard_output(tmp_path):
    call_command(
        "telemetry_simulate", "--start", "2026-01-05T10:00:00", "--patients", "2", "--out", str(tmp_path),
        "--file-bytes", "3000", stdout=StringIO(),
    )  # fmt: skip
    files = sorted(tmp_path.iterdir())
    assert len(files) > 3
    assert [json.loads(text) for file in files for text in file.read_text().splitlines()] == simulated(
        "--patients", "2"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--duplicates", "2"], "not between 0 and 1"),
        (["--rate", "0"], "not between"),
        (["--start", "noon"], "not a time such as"),
        (["--patients", "0"], "start at 1"),
        (["--speed", "2", "--rate", "3"], "not allowed with"),
        (["--replay", "no-such-file.csv"], "no-such-file.csv: No such file"),
    ],
)
def test_a_wrong_argument_is_named_with_what_is_allowed(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("telemetry_simulate", *arguments)


def test_events_go_by_http_each_device_with_its_key_and_again_where_an_answer_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(http, "WAIT", 0.0)
    keys, out = tmp_path / "keys.json", StringIO()
    keys.write_text('{"D1": "one", "D2": "two"}')
    arguments = ["telemetry_simulate", "--start", "2026-01-05T10:00:00", "--patients", "2", "--events", "120"]
    with EdgeServer() as server:
        server.links = [UNHEARD]
        call_command(*arguments, "--url", server.url, "--keys", str(keys), stdout=out)
        assert server.counts["new"] == 120
        assert out.getvalue().startswith("50 duplicate, 70 new")
        keys.write_text('{"D1": "one"}')
        with pytest.raises(CommandError, match="no key for the device D2"):
            call_command(*arguments, "--url", server.url, "--keys", str(keys))
    keys.write_text("[]")
    for wrong in (["--url", "http://localhost:9"], ["--url", "http://localhost:9", "--keys", str(keys)]):
        with pytest.raises(CommandError, match="keys"):
            call_command(*arguments, *wrong)
