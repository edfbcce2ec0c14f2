"""A draft is tried on past readings: what it would have found, beside what the live version would have (TEL-6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from teams.models import User
from telemetry_demo.alerting.history import Readings, Stream, in_order, newest_reading, past_readings, trials_of_teams
from telemetry_demo.alerting.language.evaluation import Watch
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.tree import Rule
from telemetry_demo.alerting.models import RuleTry, RuleVersion
from telemetry_demo.alerting.rules import Spell, clean_days
from telemetry_demo.times import micros

DAY: Final = 86_400_000_000
TOLD_EVERY: Final = timedelta(seconds=1)


@transaction.atomic
def ask_for_try(*, version: RuleVersion, days: int, actor: User, now: datetime) -> RuleTry:
    """A try of the version's text on the last days that there are readings of. Raises Unreadable, Invalid at `days`."""
    days = clean_days(days)
    parse(version.text)
    return RuleTry.objects.create(version=version, text=version.text, days=days, asked_by=actor, asked_at=now)


def carry_out(try_id: int) -> None:
    """Does a try that nobody has done; what it did before it was killed is done again, to the same end."""
    asked = RuleTry.objects.select_related("version__rule").filter(pk=try_id, done_at=None).first()
    if asked is None:
        return
    try:
        _try(asked)
    except DomainError as refused:
        asked.failed = refused.text[:200]
    asked.done_at = timezone.now()
    asked.save()


def _try(asked: RuleTry) -> None:
    draft = parse(asked.text)
    live = asked.version.rule.versions.filter(live_from__isnull=False, live_until=None).first()
    before = parse(live.text) if live else None
    trials = trials_of_teams().get(asked.version.rule.team_id, frozenset())
    asked.last = newest_reading() or micros(asked.asked_at)
    asked.first = asked.last - asked.days * DAY
    signals = draft.signals | (before.signals if before else frozenset())
    readings, asked.readings = past_readings(trials=trials, signals=signals, first=asked.first, last=asked.last)
    asked.found, asked.before = [], [] if before else None
    streams = sorted({stream for stream, _ in readings})
    asked.streams = len(streams)
    for stream in _told(asked, streams):
        asked.found += _as_data(spells(draft, stream, readings, until=asked.last))
        if before:
            asked.before += _as_data(spells(before, stream, readings, until=asked.last))


def _told(asked: RuleTry, streams: list[Stream]) -> Iterator[Stream]:
    """The streams, while the row says now and then how far it is."""
    told = timezone.now()
    for done, stream in enumerate(streams, start=1):
        yield stream
        asked.streams_done = done
        if timezone.now() - told > TOLD_EVERY:
            told = timezone.now()
            RuleTry.objects.filter(pk=asked.pk).update(streams=asked.streams, streams_done=done)


def spells(rule: Rule, stream: Stream, readings: Readings, *, until: int) -> list[Spell]:
    """When the rule would have held in the stream; one that still holds at `until` has no end."""
    watch, found = Watch(rule), []
    findings = [one for reading in in_order(readings, stream, rule.signals) for one in watch.read(*reading)]
    for finding in [*findings, *watch.advance(until)]:
        if finding.began:
            found.append(Spell(stream, finding.at, None))
        else:
            found[-1] = Spell(stream, found[-1].began, finding.at)
    return found


def _as_data(found: list[Spell]) -> list[list]:
    return [[*spell.stream, spell.began, spell.ended] for spell in found]


def as_spells(data: list[list] | None) -> list[Spell] | None:
    """What a try has kept of its finds."""
    return None if data is None else [Spell((row[0], row[1], row[2]), row[3], row[4]) for row in data]
