"""Live rules follow the readings: committed segments in their order, and the server's clock where nothing comes.

How far the rules have read, what they remember and the alerts they raise commit together in the main database. A
pipeline that is killed reads a segment again at worst, from the same memory, and finds the same alerts again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.db import transaction

from live.publish import publish
from telemetry_demo.alerting.edges import DEVICE, take_alarms
from telemetry_demo.alerting.history import Stream, events_of, last_segment, segments_after, trials_of_teams
from telemetry_demo.alerting.language.evaluation import PATIENCE, Finding, Kept, Watch, restored
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.tree import Action, Rule
from telemetry_demo.alerting.models import Alert, FollowedUpTo, RuleVersion, WatchedStream
from telemetry_demo.alerting.queries import live_versions
from telemetry_demo.events import Event
from telemetry_demo.times import micros

SEGMENTS: Final = 20  # read in one transaction
# A reading from further in the future than this comes of a wrong clock: it is kept, but moves no rule's clock.
AHEAD: Final = 300_000_000
_kept = msgspec.json.Decoder(Kept)


@dataclass
class _Live:
    """A live version with its rule and the streams that it has met in this pass."""

    version: RuleVersion
    rule: Rule
    trials: frozenset[str]
    watches: dict[Stream, Watch] = field(default_factory=dict)
    arrived: dict[Stream, datetime] = field(default_factory=dict)
    has_found: bool = False

    def watch(self, stream: Stream) -> Watch:
        if stream not in self.watches:
            self.watches[stream] = Watch(self.rule)
        return self.watches[stream]


@transaction.atomic
def follow_once(*, now: datetime) -> int:
    """One pass: reads the next segments, wakes the streams whose time has come. Returns how many events it read.

    Whoever calls it at the same time waits. The first pass of all begins with what is committed after it.
    """
    place = _locked_place()
    segments = segments_after(place.segment, SEGMENTS)
    events = [event for segment in segments for event in events_of(segment)]
    trials = trials_of_teams()
    followers = _followers(trials)
    if followers:
        _read(followers, events, now)
        _wake(followers, now)
        _save(followers)
    teams = take_alarms(events, trials, now)
    _tell(teams | {live.version.rule.team_id for live in followers if live.has_found})
    if segments:
        place.segment = segments[-1].pk
        place.save(update_fields=["segment"])
    return len(events)


def _locked_place() -> FollowedUpTo:
    place = FollowedUpTo.objects.select_for_update().first()
    return place or FollowedUpTo.objects.create(pk=1, segment=last_segment())


def _followers(trials: dict[int, frozenset[str]]) -> list[_Live]:
    return [_Live(version, parse(version.text), trials[version.rule.team_id]) for version in live_versions(trials)]


def _read(followers: list[_Live], events: list[Event], now: datetime) -> None:
    """What gateways send was watched there: it is a part of the stream only."""
    latest = micros(now) + AHEAD
    events = [one for one in events if micros(one.ts) <= latest and not one.device.startswith(DEVICE)]
    streams = {(event.trial, event.patient, event.visit) for event in events}
    for live in followers:
        _remember(live, [stream for stream in streams if stream[0] in live.trials])
        for event in events:
            if event.trial in live.trials and event.signal in live.rule.signals:
                stream = (event.trial, event.patient, event.visit)
                findings = live.watch(stream).read(micros(event.ts), event.signal, event.value)
                live.arrived[stream] = now
                _raise(live, stream, findings, now)


def _remember(live: _Live, streams: Iterable[Stream]) -> None:
    """Puts back what the version remembers of these streams."""
    wanted = set(streams)
    if not wanted:
        return
    rows = WatchedStream.objects.filter(version=live.version, patient__in={patient for _, patient, _ in wanted})
    for row in rows:
        if (stream := (row.trial, row.patient, row.visit)) in wanted:
            _put_back(live, stream, row)


def _put_back(live: _Live, stream: Stream, row: WatchedStream) -> None:
    live.watches[stream] = restored(live.rule, _kept.decode(bytes(row.kept)))
    live.arrived[stream] = row.arrived_at


def _wake(followers: list[_Live], now: datetime) -> None:
    """Moves the clocks of silent streams on: a stream's own time is its latest reading's plus the time since then."""
    by_version = {live.version.pk: live for live in followers}
    for row in WatchedStream.objects.filter(version__in=by_version, wakes_at__lte=now):
        live, stream = by_version[row.version_id], (row.trial, row.patient, row.visit)
        if stream in live.watches:
            continue  # it has just read something
        _put_back(live, stream, row)
        watch = live.watches[stream]
        passed = (now - row.arrived_at) // timedelta(microseconds=1)
        _raise(live, stream, watch.advance(watch.latest + passed - PATIENCE), now)


def _raise(live: _Live, stream: Stream, findings: list[Finding], now: datetime) -> None:
    for finding in findings:
        if finding.began:
            _begin(live, stream, finding, now)
        else:
            _going_on(live, stream).update(ended=finding.at)
        live.has_found = True


def _going_on(live: _Live, stream: Stream):
    trial, patient, visit = stream
    return Alert.objects.filter(version=live.version, trial=trial, patient=patient, visit=visit, ended=None)


def _begin(live: _Live, stream: Stream, finding: Finding, now: datetime) -> None:
    trial, patient, visit = stream
    Alert.objects.get_or_create(
        version=live.version, trial=trial, patient=patient, visit=visit, began=finding.at,
        defaults={
            "team_id": live.version.rule.team_id, "message": live.rule.message, "values": finding.values,
            "rings": live.rule.action is Action.ALERT, "found_at": now,
        },
    )  # fmt: skip


def _save(followers: list[_Live]) -> None:
    rows = [row for live in followers for row in _rows(live)]
    WatchedStream.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["version", "trial", "patient", "visit"],
        update_fields=["kept", "arrived_at", "wakes_at"], batch_size=500,
    )  # fmt: skip


def _tell(teams: set[int]) -> None:
    for team in sorted(teams):
        publish(f"alerts:{team}", "alerts", {})


def _rows(live: _Live) -> Iterator[WatchedStream]:
    for stream, watch in live.watches.items():
        if watch.latest is None:
            continue
        trial, patient, visit = stream
        yield WatchedStream(
            version=live.version, trial=trial, patient=patient, visit=visit, kept=msgspec.json.encode(watch.kept()),
            arrived_at=live.arrived[stream], wakes_at=_wakes_at(watch, live.arrived[stream]),
        )  # fmt: skip


def _wakes_at(watch: Watch, arrived: datetime) -> datetime | None:
    """When the server's clock next decides something in a stream that stays silent."""
    due = watch.next_time()
    return None if due is None else arrived + timedelta(microseconds=max(0, due - watch.latest) + PATIENCE)


def catch_up(*, now: datetime) -> int:
    """Passes until everything committed is read; how many events that were."""
    read = 0
    while count := follow_once(now=now):
        read += count
    return read
