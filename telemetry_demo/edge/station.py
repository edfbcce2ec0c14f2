"""Every stream that the agent sees: rules watch it, a sieve decides what is sent. Pure; its memory is data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from telemetry_demo.alerting.language.evaluation import PATIENCE, Finding, Kept, Watch, restored
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.problems import Unreadable
from telemetry_demo.alerting.language.tree import Rule
from telemetry_demo.edge.sieve import Alarm, Reading, Sieve

ALARM: Final = "alarm."  # the signal by which an alarm is told: 1 when it begins, 0 when it ends

Stream = tuple[str, str, str]  # trial, patient, visit


class SentRule(msgspec.Struct, frozen=True):
    """A live version of a rule, as the server sends it."""

    version: int
    text: str


class Memory(msgspec.Struct):
    """What is remembered of one stream."""

    stream: Stream
    sieve: Sieve
    watches: dict[int, Kept]


@dataclass(frozen=True)
class Outgoing:
    """One event to be sent, still without its number."""

    stream: Stream
    reading: Reading


class _Followed:
    """One stream with its watches."""

    def __init__(self, stream: Stream, sieve: Sieve):
        self.stream, self.sieve = stream, sieve
        self.watches: dict[int, Watch] = {}
        self.clock = 0


class Station:
    """Takes events in any order; `changed` are the streams whose memory is no longer what it was when last kept."""

    def __init__(self, rules: Iterable[SentRule] = (), memories: Iterable[Memory] = ()):
        self._rules: dict[int, Rule] = {}
        self._streams: dict[Stream, _Followed] = {}
        self.refused: dict[int, str] = {}
        self.changed: set[Stream] = set()
        self.obey(rules)
        for memory in memories:
            self._remember(memory)

    def obey(self, rules: Iterable[SentRule]) -> None:
        """Takes these rules in place of those before. One that is the same goes on; one that this program cannot read
        is refused and said so."""
        sent = {rule.version: rule.text for rule in rules}
        self._rules, self.refused = {}, {}
        for version, text in sent.items():
            try:
                self._rules[version] = parse(text)
            except Unreadable as problem:
                self.refused[version] = problem.text
        for followed in self._streams.values():
            self._forget_others(followed)

    def _forget_others(self, followed: _Followed) -> None:
        """Watches of rules that are not live any more go, and their alarms end: the server has ended them, too."""
        gone = followed.watches.keys() - self._rules.keys()
        for version in gone:
            del followed.watches[version]
        for alarm in followed.sieve.alarms:
            if alarm.version in gone and alarm.ended is None:
                alarm.ended = followed.clock
        if gone:
            self.changed.add(followed.stream)

    def take(self, stream: Stream, reading: Reading) -> list[Outgoing]:
        """One reading of a stream, and what is to be sent now."""
        followed = self._streams.get(stream) or self._meet(stream)
        late = followed.sieve.take(reading)
        followed.clock = max(followed.clock, reading.at)
        told = [
            one
            for version in self._rules
            for one in self._alarms(followed, version, self._watch(followed, version).read(*_fields(reading)))
        ]
        return self._sent(followed, [*told, *late, *followed.sieve.settle(followed.clock - PATIENCE)])

    def _meet(self, stream: Stream) -> _Followed:
        self._streams[stream] = _Followed(stream, Sieve())
        return self._streams[stream]

    def advance(self, stream: Stream, clock: int) -> list[Outgoing]:
        """The stream's time has come to `clock` though nothing was read."""
        followed = self._streams[stream]
        followed.clock = max(followed.clock, clock)
        told = [
            one
            for version, watch in followed.watches.items()
            for one in self._alarms(followed, version, watch.advance(clock - PATIENCE))
        ]
        return self._sent(followed, [*told, *followed.sieve.settle(followed.clock - PATIENCE)])

    def finish(self) -> list[Outgoing]:
        """All that is still held, for a recording that is over."""
        sent = []
        for followed in self._streams.values():
            sent += self._sent(followed, followed.sieve.settle(followed.clock + 10 * 60_000_000))
        return sent

    def _watch(self, followed: _Followed, version: int) -> Watch:
        if version not in followed.watches:
            followed.watches[version] = Watch(self._rules[version])
        return followed.watches[version]

    def _alarms(self, followed: _Followed, version: int, findings: list[Finding]) -> list[Reading]:
        for finding in findings:
            if finding.began:
                followed.sieve.alarms.append(Alarm(version, finding.at))
            else:
                for alarm in followed.sieve.alarms:
                    if alarm.version == version and alarm.ended is None:
                        alarm.ended = finding.at
        return [Reading(finding.at, f"{ALARM}{version}", float(finding.began)) for finding in findings]

    def _sent(self, followed: _Followed, readings: list[Reading]) -> list[Outgoing]:
        self.changed.add(followed.stream)
        return [Outgoing(followed.stream, reading) for reading in readings]

    @property
    def streams(self) -> list[Stream]:
        return list(self._streams)

    def clock_of(self, stream: Stream) -> int:
        """The latest time of the stream."""
        return self._streams[stream].clock

    @property
    def read(self) -> int:
        return sum(followed.sieve.read for followed in self._streams.values())

    @property
    def passed(self) -> int:
        """How many readings were sent as they are."""
        return sum(followed.sieve.passed for followed in self._streams.values())

    def memories(self) -> list[Memory]:
        """What changed since the last call, to be kept."""
        kept = [
            Memory(stream, followed.sieve, {version: watch.kept() for version, watch in followed.watches.items()})
            for stream in sorted(self.changed)
            for followed in [self._streams[stream]]
        ]
        self.changed.clear()
        return kept

    def _remember(self, memory: Memory) -> None:
        followed = _Followed(memory.stream, memory.sieve)
        self._streams[memory.stream] = followed
        for version, kept in memory.watches.items():
            if version in self._rules:
                watch = restored(self._rules[version], kept)
                followed.watches[version] = watch
                followed.clock = max(followed.clock, watch.latest or 0)


def _fields(reading: Reading) -> tuple[int, str, float]:
    return reading.at, reading.signal, reading.value
