"""The agent over a real socket whose link is cut in both directions, and killed: nothing lost, nothing twice."""

import signal
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telemetry_demo.edge.agent import ASK_EVERY, LONGEST_WAIT, Agent
from telemetry_demo.edge.buffer import Buffer
from telemetry_demo.edge.source import LinesFile, Recording
from telemetry_demo.edge.uplink import Uplink
from tests.telemetry.lines import line
from tests.telemetry_demo.edge.server import FINE, HALF, LOST, UNHEARD, EdgeServer

FAST = {"version": 7, "text": 'when mean(heart_rate, 10 s) > 100 for 10 s then alert "fast"'}
VALUES = [70] * 36 + [130] * 12 + [70] * 40


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def a_file(path, values=VALUES):
    path.write_bytes(b"".join(line(seq, value, after=seq * 5) + b"\n" for seq, value in enumerate(values, start=1)))
    return path


def an_agent(server, buffer, clock) -> Agent:
    return Agent(name="W4", buffer=buffer, uplink=Uplink(server.url, "key"), clock=clock)


def run(agent, source, buffer, clock, *, turns=400):
    """Until everything is read and sent."""
    for _ in range(turns):
        agent.read(source)
        agent.talk()
        clock.now += 0.5
        if source.is_over and not buffer.count():
            return
    raise AssertionError(f"{buffer.count()} events still wait: {agent.problem}")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What the server is told over a link that never fails."""
    folder = tmp_path_factory.mktemp("edge")
    with EdgeServer() as server:
        server.rules, server.digest = [FAST], "one"
        buffer, clock = Buffer(folder / "buffer"), Clock()
        agent = an_agent(server, buffer, clock)
        agent.talk()
        run(agent, LinesFile(a_file(folder / "lines"), is_growing=False), buffer, clock)
        buffer.close()
        return server.told()


def test_over_a_good_link_alarms_come_with_their_readings_and_numbers_from_one(undisturbed):
    assert [row[0] for row in undisturbed] == list(range(1, len(undisturbed) + 1))
    assert [(row[2], row[4]) for row in undisturbed if row[3] == "alarm.7"] == [
        ("2026-01-05T10:03:20.000Z", 1.0), ("2026-01-05T10:04:05.000Z", 0.0),
    ]  # fmt: skip
    assert len(undisturbed) < len(VALUES)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(links=st.lists(st.sampled_from([FINE, LOST, UNHEARD, HALF]), max_size=12))
def test_whatever_the_link_does_the_server_has_each_event_once(tmp_path_factory, undisturbed, links):
    folder = tmp_path_factory.mktemp("edge")
    with EdgeServer() as server:
        server.rules, server.digest = [FAST], "one"
        buffer, clock = Buffer(folder / "buffer"), Clock()
        agent = an_agent(server, buffer, clock)
        agent.talk()  # the rules first, so that all runs decide by the same
        server.links = list(links)
        source = LinesFile(a_file(folder / "lines"), is_growing=False)
        for _ in range(3):  # some is sent while more is read
            agent.talk()
        run(agent, source, buffer, clock)
        buffer.close()
        assert server.told() == undisturbed


def test_answers_that_are_lost_are_sent_again_and_told_as_duplicates(tmp_path, undisturbed):
    with EdgeServer() as server:
        server.rules, server.digest = [FAST], "one"
        buffer, clock = Buffer(tmp_path / "buffer"), Clock()
        agent = an_agent(server, buffer, clock)
        agent.talk()
        source = LinesFile(a_file(tmp_path / "lines"), is_growing=False)
        agent.read(source)
        server.links = [FINE, UNHEARD]
        clock.now += ASK_EVERY
        agent.talk()
        assert agent.problem
        assert buffer.count()
        clock.now += LONGEST_WAIT
        run(agent, source, buffer, clock)
        assert server.counts["duplicate"] > 0
        assert server.told() == undisturbed
        buffer.close()


def test_new_rules_hold_within_five_seconds_of_the_links_return_and_are_confirmed(tmp_path):
    with EdgeServer() as server:
        buffer, clock = Buffer(tmp_path / "buffer"), Clock()
        agent = an_agent(server, buffer, clock)
        server.is_cut = True
        for _ in range(60):
            agent.talk()
            clock.now += 0.5
        server.rules, server.digest, server.is_cut = [FAST, {"version": 8, "text": "when"}], "two", False
        back = clock.now
        while not agent.rules:
            agent.talk()
            clock.now += 0.1
        assert clock.now - back <= 5
        assert server.reports[-1]["digest"] == "two"
        assert "ends too early" in server.reports[-1]["refused"]["8"]
        buffer.close()
        kept = Agent(name="W4", buffer=Buffer(tmp_path / "buffer"), uplink=Uplink(server.url, "key"), clock=clock)
        assert [rule.version for rule in kept.rules] == [7, 8]  # also where it starts without a network


def test_a_silent_device_is_told_by_the_agents_own_clock(tmp_path):
    with EdgeServer() as server:
        server.rules = [{"version": 9, "text": 'when missing(heart_rate, 60 s) then alert "no signal"'}]
        server.digest = "one"
        buffer, clock = Buffer(tmp_path / "buffer"), Clock()
        agent = Agent(name="W4", buffer=buffer, uplink=Uplink(server.url, "key"), clock=clock, is_live=True)
        agent.talk()
        source = LinesFile(a_file(tmp_path / "lines", [70, 70]))
        for _ in range(70):
            agent.read(source)
            clock.now += 1
        agent.talk()
        assert [row[2:] for row in server.told() if row[3] == "alarm.9"] == [
            ("2026-01-05T10:01:10.000Z", "alarm.9", 1.0)
        ]
        buffer.close()


def test_lines_that_are_no_events_and_doubles_are_counted_and_a_half_line_is_waited_for(tmp_path):
    with EdgeServer() as server:
        buffer, clock = Buffer(tmp_path / "buffer"), Clock()
        agent, path = an_agent(server, buffer, clock), tmp_path / "lines"
        path.write_bytes(line(1) + b"\n" + b"?\n" + line(1) + b"\n" + line(2)[:20])
        source = LinesFile(path)
        assert agent.read(source) == 3
        assert (agent.counts["malformed"], agent.counts["doubled"], agent.station.read) == (1, 1, 1)
        with path.open("ab") as file:
            file.write(line(2)[20:] + b"\n")
        assert agent.read(source) == 1
        assert agent.station.read == 2
        buffer.close()


def test_one_buffer_has_one_agent(tmp_path):
    buffer = Buffer(tmp_path / "buffer")
    with pytest.raises(OSError, match="another agent"):
        Buffer(tmp_path / "buffer")
    buffer.close()


def test_a_recording_is_read_when_its_time_has_come_and_goes_on_after_a_restart():
    clock = Clock()
    stamps = ["2026-01-05T10:00:00.000Z", "2026-01-05T10:00:10.000Z", "2026-01-05T10:00:20.000Z"]
    events = [{"ts": stamp} for stamp in stamps]
    source = Recording(iter(events), speed=10, clock=clock)
    assert len(source.read(500)) == 1
    clock.now += 1
    assert (len(source.read(500)), source.place) == (1, 2)
    later = Recording(iter(events), speed=10, clock=clock, place=2)
    assert (len(later.read(500)), later.is_over) == (1, False)
    assert (later.read(500), later.is_over) == ([], True)


def test_a_program_that_is_killed_again_and_again_over_a_bad_link_loses_and_doubles_nothing(tmp_path, undisturbed):
    a_file(tmp_path / "lines")
    (tmp_path / "key").write_text("key")
    with EdgeServer() as server:
        server.rules, server.digest = [FAST], "one"
        first = Buffer(tmp_path / "buffer")  # the rules come first, as in the undisturbed run
        an_agent(server, first, Clock()).talk()
        first.close()
        server.links = [UNHEARD, FINE, UNHEARD, HALF]
        command = [
            sys.executable, "-m", "telemetry_demo.edge", "--server", server.url, "--name", "W4",
            "--key-file", str(tmp_path / "key"), "--buffer", str(tmp_path / "buffer"),
            "--lines", str(tmp_path / "lines"), "--once",
        ]  # fmt: skip
        for _ in range(2):
            program = subprocess.Popen(command)
            asked = len(server.reports) + server.counts.total()
            while len(server.reports) + server.counts.total() == asked and program.poll() is None:
                with suppress(subprocess.TimeoutExpired):  # until it has asked, or ended by itself
                    program.wait(0.01)
            program.send_signal(signal.SIGKILL)
            program.wait()
        assert subprocess.run(command, check=False).returncode == 0
        assert server.told() == undisturbed
